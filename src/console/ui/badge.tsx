import type { ReactNode } from "react";
import "./badge.css";

export type Tone = "ok" | "warn" | "danger" | "accent" | "neutral";

/** A word with a colour; the word alone says it all. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`hp-badge hp-badge-${tone}`}>{children}</span>;
}
