import { byteLength } from "../json.ts";
import type { Fact } from "./facts.ts";
import { fold } from "./fold.ts";
import type { RunState } from "./state.ts";

/** A row of SQLite is at most 2 MB at the edge. */
const ROW_BYTES = 1_900_000;

/** What a run has in memory: the latest outputs, and what its branches keep while they wait. */
export const CONTEXT_BYTES = 16 * 1024 * 1024;

/** All that was ever written: whoever wakes the run reads it, so that a loop can't make it too slow to wake. */
export const JOURNAL_BYTES = 64 * 1024 * 1024;

/** How much one transition writes before it is committed: all of it is in memory until then. */
const DRAFT_BYTES = 8 * 1024 * 1024;

/** One row to be written: its facts as JSON texts. */
export interface DraftRow {
  seq: number;
  facts: string[];
  bytes: number;
}

/** True when the fact is too large for a row of its own. */
export function isOversized(fact: Fact): boolean {
  return byteLength(JSON.stringify(fact)) > ROW_BYTES - 100;
}

/**
 * A transition in the making: facts are added and folded at once, and packed into as few rows as hold them,
 * usually one. All rows of a draft are committed together.
 */
export class Draft {
  readonly at: number;
  readonly rows: DraftRow[] = [];
  #state: RunState | undefined;
  readonly #firstSeq: number;

  constructor(state: RunState | undefined, at: number) {
    this.#state = state;
    this.at = at;
    this.#firstSeq = (state?.seq ?? 0) + 1;
  }

  /** The state with everything added so far. */
  get state(): RunState {
    if (!this.#state) throw new Error("a draft without a run");
    return this.#state;
  }

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  /** What is left to do belongs in another transition. */
  get isFull(): boolean {
    return this.rows.reduce((sum, { bytes }) => sum + bytes, 0) > DRAFT_BYTES;
  }

  add(fact: Fact): void {
    const text = JSON.stringify(fact);
    const row = this.#rowFor(byteLength(text) + 1);
    row.facts.push(text);
    this.#state = { ...fold(this.#state, fact, { at: this.at, seq: row.seq }), seq: row.seq };
  }

  #rowFor(bytes: number): DraftRow {
    const last = this.rows.at(-1);
    if (last && last.bytes + bytes <= ROW_BYTES) {
      last.bytes += bytes;
      return last;
    }
    const row = { seq: this.#firstSeq + this.rows.length, facts: [], bytes };
    this.rows.push(row);
    return row;
  }
}
