import type { ReactNode } from "react";
import "./group.css";

/** Controls that belong together, with what they are about. */
export function Group({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="hp-group">
      <legend>{legend}</legend>
      {children}
    </fieldset>
  );
}
