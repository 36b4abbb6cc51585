import type { Scene } from "../../src/blocks/block.ts";
import { Block } from "../../src/blocks/index.ts";
import { Budget } from "../../src/expressions/index.ts";
import type { JsonObject } from "../../src/json.ts";

export const NOW = Date.UTC(2026, 0, 31, 12);

/** A scene at a fixed moment. */
export function scene(context: JsonObject = {}): Scene {
  let drawn = 0;
  return { context, now: NOW, budget: new Budget({ now: NOW, uuid: () => `uuid-${drawn++}` }) };
}

/** What the schema says against a block, as `path: message` lines. */
export function problems(block: unknown): string[] {
  const read = Block.safeParse(block);
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}
