import { Field, Select, TextInput } from "../../ui/index.ts";
import type { WaitRow } from "../shared/types.ts";

/** Which of the waiting runs a callback is for. */
export interface Addressee {
  to: "unnamed" | "any" | "all" | "named";
  executionId: string;
}

const CHOICES = [
  [
    "unnamed",
    "Not named",
    "The longest-waiting run that it fits goes on; at a start block a new run begins.",
  ],
  ["any", "any", "The longest-waiting run that it fits goes on."],
  ["all", "all", "Every waiting run that it fits goes on."],
  ["named", "One run, by its executionId", undefined],
] as const;

/** As `execution` is sent; undefined: it isn't. */
export function executionOf({ to, executionId }: Addressee): string | undefined {
  if (to === "unnamed") return undefined;
  return to === "named" ? executionId.trim() : to;
}

interface AddresseeChoiceProps {
  addressee: Addressee;
  onChange: (addressee: Addressee) => void;
  waits: readonly WaitRow[];
}

export function AddresseeChoice({ addressee, onChange, waits }: AddresseeChoiceProps) {
  const ids = [...new Set(waits.map(({ executionId }) => executionId))];
  return (
    <>
      <Field label="For which run" hint={CHOICES.find(([choice]) => choice === addressee.to)?.[2]}>
        <Select
          value={addressee.to}
          onChange={({ target }) => {
            const to = CHOICES.find(([choice]) => choice === target.value)?.[0];
            if (to) onChange({ to, executionId: addressee.executionId || (ids[0] ?? "") });
          }}
        >
          {CHOICES.map(([choice, words]) => (
            <option key={choice} value={choice}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      {addressee.to === "named" && (
        <Field
          label="executionId"
          hint="Of a waiting run, or of one that is on its way here: for that it is kept."
        >
          <TextInput
            className="hp-mono"
            list="hp-waiting-runs"
            spellCheck={false}
            value={addressee.executionId}
            onChange={({ target }) => onChange({ ...addressee, executionId: target.value })}
          />
        </Field>
      )}
      <datalist id="hp-waiting-runs">
        {ids.map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
    </>
  );
}
