import type { ReactNode } from "react";
import { CopyButton } from "../../ui/index.ts";
import "./facts.css";

/** What is known of a thing: a label and a value each. Those without a value are left out. */
export function Facts({ facts }: { facts: readonly (readonly [label: string, value: ReactNode])[] }) {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return (
    <dl className="hp-facts">
      {known.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** An id, which nobody reads but everybody copies. */
export function Id({ id, label }: { id: string; label: string }) {
  return (
    <span className="hp-id">
      <span className="hp-mono">{id}</span>
      <CopyButton text={id} label={label} kind="ghost" />
    </span>
  );
}
