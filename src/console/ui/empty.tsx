import type { ReactNode } from "react";
import "./empty.css";

/** Nothing is there yet, and what to do about it. */
export function Empty({ title, next }: { title: string; next?: ReactNode }) {
  return (
    <div className="hp-empty">
      <p className="hp-empty-title">{title}</p>
      {next && <div className="hp-muted">{next}</div>}
    </div>
  );
}
