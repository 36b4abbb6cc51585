import { isJsonObject, type Json } from "../json.ts";
import type { NodeOf } from "./ast.ts";
import { listCost, textCost } from "./budget.ts";
import type { Code, Compiler, Frame, Run, Scope } from "./code.ts";
import { ExpressionError, type Site } from "./errors.ts";
import { asNumber, asText, finite, wrongType } from "./narrow.ts";
import { isList, mayBe, spoken, typeOf, type ValueType } from "./types.ts";
import { boundedText, compareTexts, equals } from "./values.ts";

export type BinaryNode = NodeOf<"==" | "!=" | "in" | "+" | "-" | "*" | "/" | "%" | "<" | "<=" | ">" | ">=">;

/** All operators but the logical ones, which don't always evaluate both sides. */
export function compileBinary(node: BinaryNode, scope: Scope, compiler: Compiler): Code {
  const left = compiler.value(node.args[0], scope);
  const right = compiler.value(node.args[1], scope);
  const at = compiler.site(node);
  const mismatch = () => {
    const reason = `\`${node.op}\` doesn't take ${spoken(left.type)} and ${spoken(right.type)}.`;
    return compiler.report("type", reason, node);
  };
  switch (node.op) {
    case "==":
      return { type: "bool", run: (frame) => equals(left.run(frame), right.run(frame), frame.budget, at) };
    case "!=":
      return { type: "bool", run: (frame) => !equals(left.run(frame), right.run(frame), frame.budget, at) };
    case "in":
      return mayBe(right.type, "list", "map") && (right.type !== "map" || mayBe(left.type, "string"))
        ? { type: "bool", run: (frame) => isIn(left.run(frame), right.run(frame), frame, at) }
        : mismatch();
    case "+": {
      const type = sumType(left.type, right.type);
      return type ? { type, run: plus(left.run, right.run, at) } : mismatch();
    }
    case "-":
    case "*":
    case "/":
    case "%":
      if (!mayBe(left.type, "number") || !mayBe(right.type, "number")) return mismatch();
      return { type: "number", run: arithmetic(node.op, left.run, right.run, at) };
    case "<":
    case "<=":
    case ">":
    case ">=":
      return comparable(left.type, right.type)
        ? { type: "bool", run: comparison(node.op, left.run, right.run, at) }
        : mismatch();
    default:
      return node satisfies never;
  }
}

/** `-x` */
export function compileMinus(node: NodeOf<"-_">, scope: Scope, compiler: Compiler): Code {
  const operand = compiler.value(node.args, scope);
  compiler.expect(operand, ["number"], node.args, "What follows `-`");
  const at = compiler.site(node);
  return { type: "number", run: (frame) => -asNumber(operand.run(frame), at) };
}

/** The type of `a + b`, or undefined if it can't be. */
function sumType(a: ValueType, b: ValueType): ValueType | undefined {
  const known = a === "any" ? b : a;
  if (!mayBe(known, "number", "string", "list") || !mayBe(b, known)) return undefined;
  return known;
}

function plus(left: Run, right: Run, at: Site): Run {
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    if (typeof a === "number" && typeof b === "number") return finite(a + b, at);
    if (typeof a === "string" && typeof b === "string") {
      frame.budget.spend(textCost(a.length + b.length), at);
      return boundedText(a + b, at);
    }
    if (isList(a) && isList(b)) {
      frame.budget.spend(listCost(a.length + b.length), at);
      return a.concat(b);
    }
    const reason = `\`+\` takes two numbers, two texts or two lists, not ${spoken(typeOf(a))} and ${spoken(typeOf(b))}. Write string(…) to turn a value into text.`;
    throw new ExpressionError("type", reason, at);
  };
}

/** JSON's numbers: `7 / 2` is 3.5, and the remainder has the sign of the left side, as in JavaScript. */
function arithmetic(op: "-" | "*" | "/" | "%", left: Run, right: Run, at: Site): Run {
  switch (op) {
    case "-":
      return (frame) => finite(asNumber(left(frame), at) - asNumber(right(frame), at), at);
    case "*":
      return (frame) => finite(asNumber(left(frame), at) * asNumber(right(frame), at), at);
    case "/":
      return (frame) => finite(asNumber(left(frame), at) / divisor(right(frame), at), at);
    case "%":
      return (frame) => asNumber(left(frame), at) % divisor(right(frame), at);
    default:
      return op satisfies never;
  }
}

function divisor(value: Json, at: Site): number {
  const number = asNumber(value, at);
  if (number !== 0) return number;
  throw new ExpressionError(
    "division_by_zero",
    "This divides by zero. Check the divisor first: b == 0 ? 0 : a / b.",
    at,
  );
}

function comparable(a: ValueType, b: ValueType): boolean {
  const known = a === "any" ? b : a;
  return mayBe(known, "number", "string", "bool") && mayBe(b, known);
}

function comparison(op: "<" | "<=" | ">" | ">=", left: Run, right: Run, at: Site): Run {
  switch (op) {
    case "<":
      return (frame) => order(left(frame), right(frame), frame, at) < 0;
    case "<=":
      return (frame) => order(left(frame), right(frame), frame, at) <= 0;
    case ">":
      return (frame) => order(left(frame), right(frame), frame, at) > 0;
    case ">=":
      return (frame) => order(left(frame), right(frame), frame, at) >= 0;
    default:
      return op satisfies never;
  }
}

/** Below, at or above zero. Numbers, texts and truth values (false first), each with its own kind. */
function order(a: Json, b: Json, { budget }: Frame, at: Site): number {
  // The difference may overflow to an infinity, but never has the wrong sign.
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b, budget, at);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  const reason = `Only two numbers, two texts or two truth values have an order, not ${spoken(typeOf(a))} and ${spoken(typeOf(b))}.`;
  throw new ExpressionError("type", reason, at);
}

function isIn(value: Json, whole: Json, { budget }: Frame, at: Site): boolean {
  if (isList(whole)) {
    budget.spend(whole.length, at);
    return whole.some((item) => equals(value, item, budget, at));
  }
  if (isJsonObject(whole)) return Object.hasOwn(whole, asText(value, at));
  throw wrongType("a list or a map after `in`", whole, at);
}
