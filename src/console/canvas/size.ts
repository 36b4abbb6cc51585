import type { DraftBlock } from "../document/draft.ts";
import type { Size } from "../document/positions.ts";
import type { Mark } from "./marks.ts";
import { summaryOf } from "./summary.ts";

/** The same numbers stand in block-node.css. Known beforehand, so that the layout needn't measure. */
const WIDTH = 248;
const HEAD = 52;
const LINE = 20;
const FOOT = 8;

/** How large a block is drawn, in pixels. */
export function sizeOf(block: DraftBlock, mark?: Mark): Size {
  const lines = summaryOf(block).length + (mark?.note === undefined ? 0 : 1);
  return { width: WIDTH, height: HEAD + (lines > 0 ? lines * LINE + FOOT : 0) };
}
