import { KEYED } from "./flows.ts";
import type { Attempt, Callback, History, Kill } from "./history.ts";
import { type Leaving, type SeenWait, waitsOf } from "./waits.ts";

/** Finds what breaks it. */
export type Rule = (evidence: Evidence) => Iterable<{ says: string; tokens?: string[]; runs?: string[] }>;

/** A history with what the rules look things up in. */
export interface Evidence extends History {
  /** Of all runs. */
  waits: SeenWait[];
  /** By the callback's token. */
  activations: Map<string, { wait: SeenWait; leaving: Leaving }[]>;
}

export function gather(history: History): Evidence {
  const waits = history.runs.flatMap(waitsOf);
  const activations: Evidence["activations"] = new Map();
  for (const wait of waits) {
    for (const leaving of wait.left) {
      if (leaving.token === null) continue;
      activations.set(leaving.token, [...(activations.get(leaving.token) ?? []), { wait, leaving }]);
    }
  }
  return { ...history, waits, activations };
}

/** A promise was made: it is never taken back. */
export function isAcknowledged({ answer }: Attempt): boolean {
  // Also that the run has failed is told of one that went on.
  if (answer?.ended) return true;
  return answer !== null && answer.status >= 200 && answer.status < 300 && answer.outcome !== "ignored";
}

/** Whether the callback was sent for a wait like this. */
export function means({ flow, block, execution, match }: Callback, wait: SeenWait): boolean {
  if (wait.run.flow !== flow || wait.block !== block) return false;
  const isNamed = execution !== null && execution !== "any" && execution !== "all";
  if (isNamed && execution !== wait.run.id) return false;
  return !KEYED.has(`${block} of ${flow}`) || wait.run.context.initial.data.match === match;
}

/** Whether the kill explains that there was no answer. */
export function covers({ at, upAt }: Kill, { sentAt, endedAt }: Attempt): boolean {
  return sentAt <= upAt + 100 && endedAt >= at - 100;
}

/** By a name; what has none (null) is left out. */
export function groups<Item>(items: readonly Item[], by: (item: Item) => string | null): Map<string, Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const name = by(item);
    if (name === null) continue;
    const group = found.get(name);
    if (group) group.push(item);
    else found.set(name, [item]);
  }
  return found;
}
