import type { ReactNode } from "react";

/** Fields that belong together. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="hp-panel-section">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
