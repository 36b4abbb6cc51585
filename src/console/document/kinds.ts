import type { BlockType, DraftBlock } from "./draft.ts";

/** What people see of a block type. */
export interface Kind {
  label: string;
  /** What a new one is called, where that isn't the label. */
  name?: string;
  /** What it does, for who chooses. */
  does: string;
  /** A block of the type as it is when it is new: nothing has to be filled in for a trigger. */
  fresh: DraftBlock;
}

/** Every block type, in the order in which they are offered. */
export const KINDS: Readonly<Record<BlockType, Kind>> = {
  "external-callback": {
    label: "External Callback",
    does: "Waits until an outside system calls its URL",
    fresh: { type: "external-callback" },
  },
  set: {
    label: "Set values",
    does: "Computes values for the blocks after it",
    fresh: { type: "set", values: {} },
  },
  condition: {
    label: "Condition",
    does: "Goes one way or the other",
    fresh: { type: "condition", when: "true" },
  },
  "http-request": {
    label: "HTTP request",
    does: "Calls another system, with retries",
    fresh: { type: "http-request", request: { method: "POST", url: "https://" } },
  },
  delay: {
    label: "Delay",
    does: "Sleeps for a while, or until a moment",
    fresh: { type: "delay", for: "PT1H" },
  },
  join: {
    label: "Join",
    does: "Waits for side-by-side branches",
    fresh: { type: "join", mode: "all" },
  },
  return: {
    label: "Return",
    name: "Done",
    does: "Ends the run with a result",
    fresh: { type: "return", value: {} },
  },
};

export const BLOCK_TYPES: readonly BlockType[] = Object.keys(KINDS).filter(isBlockType);

export function isBlockType(type: unknown): type is BlockType {
  return typeof type === "string" && Object.hasOwn(KINDS, type);
}

/** The label of a block's type; a type that doesn't exist is shown as it is written. */
export function kindLabel({ type }: DraftBlock): string {
  if (isBlockType(type)) return KINDS[type].label;
  return typeof type === "string" ? `Unknown type ${type}` : "Block without a type";
}
