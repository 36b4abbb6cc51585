import { isJsonObject, type Json } from "../json.ts";
import type { ASTNode } from "./ast.ts";
import type { Code, Compiler, Frame, Run, Scope } from "./code.ts";
import type { ExpressionError, Site } from "./errors.ts";
import { attempt, compileTest } from "./logic.ts";
import { wrongType } from "./narrow.ts";
import { extent, type Loop } from "./syntax.ts";
import { isList } from "./types.ts";

/** How a loop runs: over what, in which slot, and what each round costs. */
interface Rounds {
  source: Run;
  slot: number;
  cost: number;
  at: Site;
}

/** `all`, `exists`, `exists_one`, `filter` and `map`, over the items of a list or the keys of a map. */
export function compileLoop(loop: Loop, node: ASTNode, scope: Scope, compiler: Compiler): Code {
  const list = compiler.value(loop.list, scope);
  compiler.expect(list, ["list", "map"], loop.list, `What \`.${loop.name}\` goes through`);
  const slot = scope ? scope.slot + 1 : 0;
  const inner: Scope = {
    name: loop.variable,
    slot,
    type: list.type === "map" ? "string" : "any",
    outer: scope,
  };
  const size = loop.bodies.reduce((sum, body) => sum + extent(body).nodes, 0);
  const rounds: Rounds = { source: list.run, slot, cost: roundCost(size), at: compiler.site(node) };
  const [first, second] = loop.bodies;
  if (!first) return compiler.report("arguments", `\`.${loop.name}\` takes a name and an expression.`, node);
  switch (loop.name) {
    case "all":
      return { type: "bool", run: quantifier(rounds, predicate(first, inner, compiler), false) };
    case "exists":
      return { type: "bool", run: quantifier(rounds, predicate(first, inner, compiler), true) };
    case "exists_one":
      return { type: "bool", run: counter(rounds, compileTest(first, inner, compiler)) };
    case "filter":
      return { type: "list", run: collector(rounds, compileTest(first, inner, compiler), undefined) };
    case "map": {
      const test = second && compileTest(first, inner, compiler);
      return { type: "list", run: collector(rounds, test, compiler.value(second ?? first, inner).run) };
    }
    default:
      return loop.name satisfies never;
  }
}

/** Fuel for one run of so many nodes. */
export function roundCost(nodes: number): number {
  return 1 + (nodes >>> 1);
}

/** A test whose errors are values: another round may make them harmless. */
function predicate(
  node: ASTNode,
  scope: Scope,
  compiler: Compiler,
): (frame: Frame) => boolean | ExpressionError {
  const { run, type } = compiler.value(node, scope);
  compiler.expect({ run, type }, ["bool"], node, "A condition");
  const at = compiler.site(node);
  return (frame) => attempt(run, frame, at);
}

/** `exists` is decided by the first true, `all` by the first false; only undecided do errors stand. */
function quantifier(
  rounds: Rounds,
  test: (frame: Frame) => boolean | ExpressionError,
  decides: boolean,
): Run {
  const { source, slot, cost, at } = rounds;
  return (frame) => {
    let failure: ExpressionError | undefined;
    for (const item of itemsOf(source(frame), frame, at)) {
      frame.budget.spend(cost, at);
      frame.slots[slot] = item;
      const outcome = test(frame);
      if (outcome === decides) return decides;
      if (typeof outcome !== "boolean") failure ??= outcome;
    }
    if (failure) throw failure;
    return !decides;
  };
}

function counter({ source, slot, cost, at }: Rounds, test: (frame: Frame) => boolean): Run {
  return (frame) => {
    let count = 0;
    for (const item of itemsOf(source(frame), frame, at)) {
      frame.budget.spend(cost, at);
      frame.slots[slot] = item;
      if (test(frame)) count++;
    }
    return count === 1;
  };
}

function collector(
  rounds: Rounds,
  test: ((frame: Frame) => boolean) | undefined,
  transform: Run | undefined,
): Run {
  const { source, slot, cost, at } = rounds;
  return (frame) => {
    const result: Json[] = [];
    for (const item of itemsOf(source(frame), frame, at)) {
      frame.budget.spend(cost, at);
      frame.slots[slot] = item;
      if (test && !test(frame)) continue;
      result.push(transform ? transform(frame) : item);
    }
    return result;
  };
}

/** The items of a list, or the keys of a map, as in CEL. */
function itemsOf(value: Json, { budget }: Frame, at: Site): readonly Json[] {
  if (isList(value)) return value;
  if (!isJsonObject(value)) throw wrongType("a list or a map to be gone through", value, at);
  const keys = Object.keys(value);
  budget.spend(keys.length, at);
  return keys;
}
