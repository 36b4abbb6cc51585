import type { ReactNode } from "react";
import "./sections.css";

/** The parts of a page, one below the other, each with a heading of its own. */
export function Sections({ children }: { children: ReactNode }) {
  return <div className="hp-sections">{children}</div>;
}
