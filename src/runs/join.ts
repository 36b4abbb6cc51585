import type { Graph } from "../flows/graph.ts";
import type { Version } from "../flows/version.ts";
import type { BranchPath } from "./facts.ts";
import type { Branch, RunState } from "./state.ts";

type Settled = Exclude<Branch, { at: "ready" }>;

/** What becomes of a join that need not wait any longer. */
export type Verdict =
  | { block: string; verdict: "go"; path: BranchPath; arrived: number[]; cancelled: number[] }
  | { block: string; verdict: "fail"; path: BranchPath; arrived: number[]; need: number };

/**
 * The first join that can be decided, oldest first. Asked only when no branch is about to enter a block, so
 * that branches which get there at the same moment count together.
 */
export function decideJoin(state: RunState, version: Version): Verdict | undefined {
  const live = state.branches.filter((branch) => branch.at !== "ready");
  const joins = [...new Set(live.filter(({ at }) => at === "join").map(({ block }) => block))];
  for (const block of joins) {
    const verdict = judge(block, { live, forks: state.forks }, version, false);
    if (verdict) return verdict;
  }
  // All stand in joins that wait for each other: the oldest counts on nobody else.
  const [oldest] = joins;
  const stuck = oldest !== undefined && live.every(({ at }) => at === "join");
  return stuck ? judge(oldest, { live, forks: state.forks }, version, true) : undefined;
}

interface Scope {
  live: readonly Settled[];
  forks: number;
}

function judge(block: string, scope: Scope, version: Version, alone: boolean): Verdict | undefined {
  const { live } = scope;
  const arrived = live.filter((branch) => isArrived(branch, block));
  const coming = alone
    ? []
    : live.filter((branch) => !isArrived(branch, block) && leadsTo(version.graph, branch, block));
  const need = neededBy(version, block);
  if (need === "all" ? coming.length === 0 : arrived.length >= need) return go(block, arrived, coming, scope);
  if (need === "all" || coming.length > 0) return undefined;
  return {
    block,
    verdict: "fail",
    path: joinedPath(arrived, scope),
    arrived: occurrencesOf(arrived),
    need,
  };
}

function isArrived(branch: Settled, block: string): boolean {
  return branch.at === "join" && branch.block === block;
}

function leadsTo(graph: Graph, branch: Settled, join: string): boolean {
  return graph.after(branch.block).has(join);
}

function neededBy(version: Version, id: string): "all" | number {
  const block = version.block(id);
  if (block.type !== "join") throw new Error(`${id} is no join`);
  return block.count ?? (block.mode === "any" ? 1 : "all");
}

/** The arrived ones go on as one; each branch left over ends whole, with everything forked from it. */
function go(block: string, arrived: readonly Settled[], over: readonly Settled[], scope: Scope): Verdict {
  const roots = over.map(({ path }) => wholeBranch(path, arrived));
  const isOver = (branch: Settled) =>
    !arrived.includes(branch) && roots.some((root) => isPrefix(root, branch.path));
  const cancelled = scope.live.filter(isOver);
  const path = joinedPath([...arrived, ...cancelled], scope);
  return { block, verdict: "go", path, arrived: occurrencesOf(arrived), cancelled: occurrencesOf(cancelled) };
}

/** What the branches have in common; a fork of its own where others live on below that. */
function joinedPath(gone: readonly Settled[], { live, forks }: Scope): BranchPath {
  const path = commonPrefix(pathsOf(gone));
  const isShared = live.some((branch) => !gone.includes(branch) && isPrefix(path, branch.path));
  return isShared ? [...path, forks] : path;
}

function pathsOf(branches: readonly Settled[]): BranchPath[] {
  return branches.map(({ path }) => path);
}

function occurrencesOf(branches: readonly Settled[]): number[] {
  return branches.map(({ occurrence }) => occurrence);
}

/** The topmost branch that `path` belongs to and none of the arrived ones does. */
function wholeBranch(path: BranchPath, arrived: readonly Settled[]): BranchPath {
  for (let length = 0; length < path.length; length++) {
    const root = path.slice(0, length);
    if (!arrived.some((branch) => isPrefix(root, branch.path))) return root;
  }
  return path;
}

function isPrefix(prefix: BranchPath, path: BranchPath): boolean {
  return prefix.length <= path.length && prefix.every((part, index) => part === path[index]);
}

function commonPrefix(paths: readonly BranchPath[]): BranchPath {
  const [first = [], ...rest] = paths;
  const end = first.findIndex((part, index) => rest.some((path) => path[index] !== part));
  return end === -1 ? first : first.slice(0, end);
}
