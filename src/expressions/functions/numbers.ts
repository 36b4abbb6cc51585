import type { Json } from "../../json.ts";
import { ExpressionError, type Site } from "../errors.ts";
import { asNumber, finite } from "../narrow.ts";
import { isList } from "../types.ts";
import { argument, type Call, type FunctionAdapter, mayTake, type Texts, takes } from "./adapter.ts";

const number = takes("number", "number");

/** A function from number to number. */
function change(name: string, [summary, example]: Texts, apply: (value: number) => number): FunctionAdapter {
  const call = (args: readonly Json[], { at }: Call) => apply(asNumber(argument(args, 0), at));
  return { name, style: "function", parameters: [number], result: "number", summary, example, call };
}

/** A function of many numbers: those of a list, or its arguments. */
function fold(
  name: string,
  [summary, example]: Texts,
  apply: (numbers: readonly number[], at: Site) => number,
): FunctionAdapter {
  return {
    name,
    style: "either",
    parameters: [{ name: "numbers", types: ["list", "number"], rest: true }],
    result: "number",
    summary,
    example,
    call: (args, { budget, at }) => {
      const [first] = args;
      const values = args.length === 1 && first !== undefined && isList(first) ? first : args;
      budget.spend(1 + (values.length >>> 1), at);
      return finite(
        apply(
          values.map((value) => asNumber(value, at)),
          at,
        ),
        at,
      );
    },
  };
}

function some(numbers: readonly number[], name: string, at: Site): readonly number[] {
  if (numbers.length > 0) return numbers;
  throw new ExpressionError("value", `${name}(…) needs at least one number, and the list is empty.`, at);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}

/** Half away from zero, as people do: -2.5 becomes -3. Decimally, so that 1.005 becomes 1.01. */
function round(args: readonly Json[], { budget, at }: Call): number {
  budget.spend(5, at);
  const value = asNumber(argument(args, 0), at);
  const digits = args.length > 1 ? asNumber(argument(args, 1), at) : 0;
  if (!Number.isInteger(digits) || digits < 0 || digits > 15) {
    throw new ExpressionError("value", "round(…) takes 0 to 15 digits.", at);
  }
  const size = Math.abs(value);
  const [mantissa, exponent = "0"] = String(size).split("e");
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`));
  // Past this, all numbers are whole and there is nothing to round.
  if (shifted >= Number.MAX_SAFE_INTEGER) return value;
  return Math.sign(value) * Number(`${shifted}e-${digits}`);
}

export const NUMBER_FUNCTIONS: readonly FunctionAdapter[] = [
  fold(
    "sum",
    ["The sum of a list of numbers, or of the arguments; 0 for none.", "sum([9.95, 8.99, 5.99])"],
    sum,
  ),
  fold("avg", ["The average of a list of numbers, or of the arguments.", "avg([1, 2, 6])"], (numbers, at) => {
    return sum(some(numbers, "avg", at)) / numbers.length;
  }),
  fold("min", ["The least number of a list, or of the arguments.", "min([3, 1, 2])"], (numbers, at) => {
    return some(numbers, "min", at).reduce((least, value) => Math.min(least, value));
  }),
  fold("max", ["The greatest number of a list, or of the arguments.", "max(3, 7)"], (numbers, at) => {
    return some(numbers, "max", at).reduce((most, value) => Math.max(most, value));
  }),
  change("abs", ["The number without its sign.", "abs(-1.5)"], Math.abs),
  change("floor", ["The next whole number below.", "floor(2.7)"], Math.floor),
  change("ceil", ["The next whole number above.", "ceil(2.1)"], Math.ceil),
  {
    name: "round",
    style: "function",
    parameters: [number, mayTake("digits", "number")],
    result: "number",
    summary:
      "The nearest whole number, or the nearest with so many digits after the point; halves away from zero.",
    example: "round(2.345, 2)",
    call: round,
  },
];
