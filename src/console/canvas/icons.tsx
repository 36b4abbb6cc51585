import type { ReactNode } from "react";
import type { BlockType } from "../document/draft.ts";

/** One line drawing a block type, on a field of 20 by 20. */
const SHAPES: Readonly<Record<BlockType, ReactNode>> = {
  // A hand that holds: the hold point.
  "external-callback": (
    <>
      <path d="M4 10a6 6 0 0 1 10.5-4M16 10a6 6 0 0 1-10.5 4" />
      <path d="M14.8 2.8v3.4h-3.4M5.2 17.2v-3.4h3.4" />
      <path d="M9 8v4M11.2 8v4" />
    </>
  ),
  set: (
    <path d="M7 3.5c-2 0-2.5 1-2.5 2.5v1.5c0 1.5-.5 2.5-2 2.5 1.5 0 2 1 2 2.5V14c0 1.5.5 2.5 2.5 2.5M13 3.5c2 0 2.5 1 2.5 2.5v1.5c0 1.5.5 2.5 2 2.5-1.5 0-2 1-2 2.5V14c0 1.5-.5 2.5-2.5 2.5M8 10h4" />
  ),
  condition: (
    <path d="M10 2.8 17.2 10 10 17.2 2.8 10ZM8.4 8.4a1.7 1.7 0 1 1 2.3 1.6c-.5.2-.7.5-.7 1M10 13.3v.1" />
  ),
  "http-request": <path d="M3 10h11M10.5 6l4 4-4 4M17 4.5v11" />,
  delay: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4.2l2.8 1.6" />
    </>
  ),
  join: <path d="M5 3v3.5c0 2 5 2.5 5 5V17M15 3v3.5c0 2-5 2.5-5 5M7.5 14.5 10 17l2.5-2.5" />,
  return: <path d="M4 4v7.5h11M11.5 8l3.5 3.5-3.5 3.5" />,
};

export function BlockIcon({ type }: { type: BlockType | undefined }) {
  return (
    <svg className="hp-block-icon" viewBox="0 0 20 20" aria-hidden="true">
      {type === undefined ? <path d="M10 5v6M10 14v.1" /> : SHAPES[type]}
    </svg>
  );
}
