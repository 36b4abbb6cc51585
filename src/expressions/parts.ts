import type { ASTNode } from "./ast.ts";
import { ExpressionError } from "./errors.ts";
import { parse } from "./parse.ts";
import { parentheses } from "./scan.ts";
import { children, conjunctsOf, sameTree } from "./syntax.ts";

/** `left op right`, all of them written alike. */
export const COMPARISONS = ["==", "!=", "<", "<=", ">", ">=", "in"] as const;
/** `left.op(right)` */
export const TESTS = ["contains", "startsWith", "endsWith", "matches"] as const;

type Operator = (typeof COMPARISONS)[number] | (typeof TESTS)[number] | "has";

/** One conjunct of a condition. `text` is the source's; texts joined by ` && ` mean what the source means. */
export type ConditionPart =
  | { op: Operator; left: string; right: string; text: string }
  /** `has(left)` */
  | { op: "has"; left: string; right: null; text: string }
  /** Something else: what can't be clicked together. */
  | { op: null; left: null; right: null; text: string };

/** Takes a condition apart at its outermost `&&`s. Null: it doesn't parse. Never throws. */
export function conditionParts(source: string): readonly ConditionPart[] | null {
  try {
    const tree = parse({ text: source, offset: 0 }, source.length);
    const cut = cutter(source);
    const parts = conjunctsOf(tree).map((node) => partOf(node, cut));
    return parts.every((part) => part !== undefined) ? parts : null;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return null;
  }
}

type Cut = (node: ASTNode) => string;

/** Undefined: its text can't be told from its neighbours'. */
function partOf(node: ASTNode, cut: Cut): ConditionPart | undefined {
  const text = BELOW_AND.has(node.op) ? `(${cut(node)})` : cut(node);
  if (!means(text, node)) return undefined;
  const sides = sidesOf(node);
  const form = sides && written(sides, cut).find((candidate) => means(candidate.text, node));
  return form ? { ...form, text } : { op: null, left: null, right: null, text };
}

/** What binds less tightly than `&&`. */
const BELOW_AND: ReadonlySet<string> = new Set(["||", "?:"]);

interface Sides {
  op: Operator;
  left: ASTNode;
  right: ASTNode | null;
}

function sidesOf(node: ASTNode): Sides | undefined {
  const comparison = COMPARISONS.find((op) => op === node.op);
  if (comparison) {
    const [left, right] = children(node);
    return left && right && { op: comparison, left, right };
  }
  if (node.op === "call") {
    const [name, [left, more]] = node.args;
    return name === "has" && left && !more ? { op: name, left, right: null } : undefined;
  }
  if (node.op !== "rcall") return undefined;
  const [name, left, [right, more]] = node.args;
  const test = TESTS.find((op) => op === name);
  return test && right && !more ? { op: test, left, right } : undefined;
}

/** The ways to write it, the plainest first: an operand may need parentheses around it. */
function written({ op, left, right }: Sides, cut: Cut): ConditionPart[] {
  if (right === null) return [{ op: "has", left: cut(left), right, text: `has(${cut(left)})` }];
  const wrapped = (node: ASTNode) => [cut(node), `(${cut(node)})`];
  return wrapped(right).flatMap((second) =>
    wrapped(left).map((first) => {
      const text = COMPARISONS.some((each) => each === op)
        ? `${first} ${op} ${second}`
        : `${first}.${op}(${second})`;
      return { op, left: first, right: second, text };
    }),
  );
}

function means(text: string, node: ASTNode): boolean {
  try {
    return sameTree(parse({ text, offset: 0 }, text.length), node);
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** Cuts the text of a node out of its source; the parser's range may leave a parenthesis out. */
function cutter(source: string): Cut {
  const pairs = parentheses(source);
  return (node) => {
    let { start, end } = node;
    for (const { open, close } of pairs) {
      if (open < start && close >= start && close < end) start = open;
      if (open >= start && open < end && close >= end) end = close + 1;
    }
    return source.slice(start, end);
  };
}
