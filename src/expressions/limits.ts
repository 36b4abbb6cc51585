/**
 * Everything that bounds an expression. All of it is counted: the clock stands still while a Worker
 * computes, so a time limit would pass every local test and never fire when deployed.
 */
export const LIMITS = Object.freeze({
  /** Characters of one expression. */
  sourceLength: 16_384,
  /** Characters of all expressions of one template together. */
  templateLength: 65_536,
  /** Nodes of one syntax tree. */
  nodes: 2_000,
  /** Nesting of one syntax tree; `a + b + c + …` is a chain and doesn't nest. */
  depth: 64,
  /** Work that the expressions of one evaluation may do together; about 0.1 µs each at worst. */
  fuel: 200_000,
  /** Characters of any text that an expression makes, and of all texts in one result. */
  text: 1_048_576,
  /** Values in one result, counted as often as they would be printed. A body of 1 MiB has 524,288 at most. */
  resultNodes: 600_000,
  /** Nesting of the values that are compared, printed or returned. */
  valueDepth: 256,
  /** Values and characters of all the results that share one budget. */
  results: 4_194_304,
  /** Characters of a pattern for `matches`. */
  patternLength: 512,
  /** Instructions that a pattern may compile to, repetitions unrolled. */
  patternSize: 1_000,
  /** Instructions of all literal patterns of one expression or template: compiling them is work. */
  patterns: 5_000,
  /** Characters of a text given to `matches`. */
  matchText: 8_192,
  /** Items of a list literal and arguments of a call. */
  listItems: 1_000,
  /** Entries of a map literal. */
  mapEntries: 500,
  callArguments: 32,
});
