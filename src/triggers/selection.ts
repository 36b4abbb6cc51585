import { type Authentication, callerKey } from "../blocks/authentication.ts";
import { LIMITS } from "../expressions/index.ts";
import type { Trigger, Version } from "../flows/version.ts";
import type { Signer } from "../ids.ts";
import type { JsonObject } from "../json.ts";
import type { Caller } from "../users/caller.ts";
import type { Callback, Outcome } from "./callback.ts";
import { seenOf } from "./envelope.ts";
import { type Admission, admit, budgetFor, judge } from "./judgement.ts";
import { isKeyed, keyOfCallback, NO_KEY } from "./key.ts";
import type { Waiting } from "./ports.ts";
import type { Source } from "./waits-table.ts";

/** What one callback may cost a list that has to compare it with every wait (architecture.md, "Delivery" 2). */
const MOST_ROWS = 20_000;
const MOST_FUEL = 2_000_000;

/**
 * One callback's way through a list: which waits fit it, and why the others don't. Waits are judged by their
 * own version, each version's authentication and key once. The choice is a preselection: the run decides.
 */
export class Selection {
  readonly #callback: Callback;
  /** By the `callerKey` of the settings under which they were resolved. */
  readonly #callers = new Map<string, Caller>();
  readonly #block: string;
  readonly #signer: Signer;
  readonly #admissions = new Map<string, Admission>();
  #rows = 0;
  #fuel = MOST_FUEL;
  #denial: Outcome | undefined;
  #ignored: Outcome | undefined;
  /** A run has let its sender in, whatever the version that speaks for the trigger thinks of her. */
  wasLetIn = false;

  constructor(
    { callback, caller, under, block }: { callback: Callback; caller: Caller; under: string; block: string },
    signer: Signer,
  ) {
    this.#callback = callback;
    this.#callers.set(under, caller);
    this.#block = block;
    this.#signer = signer;
  }

  /** True once the callback has cost too much; nothing more is judged then. */
  get isExhausted(): boolean {
    return this.#rows >= MOST_ROWS || this.#fuel <= 0;
  }

  /** The settings of that version's trigger, where its callers are still to be resolved under them. */
  unresolved(version: Version): Authentication | undefined {
    const authentication = version.triggerByBlock(this.#block)?.authentication;
    return authentication && !this.#callerUnder(authentication) ? authentication : undefined;
  }

  resolve(authentication: Authentication, caller: Caller): void {
    this.#callers.set(callerKey(authentication), caller);
  }

  /** Who was read past the cache does for everybody. */
  #callerUnder(authentication: Authentication): Caller | undefined {
    const key = callerKey(authentication);
    return (key === "token" ? this.#callers.get("fresh") : undefined) ?? this.#callers.get(key);
  }

  /**
   * Where in the list that version's waits for this callback stand; undefined: none can fit. `isWaitedFor` says
   * whether any run of it waits: only then it matters why none fits.
   */
  source(version: Version, isWaitedFor: () => boolean): Source | undefined {
    const admission = this.admission(version);
    if (!admission.admitted) {
      if (isWaitedFor()) this.note(admission.outcome);
      return undefined;
    }
    const trigger = this.#trigger(version);
    if (!isKeyed(trigger)) return { versionId: version.id, key: NO_KEY };
    const found = this.keyUnder(trigger, admission);
    if ("key" in found) return { versionId: version.id, key: found.key };
    if (isWaitedFor()) this.note({ outcome: "ignored", why: "condition-failed", warning: found.failed });
    return undefined;
  }

  keyUnder(trigger: Trigger, { user }: Extract<Admission, { admitted: true }>) {
    const context: JsonObject = { [this.#block]: seenOf(this.#callback, user) };
    return keyOfCallback(trigger, context, budgetFor(this.#callback, this.#signer));
  }

  fits(entry: Waiting, version: Version): boolean {
    this.#rows += 1;
    const admission = this.admission(version);
    if (!admission.admitted) return false;
    const { condition } = this.#trigger(version);
    if (condition === undefined || entry.inputs === null) return true;
    const budget = budgetFor(this.#callback, this.#signer, Math.min(this.#fuel, LIMITS.fuel));
    const granted = budget.left;
    const { user } = admission;
    const at = { block: this.#block, inputs: entry.inputs, callback: this.#callback, user };
    const fit = judge(condition, at, { signer: this.#signer, budget });
    this.#fuel -= granted - budget.left + 20 + entry.inputsLength / 16;
    if (!fit.fits) this.note(fit.outcome);
    return fit.fits;
  }

  /** Remembers why a wait was not activated, for the answer if none is. */
  note(outcome: Outcome): void {
    if (outcome.outcome !== "refused") this.#ignored ??= outcome;
    else if (this.#denial?.outcome !== "refused" || this.#denial.code !== 1000) this.#denial = outcome;
  }

  /** The answer when nothing was activated: a failure under ERROR anywhere outweighs; undefined: no wait was in question. */
  get verdict(): Outcome | undefined {
    return this.#denial ?? this.#ignored;
  }

  admission(version: Version): Admission {
    const known = this.#admissions.get(version.id);
    if (known) return known;
    const { authentication } = this.#trigger(version);
    const admission = admit(authentication, this.#callerUnder(authentication) ?? { kind: "anonymous" });
    this.#admissions.set(version.id, admission);
    return admission;
  }

  #trigger(version: Version): Trigger {
    const trigger = version.triggerByBlock(this.#block);
    if (!trigger) throw new Error(`version ${version.id} has no trigger ${this.#block}`);
    return trigger;
  }
}
