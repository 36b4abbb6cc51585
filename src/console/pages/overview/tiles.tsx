import type { ReactNode } from "react";
import { Link } from "wouter";

export interface Tile {
  label: string;
  value: ReactNode;
  /** One line below it. */
  note?: ReactNode;
  href?: string;
}

/** A few numbers that tell how it goes. */
export function Tiles({ tiles }: { tiles: readonly Tile[] }) {
  return (
    <dl className="hp-tiles">
      {tiles.map(({ label, value, note, href }) => (
        <div key={label} className="hp-card">
          <dt>{href === undefined ? label : <Link href={href}>{label}</Link>}</dt>
          <dd>
            <span className="hp-tile-value">{value}</span>
            {note !== undefined && <span className="hp-muted">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
