import type { Json } from "../../json.ts";
import { searchCost, textCost } from "../budget.ts";
import { ExpressionError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { asNumber, asText } from "../narrow.ts";
import { boundedText, tooLong } from "../values.ts";
import { argument, type Call, type FunctionAdapter, mayTake, type Texts, takes } from "./adapter.ts";

const text = takes("text", "string");

/** A method that changes a text as a whole. */
function change(name: string, [summary, example]: Texts, apply: (text: string) => string): FunctionAdapter {
  return {
    name,
    style: "method",
    parameters: [text],
    result: "string",
    summary,
    example,
    call: (args, { budget, at }) => {
      const value = asText(argument(args, 0), at);
      budget.spend(textCost(value.length), at);
      return boundedText(apply(value), at);
    },
  };
}

/** A method that looks for one text in another. */
function test(
  name: string,
  [summary, example]: Texts,
  apply: (text: string, search: string) => boolean,
): FunctionAdapter {
  return {
    name,
    style: "method",
    parameters: [text, takes("search", "string")],
    result: "bool",
    summary,
    example,
    call: (args, call) => apply(...searched(args, call)),
  };
}

/** The text and what is looked for in it, paid for. */
function searched(args: readonly Json[], { budget, at }: Call): [text: string, search: string] {
  const value = asText(argument(args, 0), at);
  const search = asText(argument(args, 1), at);
  budget.spend(searchCost(value.length, search.length), at);
  return [value, search];
}

function replace(args: readonly Json[], call: Call): string {
  const [value, search] = searched(args, call);
  const by = asText(argument(args, 2), call.at);
  if (search === "") throw new ExpressionError("value", "replace(…) needs a text to look for.", call.at);
  const parts = affordableParts(value, search, call);
  const length = value.length + (parts.length - 1) * (by.length - search.length);
  if (length > LIMITS.text) throw tooLong(call.at);
  call.budget.spend(textCost(length), call.at);
  return parts.join(by);
}

function split(args: readonly Json[], call: Call): readonly string[] {
  const [value, separator] = searched(args, call);
  // Without a separator each character is a part: not half a surrogate pair.
  if (separator === "") call.budget.spend(value.length, call.at);
  return separator === "" ? Array.from(value) : affordableParts(value, separator, call);
}

/** The parts of a text, of which no more are made than can be paid for. */
function affordableParts(value: string, separator: string, { budget, at }: Call): readonly string[] {
  const parts = value.split(separator, budget.left + 1);
  budget.spend(parts.length, at);
  return parts;
}

function substring(args: readonly Json[], { budget, at }: Call): string {
  const value = asText(argument(args, 0), at);
  const start = offset(argument(args, 1), 0, value.length);
  const end = args.length > 2 ? offset(argument(args, 2), start, value.length) : value.length;
  budget.spend(textCost(end - start), at);
  return value.slice(start, end);

  function offset(given: Json, least: number, most: number): number {
    const number = asNumber(given, at);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    const reason = `substring(…) takes whole numbers from ${least} to ${most} here, counted from 0.`;
    throw new ExpressionError("value", reason, at);
  }
}

export const TEXT_FUNCTIONS: readonly FunctionAdapter[] = [
  test(
    "startsWith",
    ["Whether the text begins with another.", '"INV-2041".startsWith("INV-")'],
    (value, search) => value.startsWith(search),
  ),
  test("endsWith", ["Whether the text ends with another.", '"scan.pdf".endsWith(".pdf")'], (value, search) =>
    value.endsWith(search),
  ),
  test(
    "contains",
    ["Whether another text occurs in the text.", '"paid in full".contains("paid")'],
    (value, search) => value.includes(search),
  ),
  change("lower", ["The text in lower case.", '"Paid".lower()'], (value) => value.toLowerCase()),
  change("upper", ["The text in upper case.", '"eur".upper()'], (value) => value.toUpperCase()),
  change("trim", ["The text without blanks at its ends.", '" paid ".trim()'], (value) => value.trim()),
  {
    name: "replace",
    style: "method",
    parameters: [text, takes("search", "string"), takes("by", "string")],
    result: "string",
    summary: "The text with each occurrence of one text replaced by another; no patterns.",
    example: '"1,50".replace(",", ".")',
    call: replace,
  },
  {
    name: "split",
    style: "method",
    parameters: [text, takes("separator", "string")],
    result: "list",
    summary: "The parts of the text between separators.",
    example: '"a,b".split(",")',
    call: split,
  },
  {
    name: "substring",
    style: "method",
    parameters: [text, takes("start", "number"), mayTake("end", "number")],
    result: "string",
    summary: "The part of the text from one place up to, not including, another; counted from 0.",
    example: '"INV-2041".substring(4)',
    call: substring,
  },
];
