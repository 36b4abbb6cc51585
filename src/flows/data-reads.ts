import { templateOf } from "../blocks/evaluate.ts";
import type { Path } from "../expressions/index.ts";
import type { FlowDocument } from "./document.ts";
import { readsOf } from "./graph.ts";

/**
 * The paths below `initial.data` (under "initial") and below the data of each trigger (under its block's id) that a
 * document reads: what forms ask for. An empty path: the data is read as a whole.
 */
export function dataReads(document: FlowDocument): Record<string, Path[]> {
  const triggers = Object.entries(document.blocks).filter(([, block]) => block.type === "external-callback");
  const reads = [
    ...templateOf(document.title ?? "").reads,
    ...Object.keys(document.blocks).flatMap((id) => readsOf(document, id)),
  ];
  const roots = ["initial", ...triggers.map(([id]) => id)];
  return Object.fromEntries(roots.map((root) => [root, belowData(root, reads)]));
}

function belowData(root: string, reads: readonly Path[]): Path[] {
  const paths = reads
    .filter(([first, field]) => first === root && (field === undefined || field === "data"))
    .map((path) => path.slice(2));
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}
