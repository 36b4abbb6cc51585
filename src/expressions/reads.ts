import type { ASTNode } from "./ast.ts";
import { asLoop, asOptionalMaker, children } from "./syntax.ts";

/** `["payment", "data", "orderId"]`: a root name and the fields below it. */
export type Path = readonly string[];

/**
 * The paths that an expression reads, each once, as far as the source tells: `a.b[x].c` reads `a.b`
 * and `x`. Variables of `all`, `map` and the like aren't read from the context.
 */
export function readsOf(node: ASTNode, bound: ReadonlySet<string> = new Set()): readonly Path[] {
  const paths = new Map<string, Path>();
  collect(node, bound, paths);
  return [...paths.values()];
}

/** Joins lists of paths, each path once. */
export function mergePaths(...lists: readonly (readonly Path[])[]): readonly Path[] {
  return [...new Map(lists.flat().map((path) => [JSON.stringify(path), path])).values()];
}

function collect(node: ASTNode, bound: ReadonlySet<string>, paths: Map<string, Path>): void {
  const { root, fields, end } = pathAt(node);
  if (root !== undefined) {
    if (!bound.has(root)) paths.set(JSON.stringify([root, ...fields]), [root, ...fields]);
    return;
  }
  const loop = asLoop(end);
  if (loop) {
    collect(loop.list, bound, paths);
    const inner = new Set(bound).add(loop.variable);
    for (const body of loop.bodies) collect(body, inner, paths);
    return;
  }
  const below = asOptionalMaker(end)?.args ?? children(end);
  for (const child of below) collect(child, bound, paths);
}

interface StaticPath {
  /** Undefined if the path begins at something computed. */
  root: string | undefined;
  fields: readonly string[];
  /** The node that the fields hang on. */
  end: ASTNode;
}

/** Follows `.name`, `.?name`, `["name"]` and `[?"name"]` down to a name or to something computed. */
function pathAt(node: ASTNode): StaticPath {
  const fields: string[] = [];
  let end = node;
  for (let field = fieldOf(end); field !== undefined; field = fieldOf(end)) {
    fields.unshift(field.name);
    end = field.of;
  }
  return { root: end.op === "id" ? end.args : undefined, fields, end };
}

function fieldOf(node: ASTNode): { name: string; of: ASTNode } | undefined {
  if (node.op === "." || node.op === ".?") return { of: node.args[0], name: node.args[1] };
  if (node.op !== "[]" && node.op !== "[?]") return undefined;
  const [of, index] = node.args;
  const literal = index.op === "value" ? index.args : undefined;
  return typeof literal === "string" ? { of, name: literal } : undefined;
}
