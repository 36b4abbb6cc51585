import type { Json } from "../../json.ts";
import { textCost } from "../budget.ts";
import { ExpressionError, excerpt } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { asList, asText, wrongType } from "../narrow.ts";
import { isList, typeOf } from "../types.ts";
import { textOf, tooLong } from "../values.ts";
import { argument, type Call, type FunctionAdapter, mayTake, takes } from "./adapter.ts";

const value = takes("value", "any");

/** Characters of a text are code points, as in CEL. */
function size(args: readonly Json[], { budget, at }: Call): number {
  const given = argument(args, 0);
  if (typeof given === "string") {
    budget.spend(1 + (given.length >>> 4), at);
    let pairs = 0;
    for (let index = 0; index < given.length; index++) if ((given.codePointAt(index) ?? 0) > 0xffff) pairs++;
    return given.length - pairs;
  }
  if (isList(given)) return given.length;
  if (typeof given !== "object" || given === null)
    throw wrongType("text, a list or a map to have a size", given, at);
  const { length } = Object.keys(given);
  budget.spend(length, at);
  return length;
}

function join(args: readonly Json[], { budget, at }: Call): string {
  const list = asList(argument(args, 0), at);
  const separator = args.length > 1 ? asText(argument(args, 1), at) : "";
  const parts: string[] = [];
  let length = 0;
  for (const item of list) {
    const part = textOf(item, budget, at);
    length += part.length + separator.length;
    if (length > LIMITS.text) throw tooLong(at);
    budget.spend(textCost(part.length + separator.length), at);
    parts.push(part);
  }
  return parts.join(separator);
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function toNumber(args: readonly Json[], { budget, at }: Call): number {
  budget.spend(5, at);
  const given = argument(args, 0);
  if (typeof given === "number") return given;
  if (typeof given === "boolean") return given ? 1 : 0;
  if (typeof given !== "string") throw wrongType("a number or text that says one", given, at);
  const number = given.length <= 400 && NUMBER.test(given.trim()) ? Number(given) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw new ExpressionError("value", `\`${excerpt(given)}\` isn't a number.`, at);
}

function toBool(args: readonly Json[], { at }: Call): boolean {
  const given = argument(args, 0);
  if (typeof given === "boolean") return given;
  if (given === "true" || given === "false") return given === "true";
  if (typeof given !== "string") throw wrongType("true, false or text that says it", given, at);
  throw new ExpressionError("value", `\`${excerpt(given)}\` is neither true nor false.`, at);
}

const says = takes("value", "number", "string", "bool");

export const CONVERSIONS: readonly FunctionAdapter[] = [
  {
    name: "size",
    style: "either",
    parameters: [takes("value", "string", "list", "map")],
    result: "number",
    summary: "The number of characters, items or fields.",
    example: 'size("four")',
    call: size,
  },
  {
    name: "join",
    style: "method",
    parameters: [takes("list", "list"), mayTake("separator", "string")],
    result: "string",
    summary: "The items of the list as one text, with a separator between them.",
    example: '["a", "b"].join("-")',
    call: join,
  },
  {
    name: "string",
    style: "function",
    parameters: [value],
    result: "string",
    summary: "The value as text: numbers as JSON has them, null as nothing, lists and maps as JSON.",
    example: "string(12.5)",
    call: (args, { budget, at }) => textOf(argument(args, 0), budget, at),
  },
  {
    name: "int",
    style: "function",
    parameters: [says],
    result: "number",
    summary: "The whole number that a number or text says; what is after the point is cut off.",
    example: 'int("12")',
    call: (args, call) => Math.trunc(toNumber(args, call)),
  },
  {
    name: "double",
    style: "function",
    parameters: [says],
    result: "number",
    summary: 'The number that a text says, such as double("12.50").',
    example: 'double("12.50")',
    call: toNumber,
  },
  {
    name: "bool",
    style: "function",
    parameters: [takes("value", "bool", "string")],
    result: "bool",
    summary: "The truth value that the text true or false says.",
    example: 'bool("true")',
    call: toBool,
  },
  {
    name: "type",
    style: "function",
    parameters: [value],
    result: "string",
    summary: "What the value is: null, bool, number, string, list or map, as text.",
    example: "type([1, 2])",
    call: (args) => typeOf(argument(args, 0)),
  },
];
