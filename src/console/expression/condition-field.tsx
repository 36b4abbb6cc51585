import { type ReactNode, useState } from "react";
import type { DraftProblem } from "../document/problems.ts";
import { Button } from "../ui/index.ts";
import { ConditionParts } from "./condition-parts.tsx";
import { ExpressionField } from "./expression-field.tsx";
import type { Slot } from "./service.ts";

interface ConditionFieldProps {
  label: string;
  hint?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  slot: Slot;
  problems: readonly DraftProblem[];
  placeholder?: string;
  /** What else there is to say about the condition. */
  note?: ReactNode;
}

/** What must be true: as text, and clicked together beneath it. Both are the same condition at any time. */
export function ConditionField(props: ConditionFieldProps) {
  const [isBuilding, setBuilding] = useState(false);
  const { note, ...field } = props;
  return (
    <>
      <ExpressionField
        {...field}
        mode="expression"
        expects="bool"
        multiline
        tools={
          <Button
            kind="ghost"
            aria-expanded={isBuilding}
            aria-label={`Build ${props.label}`}
            onClick={() => setBuilding(!isBuilding)}
          >
            Build
          </Button>
        }
      />
      {note}
      {isBuilding && <ConditionParts value={field.value} onChange={field.onChange} slot={field.slot} />}
    </>
  );
}
