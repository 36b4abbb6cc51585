import type { Json } from "../../json.ts";
import type { Budget } from "../budget.ts";
import type { Site } from "../errors.ts";
import type { PatternAllowance } from "../pattern.ts";
import type { ValueType } from "../types.ts";

/** Where a function is called from, and what its work is charged to. */
export interface Call {
  readonly budget: Budget;
  readonly at: Site;
}

export interface Parameter {
  readonly name: string;
  readonly types: readonly ValueType[];
  readonly optional?: true;
  /** The last one may come again and again. */
  readonly rest?: true;
}

export interface Literal {
  readonly text: string;
  readonly at: Site;
}

export type Implementation = (args: readonly Json[], call: Call) => Json;

/** One function: what the checker, the completion and the evaluator know of it. */
export interface FunctionAdapter {
  readonly name: string;
  /** `f(x)`, `x.f()` or both; a method's receiver is its first parameter. */
  readonly style: "function" | "method" | "either";
  readonly parameters: readonly Parameter[];
  readonly result: ValueType;
  /** One line. */
  readonly summary: string;
  /** An expression that needs no context. */
  readonly example: string;
  readonly call: Implementation;
  /** An implementation for one place in a source, where some arguments are text literals. May throw. */
  readonly specialise?: (
    literals: readonly (Literal | undefined)[],
    patterns: PatternAllowance,
  ) => Implementation;
}

/** A summary and an example, where adapters are made alike. */
export type Texts = readonly [summary: string, example: string];

/** The parameters of most functions. */
export function takes(name: string, ...types: readonly ValueType[]): Parameter {
  return { name, types };
}

export function mayTake(name: string, ...types: readonly ValueType[]): Parameter {
  return { name, types, optional: true };
}

/** The argument at an index, or null: the compiler has counted them. */
export function argument(args: readonly Json[], index: number): Json {
  return args[index] ?? null;
}

/** "text.replace(search: string, by: string): string" */
export function signature({ name, style, parameters, result }: FunctionAdapter): string {
  const written = parameters.map((parameter) => {
    const types = parameter.types.join(" | ");
    return `${parameter.rest ? "..." : ""}${parameter.name}${parameter.optional ? "?" : ""}: ${types}`;
  });
  if (style !== "method") return `${name}(${written.join(", ")}): ${result}`;
  const [receiver, ...rest] = written;
  return `(${receiver}).${name}(${rest.join(", ")}): ${result}`;
}
