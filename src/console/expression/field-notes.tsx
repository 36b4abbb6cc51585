import type { DraftProblem } from "../document/problems.ts";
import { withoutPosition } from "./messages.ts";

interface FieldNotesProps {
  id?: string;
  error?: string | undefined;
  /** Of the check of the expression alone, which is sooner there. */
  messages?: readonly string[];
  problems: readonly DraftProblem[];
}

/** What the checks say about a field: what is wrong, and what its author may want to know. Each thing once. */
export function FieldNotes({ id, error, messages = [], problems }: FieldNotesProps) {
  const found = problems
    .filter(({ level }) => level === "error")
    .map(({ message }) => withoutPosition(message));
  // The document's check says the same, and why.
  const own = messages.filter((message) => !found.some((longer) => longer.startsWith(message)));
  const errors = [...new Set([...(error === undefined ? [] : [error]), ...own, ...found])];
  const advice = new Set(problems.filter(({ level }) => level === "advice").map(({ message }) => message));
  return (
    <div id={id} className="hp-field-notes" hidden={errors.length + advice.size === 0}>
      {errors.map((message) => (
        <p key={message} className="hp-field-error">
          {message}
        </p>
      ))}
      {[...advice].map((message) => (
        <p key={message} className="hp-field-advice">
          {message}
        </p>
      ))}
    </div>
  );
}
