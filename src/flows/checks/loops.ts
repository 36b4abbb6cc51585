import type { Block } from "../../blocks/index.ts";
import type { Problem } from "../../errors.ts";
import type { Outline } from "./shape.ts";

/** Blocks that take no time: a loop of nothing else spins until the run's limit of blocks ends it. */
function isInstant(block: Block): boolean {
  switch (block.type) {
    case "external-callback":
    case "delay":
    case "http-request":
      return false;
    case "set":
    case "condition":
    case "join":
    case "return":
      return true;
    default:
      return block satisfies never;
  }
}

/** The mentions that close a loop in which nothing waits. */
export function adviseLoops({ blocks, exits }: Outline): Problem[] {
  const advice: Problem[] = [];
  const state = new Map<string, "open" | "done">();

  const walk = (id: string): void => {
    state.set(id, "open");
    for (const { path, to } of exits.get(id) ?? []) {
      const target = Object.hasOwn(blocks, to) ? blocks[to] : undefined;
      if (!target || !isInstant(target)) continue;
      if (state.get(to) === "open") {
        const message = `This leads back to \`${to}\` without waiting anywhere. A run ends after 10,000 blocks.`;
        advice.push({ path: `blocks.${id}.${path}`, message });
      } else if (!state.has(to)) walk(to);
    }
    state.set(id, "done");
  };

  for (const [id, block] of Object.entries(blocks)) {
    if (isInstant(block) && !state.has(id)) walk(id);
  }
  return advice;
}
