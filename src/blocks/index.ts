import * as z from "zod";
import type { BlockType, Exit, Scene, Slot, SlotRule, Step } from "./block.ts";
import { condition } from "./condition.ts";
import { delay } from "./delay.ts";
import { externalCallback } from "./external-callback.ts";
import { httpRequest } from "./http-request.ts";
import { join } from "./join.ts";
import { returnBlock } from "./return.ts";
import { set } from "./set.ts";

/** Every block type. The union `Block` and the look-up by type are derived from this list. */
const TYPES = {
  "external-callback": externalCallback,
  set,
  condition,
  "http-request": httpRequest,
  delay,
  join,
  return: returnBlock,
} as const;

export const Block = z.discriminatedUnion("type", [
  externalCallback.schema,
  set.schema,
  condition.schema,
  httpRequest.schema,
  delay.schema,
  join.schema,
  returnBlock.schema,
]);
export type Block = z.infer<typeof Block>;

/** The list pairs each type with its own schema. */
function typeOf(block: Block): BlockType<z.ZodType<Block>> {
  return TYPES[block.type];
}

/** Every mention of another block, `onError` included. */
export function exits(block: Block): Exit[] {
  const own = typeOf(block).exits(block);
  return block.onError === undefined ? own : [...own, { path: "onError", to: block.onError }];
}

/** Everything in the block that is evaluated. */
export function slots(block: Block): Slot[] {
  return typeOf(block).slots(block);
}

/** Is it the name of a block type? */
export function isBlockType(type: unknown): type is Block["type"] {
  return typeof type === "string" && Object.hasOwn(TYPES, type);
}

/** What holds at a path of a block of that type, whatever the block has there. Undefined: nothing is evaluated there. */
export function slotRule(type: Block["type"], path: string): SlotRule | undefined {
  const rules: Readonly<Record<string, SlotRule>> = TYPES[type].rules;
  return Object.entries(rules).find(
    ([at]) => path === at || path.startsWith(`${at}.`) || path.startsWith(`${at}[`),
  )?.[1];
}

/** What reaching the block leads to. Throws ExpressionError or BlockFailure. */
export function enter(block: Block, scene: Scene): Step {
  return typeOf(block).enter(block, scene);
}
