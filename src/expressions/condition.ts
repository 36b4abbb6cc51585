import { serialize } from "@marcbachmann/cel-js/serialize";
import type { ASTNode, Origin } from "./ast.ts";
import { ExpressionError } from "./errors.ts";
import { compileNode, type Expression } from "./expression.ts";
import { parse } from "./parse.ts";
import { type Path, readsOf } from "./reads.ts";
import { calledName, children, conjunctsOf } from "./syntax.ts";
import { mayBe, spoken } from "./types.ts";

/** `A == B`, one side of the callback alone and the other of the run alone. */
export interface KeyPart {
  callback: Expression;
  run: Expression;
  /** Whether the callback's side reads the user who sent it. */
  readsUser: boolean;
  source: string;
}

export interface ConditionAnalysis {
  /**
   * `keyed`: an index finds the wait. `callback-only`: judged before any wait is looked at. `run-only`:
   * judged without the callback. `row-by-row`: each wait has to be judged.
   */
  kind: "keyed" | "callback-only" | "run-only" | "row-by-row";
  /** One sentence for the author: what the key is, or why there is none. */
  why: string;
  key: readonly KeyPart[];
  /** The other conjuncts, in the order of the source. */
  rest: readonly Expression[];
  /** What a wait has to keep of its run so that the condition can be judged without it. */
  runReads: readonly Path[];
  callbackReads: readonly Path[];
  readsUser: boolean;
}

/**
 * Splits a trigger's condition into what can be looked up and what has to be judged. The callback side
 * is what stands below the name of the trigger. Errors of the parts point into the whole condition.
 * Throws `ExpressionError`, also for a condition that can't be true or false.
 */
export function analyseCondition(source: string, trigger: string): ConditionAnalysis {
  const origin = { text: source, offset: 0 };
  const tree = parse(origin, source.length);
  const { type, reads } = compileNode(tree, origin, source);
  if (!mayBe(type, "bool")) {
    const at = { source, start: 0, end: source.length };
    throw new ExpressionError("type", `A condition must be true or false; this is ${spoken(type)}.`, at);
  }
  const conjuncts = conjunctsOf(tree).map(
    (node) => keyPart(node, origin, trigger) ?? compilePart(node, origin),
  );
  const key = conjuncts.filter((part) => "callback" in part);
  const rest = conjuncts.filter((part) => "evaluate" in part);
  const callbackReads = reads.filter(([root]) => root === trigger);
  const runReads = reads.filter(([root]) => root !== trigger);
  const kind = kindOf(key, callbackReads, runReads);
  const why = explain(kind, key, trigger);
  return { kind, why, key, rest, runReads, callbackReads, readsUser: callbackReads.some(isUser) };
}

function compilePart(node: ASTNode, origin: Origin): Expression {
  return compileNode(node, origin, serialize(node));
}

function keyPart(node: ASTNode, origin: Origin, trigger: string): KeyPart | undefined {
  if (node.op !== "==") return undefined;
  const [left, right] = node.args;
  const sides = [sideOf(left, trigger), sideOf(right, trigger)].join();
  const ordered = sides === "callback,run" ? [left, right] : sides === "run,callback" ? [right, left] : [];
  const [callbackNode, runNode] = ordered;
  if (!callbackNode || !runNode) return undefined;
  const callback = compilePart(callbackNode, origin);
  const run = compilePart(runNode, origin);
  return { callback, run, readsUser: callback.reads.some(isUser), source: serialize(node) };
}

/** Whose values a side is made of. One that reads nothing, or the clock, is no key. */
function sideOf(node: ASTNode, trigger: string): "callback" | "run" | "neither" {
  const reads = readsOf(node);
  if (reads.length === 0 || isAmbient(node)) return "neither";
  if (reads.every(([root]) => root === trigger)) return "callback";
  return reads.every(([root]) => root !== trigger) ? "run" : "neither";
}

function isAmbient(node: ASTNode): boolean {
  const name = node.op === "call" ? calledName(node) : undefined;
  return name === "now" || name === "uuid" || children(node).some(isAmbient);
}

/** The trigger's name alone reads all of the callback, its user included. */
function isUser([, field]: Path): boolean {
  return field === undefined || field === "user";
}

function kindOf(
  key: readonly KeyPart[],
  callbackReads: readonly Path[],
  runReads: readonly Path[],
): ConditionAnalysis["kind"] {
  if (key.length > 0) return "keyed";
  if (runReads.length === 0) return "callback-only";
  return callbackReads.length === 0 ? "run-only" : "row-by-row";
}

function explain(kind: ConditionAnalysis["kind"], key: readonly KeyPart[], trigger: string): string {
  switch (kind) {
    case "keyed":
      return `A callback goes straight to the run that fits: ${key.map((part) => part.source).join(" and ")} is an index.`;
    case "callback-only":
      return "The condition reads the callback only: it fits every waiting run or none.";
    case "run-only":
      return "The condition reads the run only, so each waiting run has to be looked at; compare it with the callback to have an index.";
    case "row-by-row":
      return `No part of the condition is \`A == B\` with only \`${trigger}\` on one side and only the run on the other, so each waiting run has to be judged.`;
    default:
      return kind satisfies never;
  }
}
