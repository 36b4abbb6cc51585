import type { SlotRule } from "../../blocks/block.ts";
import type { Graph } from "../graph.ts";
import type { Outline } from "./shape.ts";

/** What an expression may read, and for the author why it may not read something else. */
export interface Scope {
  names: readonly string[];
  /** Undefined: there is nothing to add to "no such name". */
  why(name: string): string | undefined;
}

const ALWAYS = ["initial", "run", "urls", "links"];

export const TITLE_SCOPE: Scope = {
  names: ["initial"],
  why: () => "A title is made when the run starts, from `initial` alone.",
};

/** What of a slot's rule decides what it may read. */
export type ScopeRule = Pick<SlotRule, "ownCallback" | "ownOutput" | "secrets" | "linkless">;

/** The scope of one slot of the block `id`. */
export function scopeOf(
  slot: ScopeRule,
  id: string,
  { start, blocks }: Pick<Outline, "start" | "blocks">,
  graph: Graph,
): Scope {
  if (slot.ownCallback && id === start) {
    const why = `A callback at the start block begins a new run, so its condition reads only the callback: \`${id}\`.`;
    return { names: [id], why: () => why };
  }
  const names = [...ALWAYS, ...graph.before(id)].filter((name) => name !== "links" || !slot.linkless);
  if (slot.ownCallback || slot.ownOutput) names.push(id);
  if (slot.secrets) names.push("secrets");
  return {
    names: [...new Set(names)],
    why(name) {
      if (name === "links") return "Read the link in a `set` block before, and here what that gave.";
      if (name === "secrets") return "Secrets are for the URL and the headers of an http-request.";
      if (name === id) return `\`${id}\` is this very block, which has no output yet.`;
      return Object.hasOwn(blocks, name) ? `The block \`${name}\` never runs before this one.` : undefined;
    },
  };
}
