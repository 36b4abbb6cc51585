import { isJsonObject, type Json } from "../../../json.ts";
import { type Draft, setField } from "../../document/draft.ts";
import type { DraftProblem } from "../../document/problems.ts";
import { Checkbox, Group, MultiSelect } from "../../ui/index.ts";
import { useRoles } from "../users/use-roles.ts";
import type { Editing } from "./use-editing.ts";

interface AccessFieldsProps {
  draft: Draft;
  problems: readonly DraftProblem[];
  editing: Editing;
}

/** Who may do what with the flow, besides the operator. */
export function AccessFields({ draft, problems, editing }: AccessFieldsProps) {
  const access = isJsonObject(draft.access) ? draft.access : {};
  const roles = useRoles().data?.items.map(({ name }) => name) ?? [];
  const set = (field: string, value: Json | undefined) => {
    const { [field]: _, ...others } = access;
    const changed = value === undefined ? others : { ...others, [field]: value };
    editing.setDraft(setField(draft, "access", Object.keys(changed).length === 0 ? undefined : changed));
  };
  const listed = (field: string) => {
    const value = access[field];
    return Array.isArray(value) ? value.filter((role) => typeof role === "string") : [];
  };
  const error = problems.find(({ field, level }) => level === "error" && field.startsWith("access"));
  return (
    <Group legend="Access">
      <div data-field="access.start">
        <MultiSelect
          label="Who may start runs"
          none="Anyone"
          options={roles}
          value={listed("start")}
          onChange={(chosen) => set("start", chosen.length === 0 ? undefined : chosen)}
          hint="Users with one of these roles."
        />
      </div>
      <div data-field="access.read">
        <MultiSelect
          label="Who may read any run"
          none="Only who started it"
          options={roles}
          value={listed("read")}
          onChange={(chosen) => set("read", chosen.length === 0 ? undefined : chosen)}
          hint="Users with one of these roles."
        />
      </div>
      <div data-field="access.byName">
        <Checkbox
          label="Callbacks may address this flow by its name without a user token"
          checked={access.byName === true}
          onChange={({ target }) => set("byName", target.checked || undefined)}
        />
      </div>
      {error && <p className="hp-field-error">{error.message}</p>}
    </Group>
  );
}
