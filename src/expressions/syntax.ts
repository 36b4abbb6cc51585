import type { ASTNode } from "./ast.ts";

/** The macros with a variable of their own: `list.all(x, …)`, by name and number of arguments. */
const LOOPS: Readonly<Record<string, readonly number[]>> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  filter: [2],
  map: [2, 3],
};

export type LoopName = "all" | "exists" | "exists_one" | "filter" | "map";

export interface Loop {
  name: LoopName;
  list: ASTNode;
  variable: string;
  bodies: readonly ASTNode[];
}

function isLoopName(name: string): name is LoopName {
  return Object.hasOwn(LOOPS, name);
}

/** The parts of a comprehension, or undefined for any other node. */
export function asLoop(node: ASTNode): Loop | undefined {
  if (node.op !== "rcall") return undefined;
  const [name, list, [variable, ...bodies]] = node.args;
  if (!isLoopName(name) || !LOOPS[name]?.includes(bodies.length + 1)) return undefined;
  return variable?.op === "id" ? { name, list, variable: variable.args, bodies } : undefined;
}

/** `optional.of(x)` and `optional.none()`: a namespace of the language, not a name that is read. */
export function asOptionalMaker(node: ASTNode): { name: string; args: readonly ASTNode[] } | undefined {
  if (node.op !== "rcall") return undefined;
  const [name, receiver, args] = node.args;
  if (receiver.op !== "id" || receiver.args !== "optional") return undefined;
  return name === "of" || name === "none" ? { name, args } : undefined;
}

/** The nodes directly below, in the order of the source. */
export function children(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case "value":
    case "id":
      return [];
    case ".":
    case ".?":
      return [node.args[0]];
    case "!_":
    case "-_":
      return [node.args];
    case "call":
      return node.args[1];
    case "rcall":
      return [node.args[1], ...node.args[2]];
    case "map":
      return node.args.flat();
    case "list":
    case "[]":
    case "[?]":
    case "?:":
    case "&&":
    case "||":
    case "==":
    case "!=":
    case "in":
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return node.args;
    default:
      return node satisfies never;
  }
}

/** The parts of an `&&`, in the order of the source. */
export function conjunctsOf(node: ASTNode): readonly ASTNode[] {
  return node.op === "&&" ? node.args.flatMap(conjunctsOf) : [node];
}

/** The name of a called function or method. */
export function calledName(node: ASTNode): string | undefined {
  return node.op === "call" || node.op === "rcall" ? node.args[0] : undefined;
}

/** The number of nodes, and the nesting; the left side of an operator continues a chain. */
export function extent(node: ASTNode): { nodes: number; depth: number } {
  let nodes = 1;
  let depth = 1;
  const chain = isOperator(node);
  children(node).forEach((child, index) => {
    const below = extent(child);
    nodes += below.nodes;
    const nested = chain && index === 0 && isOperator(child) ? 0 : 1;
    depth = Math.max(depth, below.depth + nested);
  });
  return { nodes, depth };
}

const OPERATORS: ReadonlySet<string> = new Set("&& || == != < <= > >= in + - * / %".split(" "));

function isOperator(node: ASTNode): boolean {
  return OPERATORS.has(node.op);
}

/** Whether two trees say the same, wherever they stand. */
export function sameTree(a: ASTNode, b: ASTNode): boolean {
  if (a.op !== b.op || literalOf(a) !== literalOf(b)) return false;
  const [below, others] = [children(a), children(b)];
  return (
    below.length === others.length &&
    below.every((child, index) => {
      const other = others[index];
      return other !== undefined && sameTree(child, other);
    })
  );
}

/** What a node says besides its children: a value, a name. */
function literalOf(node: ASTNode): unknown {
  if (node.op === "value" || node.op === "id") return node.args;
  return node.op === "." || node.op === ".?" ? node.args[1] : calledName(node);
}
