import type { FunctionAdapter } from "./adapter.ts";
import { AMBIENT_FUNCTIONS } from "./ambient.ts";
import { CONVERSIONS } from "./conversions.ts";
import { DATE_FUNCTIONS } from "./dates.ts";
import { MATCHES } from "./matches.ts";
import { NUMBER_FUNCTIONS } from "./numbers.ts";
import { TEXT_FUNCTIONS } from "./texts.ts";

export { signature } from "./adapter.ts";

/** All functions: the one list that checks, evaluates, completes and documents them. */
export const FUNCTIONS: readonly FunctionAdapter[] = [
  ...CONVERSIONS,
  ...TEXT_FUNCTIONS,
  MATCHES,
  ...NUMBER_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...AMBIENT_FUNCTIONS,
];

const byName = new Map(FUNCTIONS.map((adapter) => [adapter.name, adapter]));

export function findFunction(name: string): FunctionAdapter | undefined {
  return byName.get(name);
}
