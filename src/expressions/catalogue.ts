import type { Json } from "../json.ts";
import { Budget } from "./budget.ts";
import { compileExpression } from "./expression.ts";
import { FUNCTIONS, signature } from "./functions/index.ts";

/** A function as completion and documents show it. */
export interface CatalogueEntry {
  name: string;
  /** `f(x)`, `x.f()`, both, or built into the language. */
  style: "function" | "method" | "either" | "macro";
  signature: string;
  /** One line. */
  summary: string;
  example: string;
  /** What the example gives. */
  value: Json;
}

/** What is built into the language: its syntax is like a function's, its evaluation isn't. */
const MACROS: readonly Omit<CatalogueEntry, "style" | "value">[] = [
  {
    name: "has",
    signature: "has(path): bool",
    summary: "Whether a field exists; false also where a parent is missing or null.",
    example: 'has({"id": 7}.id)',
  },
  {
    name: "all",
    signature: "(list | map).all(x, test): bool",
    summary: "Whether the test is true for each item, or each key of a map.",
    example: "[1, 2, 3].all(x, x > 0)",
  },
  {
    name: "exists",
    signature: "(list | map).exists(x, test): bool",
    summary: "Whether the test is true for at least one item or key.",
    example: "[1, 2, 3].exists(x, x > 2)",
  },
  {
    name: "exists_one",
    signature: "(list | map).exists_one(x, test): bool",
    summary: "Whether the test is true for exactly one item or key.",
    example: "[1, 2, 3].exists_one(x, x > 1)",
  },
  {
    name: "filter",
    signature: "(list | map).filter(x, test): list",
    summary: "The items or keys for which the test is true.",
    example: "[1, 2, 3].filter(x, x > 1)",
  },
  {
    name: "map",
    signature: "(list | map).map(x, test?, value): list",
    summary: "A value made of each item or key, or of those for which the test is true.",
    example: "[1, 2, 3].map(x, x * 10)",
  },
  {
    name: "orValue",
    signature: "(a.?b).orValue(other): any",
    summary: "The field, or another value where it or its parent is missing.",
    example: '{"id": 7}.?note.orValue("none")',
  },
  {
    name: "or",
    signature: "(a.?b).or(c.?d): optional",
    summary: "The first of two optional values that is there.",
    example: '{"id": 7}.?note.or({"text": "hi"}.?text).orValue("none")',
  },
  {
    name: "hasValue",
    signature: "(a.?b).hasValue(): bool",
    summary: "Whether the optional value is there.",
    example: '{"id": 7}.?note.hasValue()',
  },
  {
    name: "value",
    signature: "(a.?b).value(): any",
    summary: "The optional value; an error if it isn't there.",
    example: '{"id": 7}.?id.value()',
  },
  {
    name: "optional.of",
    signature: "optional.of(value): optional",
    summary: "A value as an optional value.",
    example: "optional.of(7).orValue(0)",
  },
  {
    name: "optional.none",
    signature: "optional.none(): optional",
    summary: "The optional value that isn't there.",
    example: "optional.none().orValue(0)",
  },
];

let entries: readonly CatalogueEntry[] | undefined;

/** All functions and macros, each with an example that was evaluated. */
export function functionCatalogue(): readonly CatalogueEntry[] {
  entries ??= [
    ...MACROS.map((macro) => ({ ...macro, style: "macro" as const })),
    ...FUNCTIONS.map((adapter) => {
      const { name, style, summary, example } = adapter;
      return { name, style, summary, example, signature: signature(adapter) };
    }),
  ].map((entry) => ({ ...entry, value: exampleValue(entry.example) }));
  return entries;
}

function exampleValue(example: string): Json {
  const budget = new Budget({ now: 1, uuid: () => "00000000-0000-4000-8000-000000000000" });
  return compileExpression(example).evaluate({}, budget);
}
