/** What was and what was undone, around what is. Immutable. */
export interface History<State> {
  /** The oldest first. */
  readonly past: readonly State[];
  readonly present: State;
  /** The next one first. */
  readonly future: readonly State[];
  /** What the last step was, to which another of its kind may be added. */
  readonly last: { readonly kind: string; readonly at: number } | undefined;
}

const MOST_STEPS = 200;

/** So soon after one another, edits of one kind are one step: a word that is typed, a block that is dragged. */
const MERGE_MS = 1_500;

export function startHistory<State>(present: State): History<State> {
  return { past: [], present, future: [], last: undefined };
}

/**
 * Goes on to another state. `kind` names edits that merge while they follow one another, such as the field
 * that is typed in; without it the edit is a step of its own. `at`: epoch milliseconds.
 */
export function record<State>(
  history: History<State>,
  present: State,
  at: number,
  kind?: string,
): History<State> {
  const { past, last } = history;
  if (present === history.present) return history;
  const isMore = kind !== undefined && last?.kind === kind && at - last.at <= MERGE_MS;
  return {
    past: isMore ? past : [...past, history.present].slice(-MOST_STEPS),
    present,
    future: [],
    last: kind === undefined ? undefined : { kind, at },
  };
}

export function undo<State>(history: History<State>): History<State> {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  const future = [history.present, ...history.future];
  return { past: history.past.slice(0, -1), present, future, last: undefined };
}

export function redo<State>(history: History<State>): History<State> {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return { past: [...history.past, history.present], present, future, last: undefined };
}
