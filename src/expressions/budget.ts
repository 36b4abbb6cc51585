import { ExpressionError, type Range, type Site } from "./errors.ts";
import { LIMITS } from "./limits.ts";

/** What an expression may know of the outside. The caller records it, so that a replay is the same. */
export interface Ambient {
  /** Epoch milliseconds. */
  now: number;
  uuid(): string;
}

/** The work that all expressions of one evaluation (one block, one condition) may do together. */
export class Budget {
  readonly ambient: Ambient;
  #fuel: number;
  #results: number = LIMITS.results;

  constructor(ambient: Ambient, fuel: number = LIMITS.fuel) {
    this.ambient = ambient;
    this.#fuel = fuel;
  }

  /** Fuel that is left; 0 once it has run out. */
  get left(): number {
    return Math.max(0, this.#fuel);
  }

  /** Takes fuel, at least one. Throws `limit_fuel` when it runs out; the budget is spent from then on. */
  spend(amount: number, at: Range | Site): void {
    this.#fuel -= amount < 1 ? 1 : amount;
    if (this.#fuel < 0) throw new ExpressionError("limit_fuel", OUT_OF_FUEL, siteOf(at));
  }

  /** Takes room for a result of that many values and characters. Throws `limit_result`. */
  keep(size: number, at: Range | Site): void {
    this.#results -= size;
    if (this.#results < 0) throw new ExpressionError("limit_result", OUT_OF_ROOM, siteOf(at));
  }
}

const OUT_OF_FUEL =
  "This takes too much work. Go through fewer items, or split the work over several blocks.";
const OUT_OF_ROOM = "The results are too large together. Keep only the fields that are needed.";

function siteOf(at: Range | Site): Site {
  return "source" in at ? at : { source: "", start: at.start, end: at.end };
}

/** Fuel for copying or scanning a text once. */
export function textCost(length: number): number {
  return 1 + (length >>> 6);
}

/** Fuel for copying a list once. */
export function listCost(length: number): number {
  return 1 + (length >>> 2);
}

/** Fuel for finding a text in another: at worst each place is compared with all of it. */
export function searchCost(text: number, search: number): number {
  return 1 + Math.ceil((text * Math.max(1, Math.min(search, text))) / 128);
}
