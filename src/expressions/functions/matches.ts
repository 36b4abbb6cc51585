import { asText } from "../narrow.ts";
import { Pattern } from "../pattern.ts";
import { argument, type FunctionAdapter, takes } from "./adapter.ts";

export const MATCHES: FunctionAdapter = {
  name: "matches",
  style: "method",
  parameters: [takes("text", "string"), takes("pattern", "string")],
  result: "bool",
  summary: "Whether a regular expression (RE2) finds something in the text; ^ and $ stand for its ends.",
  example: '"INV-2041".matches("^INV-[0-9]+$")',
  call: (args, { budget, at }) => {
    const text = asText(argument(args, 0), at);
    const source = asText(argument(args, 1), at);
    budget.spend(source.length * 4, at);
    const pattern = Pattern.compile(source, at, (size) => budget.spend(size * 20, at));
    return pattern.test(text, budget, at);
  },
  specialise: ([, literal], patterns) => {
    if (!literal) return MATCHES.call;
    const pattern = Pattern.compile(literal.text, literal.at, (size) => patterns.take(size, literal.at));
    return (args, { budget, at }) => pattern.test(asText(argument(args, 0), at), budget, at);
  },
};
