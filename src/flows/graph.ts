import { expressionOf, templateOf } from "../blocks/evaluate.ts";
import { exits, slots } from "../blocks/index.ts";
import type { Path } from "../expressions/index.ts";
import type { FlowDocument } from "./document.ts";

/** Which blocks lead where. Pure; unknown targets are left out (the checks report them). */
export class Graph {
  readonly #after = new Map<string, ReadonlySet<string>>();
  readonly #before = new Map<string, readonly string[]>();
  readonly #targets = new Map<string, readonly string[]>();

  constructor({ blocks }: Pick<FlowDocument, "blocks">) {
    for (const [id, block] of Object.entries(blocks)) {
      const targets = exits(block).map(({ to }) => to);
      this.#targets.set(
        id,
        [...new Set(targets)].filter((to) => Object.hasOwn(blocks, to)),
      );
    }
  }

  /** The blocks that `block` leads to directly, each once. */
  targets(block: string): readonly string[] {
    return this.#targets.get(block) ?? [];
  }

  /** All blocks that can be reached by leaving `block`; `block` itself only if a loop leads back to it. */
  after(block: string): ReadonlySet<string> {
    const known = this.#after.get(block);
    if (known) return known;
    const reached = new Set<string>();
    const open = [...this.targets(block)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(...this.targets(next));
    }
    this.#after.set(block, reached);
    return reached;
  }

  /** All blocks that can have run before `block` is reached. */
  before(block: string): readonly string[] {
    const known = this.#before.get(block);
    if (known) return known;
    const ids = [...this.#targets.keys()].filter((id) => this.after(id).has(block));
    this.#before.set(block, ids);
    return ids;
  }
}

/** The paths that a block reads: what has to be captured when its evaluation comes later than its entry. */
export function readsOf(document: FlowDocument, id: string): readonly Path[] {
  const block = document.blocks[id];
  if (!block) return [];
  return slots(block).flatMap(({ kind, source }) =>
    kind === "expression" && typeof source === "string"
      ? expressionOf(source).reads
      : templateOf(source).reads,
  );
}
