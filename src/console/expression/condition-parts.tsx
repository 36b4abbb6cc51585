import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Select, Spinner } from "../ui/index.ts";
import { ExpressionField } from "./expression-field.tsx";
import { EMPTY_PART, isComplete, OPERATORS, type Part, readPart, sourceOf } from "./parts.ts";
import { conditionQuery, type Slot } from "./service.ts";
import "./condition-parts.css";

interface ConditionPartsProps {
  value: string;
  onChange: (value: string) => void;
  slot: Slot;
}

/**
 * A condition clicked together: parts that all have to be true. The text stays what counts: it is taken apart when
 * it comes from elsewhere, and written anew with each change here.
 */
export function ConditionParts({ value, onChange, slot }: ConditionPartsProps) {
  const [local, setLocal] = useState<{ source: string; parts: readonly Part[] }>();
  const isOwn = local?.source === value;
  const found = useQuery({ ...conditionQuery(value), enabled: !isOwn && value.trim() !== "" });
  const parts = isOwn ? local.parts : value.trim() === "" ? [EMPTY_PART] : found.data?.map(readPart);

  if (parts === undefined) {
    if (found.isPending) return <Spinner label="Taking the condition apart" />;
    return (
      <p className="hp-field-hint" role="status">
        {found.error
          ? `The condition can't be taken apart now: ${found.error.message}`
          : "The condition can't be taken apart, since it has an error. Correct it as text first."}
      </p>
    );
  }
  const set = (next: readonly Part[]) => {
    const source = sourceOf(next);
    setLocal({ source, parts: next });
    if (source !== value) onChange(source);
  };
  const others = parts.filter(({ op }) => op === null).length;
  return (
    <div className="hp-parts">
      <p className="hp-field-hint">
        {others === 0
          ? "All of these must hold."
          : "All of these must hold. What is more than one comparison is shown as text."}
      </p>
      <ol>
        {parts.map((part, index) => (
          <PartRow
            // A part is its place: it has nothing else that stays.
            key={index}
            number={index + 1}
            part={part}
            slot={slot}
            onChange={(changed) => set(parts.with(index, changed))}
            onRemove={() => set(parts.filter((_, at) => at !== index))}
          />
        ))}
      </ol>
      <Button onClick={() => set([...parts, EMPTY_PART])}>Add a part</Button>
    </div>
  );
}

interface PartRowProps {
  number: number;
  part: Part;
  slot: Slot;
  onChange: (part: Part) => void;
  onRemove: () => void;
}

function PartRow({ number, part, slot, onChange, onRemove }: PartRowProps) {
  const { left, op, right, text } = part;
  const side = (name: string, value: string, change: (value: string) => void) => (
    <ExpressionField
      label={`Part ${number}, ${name}`}
      isLabelHidden
      value={value}
      onChange={change}
      slot={slot}
      mode="expression"
      evaluated={undefined}
      placeholder={name}
    />
  );
  return (
    <li className="hp-part">
      {op === null ? (
        side("as text", text, (next) => onChange({ ...part, text: next }))
      ) : (
        <>
          {side("left side", left, (next) => onChange({ ...part, left: next }))}
          <Select
            aria-label={`Part ${number}, comparison`}
            value={op}
            onChange={({ target }) =>
              onChange({ ...part, op: OPERATORS.find((operator) => operator.op === target.value)?.op ?? op })
            }
          >
            {OPERATORS.map((operator) => (
              <option key={operator.op} value={operator.op}>
                {operator.words}
              </option>
            ))}
          </Select>
          {op !== "has" && side("right side", right, (next) => onChange({ ...part, right: next }))}
        </>
      )}
      <div className="hp-row">
        {!isComplete(part) && (
          <span className="hp-field-hint">Not part of the condition until it is complete</span>
        )}
        <Button
          kind="ghost"
          aria-label={`Remove part ${number}`}
          className="hp-part-remove"
          onClick={onRemove}
        >
          Remove
        </Button>
      </div>
    </li>
  );
}
