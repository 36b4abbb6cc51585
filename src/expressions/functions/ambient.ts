import type { FunctionAdapter } from "./adapter.ts";

/** What an expression gets from outside: the caller records it, so that a replay gives the same. */
export const AMBIENT_FUNCTIONS: readonly FunctionAdapter[] = [
  {
    name: "now",
    style: "function",
    parameters: [],
    result: "number",
    summary: "The time of this step in epoch milliseconds; the same wherever it is read within the step.",
    example: "now() > 0",
    call: (_args, { budget }) => budget.ambient.now,
  },
  {
    name: "uuid",
    style: "function",
    parameters: [],
    result: "string",
    summary: "A new random identifier (UUID).",
    example: "size(uuid())",
    call: (_args, { budget, at }) => {
      budget.spend(20, at);
      return budget.ambient.uuid();
    },
  },
];
