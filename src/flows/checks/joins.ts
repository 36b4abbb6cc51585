import type { Problem } from "../../errors.ts";
import type { Graph } from "../graph.ts";
import type { Outline } from "./shape.ts";

/** Joins that fewer branches can reach than they wait for, or only one. */
export function adviseJoins(outline: Outline, graph: Graph): Problem[] {
  const { start, blocks } = outline;
  if (start === undefined) return [];
  const branches = new BranchCount(outline, graph, start);
  return Object.entries(blocks).flatMap(([id, block]): Problem[] => {
    if (block.type !== "join") return [];
    const most = branches.reaching(id);
    if (most < (block.count ?? 1)) {
      const message = `Waits for ${block.count} branches, and at most ${most} can get here: it would fail`;
      return [{ path: `blocks.${id}.count`, message }];
    }
    return most === 1
      ? [{ path: `blocks.${id}`, message: "Only one branch gets here: nothing to join" }]
      : [];
  });
}

/** An upper bound of the branches that get to a block; infinite where loops are involved. */
class BranchCount {
  readonly #known = new Map<string, number>();
  /** Block → the blocks that lead to it, with how many branches each sends at once. */
  readonly #sources = new Map<string, { from: string; branches: number }[]>();
  readonly #joins: ReadonlySet<string>;
  readonly #graph: Graph;
  readonly #start: string;

  constructor({ blocks, exits }: Outline, graph: Graph, start: string) {
    this.#joins = new Set(Object.keys(blocks).filter((id) => blocks[id]?.type === "join"));
    this.#graph = graph;
    this.#start = start;
    for (const [from, mentions] of exits) {
      // One field's list starts all its branches; of several fields (yes, no, onError) one is taken.
      const byField = new Map<string, number>();
      for (const { path, to } of mentions) {
        const key = `${to} ${path.replace(/\[\d+\]$/, "")}`;
        byField.set(key, (byField.get(key) ?? 0) + 1);
      }
      for (const to of new Set(mentions.map((mention) => mention.to))) {
        const counts = [...byField].filter(([key]) => key.startsWith(`${to} `)).map(([, count]) => count);
        const sources = this.#sources.get(to) ?? [];
        sources.push({ from, branches: Math.max(...counts) });
        this.#sources.set(to, sources);
      }
    }
  }

  reaching(id: string): number {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    this.#known.set(id, this.#count(id));
    return this.reaching(id);
  }

  #count(id: string): number {
    if (this.#graph.after(id).has(id)) return Number.POSITIVE_INFINITY;
    const arriving = (this.#sources.get(id) ?? []).map(
      ({ from, branches }) => this.#leaving(from) * branches,
    );
    return arriving.reduce((sum, count) => sum + count, id === this.#start ? 1 : 0);
  }

  /** A join lets one branch go on. */
  #leaving(id: string): number {
    const most = this.reaching(id);
    return this.#joins.has(id) && Number.isFinite(most) ? Math.min(most, 1) : most;
  }
}
