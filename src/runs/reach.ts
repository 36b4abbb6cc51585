import type { Version } from "../flows/version.ts";
import type { RunState } from "./state.ts";

/** May the run come to that block, as its branches stand? */
export function canStillReach(state: RunState, version: Version, block: string): boolean {
  return state.branches.some(
    (branch) =>
      (branch.at === "ready" && branch.block === block) || version.graph.after(branch.block).has(block),
  );
}
