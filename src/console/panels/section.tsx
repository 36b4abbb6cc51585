import { type ReactNode, useState } from "react";
import { Badge } from "../ui/index.ts";
import type { BlockForm } from "./form.ts";
import { useShown } from "./shown.ts";

interface SectionProps {
  form: BlockForm;
  title: string;
  /** What is set in it, in a few words. */
  summary: string;
  /** The fields in it; those of an object by the object's. A problem of theirs is told while it is closed, too. */
  paths: readonly string[];
  /** Until somebody opens or closes one of that title. */
  isOpenAtFirst?: boolean;
  children: ReactNode;
}

/** What somebody opened or closed, for the next block that has such a section. */
const chosen = new Map<string, boolean>();

/** Fields about one subject, to be opened and closed. */
export function Section({ form, title, summary, paths, isOpenAtFirst = false, children }: SectionProps) {
  const [isOpen, setOpen] = useState(chosen.get(title) ?? isOpenAtFirst);
  // What was begun in it stays when it is closed.
  const [wasOpen, setWasOpen] = useState(isOpen);
  useShown(...(wasOpen ? [] : paths));
  const errors = paths.flatMap((path) => form.problemsAt(path)).filter(({ level }) => level === "error");
  const toggle = (open: boolean) => {
    chosen.set(title, open);
    setOpen(open);
    setWasOpen(wasOpen || open);
  };
  return (
    <details
      className="hp-panel-section"
      data-fields={paths.join(" ")}
      open={isOpen}
      onToggle={({ currentTarget }) => currentTarget.open !== isOpen && toggle(currentTarget.open)}
    >
      <summary>
        <span className="hp-panel-section-title">{title}</span>
        {!isOpen && <span className="hp-panel-section-summary">{summary}</span>}
        {!isOpen && errors.length > 0 && (
          <Badge tone="danger">{errors.length === 1 ? "1 problem" : `${errors.length} problems`}</Badge>
        )}
      </summary>
      {wasOpen && <div className="hp-panel-fields">{children}</div>}
    </details>
  );
}
