import { FUNCTIONS, signature } from "./functions/index.ts";

export interface CatalogueEntry {
  name: string;
  signature: string;
  /** One line. */
  help: string;
}

/** What is built into the language: its syntax is like a function's, its evaluation isn't. */
const MACROS: readonly CatalogueEntry[] = [
  {
    name: "has",
    signature: "has(path): bool",
    help: "Whether a field exists; false also where a parent is missing or null.",
  },
  {
    name: "all",
    signature: "(list | map).all(x, test): bool",
    help: "Whether the test is true for each item, or each key of a map.",
  },
  {
    name: "exists",
    signature: "(list | map).exists(x, test): bool",
    help: "Whether the test is true for at least one item or key.",
  },
  {
    name: "exists_one",
    signature: "(list | map).exists_one(x, test): bool",
    help: "Whether the test is true for exactly one item or key.",
  },
  {
    name: "filter",
    signature: "(list | map).filter(x, test): list",
    help: "The items or keys for which the test is true.",
  },
  {
    name: "map",
    signature: "(list | map).map(x, test?, value): list",
    help: "A value made of each item or key, or of those for which the test is true.",
  },
  {
    name: "orValue",
    signature: "(a.?b).orValue(other): any",
    help: "The field, or another value where it or its parent is missing.",
  },
  {
    name: "or",
    signature: "(a.?b).or(c.?d): optional",
    help: "The first of two optional values that is there.",
  },
  { name: "hasValue", signature: "(a.?b).hasValue(): bool", help: "Whether the optional value is there." },
  {
    name: "value",
    signature: "(a.?b).value(): any",
    help: "The optional value; an error if it isn't there.",
  },
  { name: "optional.of", signature: "optional.of(value): optional", help: "A value as an optional value." },
  {
    name: "optional.none",
    signature: "optional.none(): optional",
    help: "The optional value that isn't there.",
  },
];

/** All functions and macros with their signatures and a line of help, for completion and documents. */
export function functionCatalogue(): readonly CatalogueEntry[] {
  const functions = FUNCTIONS.map((adapter) => {
    return { name: adapter.name, signature: signature(adapter), help: adapter.help };
  });
  return [...MACROS, ...functions];
}
