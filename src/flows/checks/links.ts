import type { Problem } from "../../errors.ts";
import { suggest } from "../../expressions/index.ts";
import type { Graph } from "../graph.ts";
import { pathTo } from "./path.ts";
import type { Outline } from "./shape.ts";

/** Mentions of blocks that don't exist, and blocks that nothing leads to. */
export function checkLinks(outline: Outline, graph: Graph): Problem[] {
  return [...checkMentions(outline), ...checkReach(outline, graph)];
}

/** Looking for the name that was meant takes time: it is done for so many only. */
const MOST_SUGGESTIONS = 100;

function checkMentions({ start, blocks, exits }: Outline): Problem[] {
  const ids = Object.keys(blocks);
  const mentions = [...exits].flatMap(([block, list]) =>
    list.map(({ path, to }) => ({ path: `${pathTo("blocks", block)}.${path}`, to })),
  );
  if (start !== undefined) mentions.unshift({ path: "start", to: start });
  return mentions
    .filter(({ to }) => !Object.hasOwn(blocks, to))
    .map(({ path, to }, index) => {
      const guess = index < MOST_SUGGESTIONS ? suggest(to, ids) : "";
      return { path, message: `No block is called \`${to}\`.${guess}` };
    });
}

function checkReach({ start, blocks }: Outline, graph: Graph): Problem[] {
  if (start === undefined || !Object.hasOwn(blocks, start)) return [];
  const reached = graph.after(start);
  return Object.keys(blocks)
    .filter((id) => id !== start && !reached.has(id))
    .map((id) => ({
      path: pathTo("blocks", id),
      message: `No way leads here from the start block \`${start}\``,
    }));
}
