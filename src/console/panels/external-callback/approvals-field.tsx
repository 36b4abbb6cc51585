import { isJsonObject, type JsonObject } from "../../../json.ts";
import { FieldNotes } from "../../expression/index.tsx";
import { Checkbox } from "../../ui/index.ts";
import type { BlockForm } from "../form.ts";
import { NumberField } from "../number-field.tsx";
import { useShown } from "../shown.ts";

const PATH = "approvals";

/** How many people have to approve: a number, or an object that also says who doesn't count. */
export function ApprovalsField({ form }: { form: BlockForm }) {
  const value = form.at(PATH);
  if (value === undefined && form.text("authentication.type") !== "BACKENDLESS") {
    return (
      <p className="hp-field-hint">
        Several people have to approve? Choose BACKENDLESS under Authentication first: each of them signs in.
      </p>
    );
  }
  return (
    <>
      <NumberField
        form={form}
        path={isJsonObject(value) ? `${PATH}.count` : PATH}
        label="How many have to approve"
        hint="By the first button. Any other one decides at once."
        min={1}
        max={50}
        usual={1}
      />
      {value !== undefined && <ExceptStarter form={form} />}
    </>
  );
}

function ExceptStarter({ form }: { form: BlockForm }) {
  const path = `${PATH}.exceptStarter`;
  const value = form.at(PATH);
  const { count = 1, exceptStarter }: JsonObject = isJsonObject(value) ? value : { count: value ?? 1 };
  useShown(path);
  return (
    <div data-field={path}>
      <Checkbox
        label="Not whoever started the run"
        checked={exceptStarter === true}
        onChange={({ target }) => form.set(PATH, target.checked ? { count, exceptStarter: true } : count)}
      />
      <FieldNotes problems={form.problemsAt(path)} />
    </div>
  );
}
