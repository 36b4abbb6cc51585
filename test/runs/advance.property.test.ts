import fc from "fast-check";
import { expect, test } from "vitest";
import * as decide from "../../src/runs/decide.ts";
import type { Draft } from "../../src/runs/draft.ts";
import type { Entry, Fact } from "../../src/runs/facts.ts";
import { foldEntry } from "../../src/runs/fold.ts";
import { decideRelease, decideRetry } from "../../src/runs/operate.ts";
import { type RunState, waitsOf } from "../../src/runs/state.ts";
import { NOON, signer, versionOf } from "../support/ports.ts";

/** What a random block is made of; targets are turned into ids by `blocksOf`. */
interface Plan {
  type: "set" | "condition" | "join" | "delay" | "external-callback" | "http-request" | "return";
  next: number[];
  other: number[];
  fails: boolean;
  onError: number | undefined;
  count: number;
}

const target = fc.nat({ max: 7 });
const plan: fc.Arbitrary<Plan> = fc.record({
  type: fc.constantFrom(
    ...(["set", "set", "condition", "join", "join", "join", "delay", "http-request"] as const),
    ...(["external-callback", "external-callback", "external-callback", "return"] as const),
  ),
  next: fc.array(target, { maxLength: 3 }),
  other: fc.array(target, { maxLength: 2 }),
  fails: fc.boolean(),
  onError: fc.option(target, { nil: undefined }),
  count: fc.nat({ max: 3 }),
});

/** Blocks that take no time lead forward only, so that no run spins; the others anywhere, back too. */
function blocksOf(plans: readonly Plan[]): Record<string, unknown> {
  const isSlow = ({ type }: Plan) =>
    type === "external-callback" || type === "delay" || type === "http-request";
  const to = (from: number, at: number) => {
    const isInstant = plans.some((block, index) => index === from && !isSlow(block));
    const index = isInstant ? from + 1 + (at % Math.max(1, plans.length - from - 1)) : at % plans.length;
    return index < plans.length ? [`b${index}`] : [];
  };
  const list = (from: number, targets: number[]) => {
    const ids = targets.flatMap((at) => to(from, at));
    return ids.length === 0 ? undefined : ids;
  };
  return Object.fromEntries(plans.map((block, index) => [`b${index}`, blockOf(block, index)]));

  function blockOf({ type, next: targets, other, fails, onError: at, count }: Plan, index: number) {
    const onError = at === undefined ? undefined : to(index, at)[0];
    const common = { type, ...(onError !== undefined && { onError }) };
    const next = list(index, targets);
    switch (type) {
      case "set":
        return { ...common, values: fails ? "{{ initial.data.missing }}" : { at: "{{ run.id }}" }, next };
      case "condition":
        return { ...common, when: String(fails), yes: next, no: list(index, other) };
      case "join":
        return {
          ...common,
          ...(count > 0 && { mode: count === 1 ? "any" : "count" }),
          ...(count > 1 && { count }),
          next,
        };
      case "delay":
        return { ...common, for: "PT1H", next };
      case "external-callback":
        return { ...common, ...(fails && { timeout: { after: "PT2H", next: list(index, other) } }), next };
      case "http-request":
        return { ...common, request: { url: "https://x.example/" }, retry: { attempts: 2 }, next };
      case "return":
        return { type, value: "{{ run.id }}" };
      default:
        return type satisfies never;
    }
  }
}

test("every run of every graph goes on until all branches have ended or wait for the outside", {
  timeout: 30_000,
}, () => {
  const seen = { ended: 0, retried: 0, released: 0 };
  fc.assert(
    fc.property(
      fc.array(plan, { minLength: 2, maxLength: 8 }),
      fc.array(fc.nat(), { maxLength: 25 }),
      (plans, choices) => {
        const world = { version: versionOf(strip(blocksOf(plans))), signer };
        const start = {
          runId: signer.newRunId(),
          origin: "https://h.example",
          initial: { data: {}, user: null },
        };
        const run = new Walk(decide.decideStart(start, world, NOON), world);
        for (const choice of choices) run.step(choice);
        if (run.state.ending) seen.ended += 1;
        seen.retried += run.retried;
        seen.released += run.released;
      },
    ),
    { numRuns: 1_500 },
  );
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(100);
});

const strip = (value: Record<string, unknown>): Record<string, unknown> => JSON.parse(JSON.stringify(value));

function drafted(decided: Draft | string): Draft {
  if (typeof decided === "string") throw new Error(decided);
  return decided;
}

/** One run, driven by random choices; after each transition everything that always holds is checked. */
class Walk {
  state: RunState;
  retried = 0;
  released = 0;
  #folded: RunState | undefined;
  #at = NOON;
  readonly #world: decide.World;
  readonly #opened: number[] = [];

  constructor(draft: Draft, world: decide.World) {
    this.#world = world;
    this.state = draft.state;
    this.#take(draft);
  }

  step(choice: number): void {
    if (this.state.ending) return this.#retry();
    const { branches } = this.state;
    // Forks in a loop multiply: enough is seen by then.
    if (branches.length > 40) return;
    const branch = branches[choice % Math.max(1, branches.length)];
    if (!branch) return;
    if (branch.at === "trigger" && choice % 5 === 0) {
      const { occurrence } = branch;
      this.released += 1;
      this.#take(drafted(decideRelease(this.state, { occurrence, data: {} }, this.#world, this.#at)));
      expect(decideRelease(this.state, { occurrence, data: {} }, this.#world, this.#at)).toBeTypeOf("string");
    } else if (branch.at === "trigger") {
      const output = { data: { choice }, user: null, receivedAt: this.#at };
      const sender = { address: null, agent: null };
      const by = { receipt: `r-${choice}`, at: this.#at, bodyHash: String(choice), user: null, sender };
      this.#take(decide.decideActivation(this.state, branch, { output, by }, this.#world, this.#at));
    } else if (branch.at === "request") {
      const block = this.#world.version.block(branch.block);
      if (block.type !== "http-request") throw new Error("not a request");
      const failed = {
        ok: false,
        error: { code: "http_503", message: "no" },
        retryable: true,
        retryAfter: 0,
      } as const;
      const result = choice % 3 === 0 ? failed : ({ ok: true, output: { status: 200 } } as const);
      const moment = { at: this.#at, random: 0.5 };
      this.#take(decide.decideAttempt(this.state, branch, block, result, this.#world, moment));
    } else {
      this.#at += 3_600_000;
      this.#take(decide.decideDue(this.state, this.#world, this.#at));
    }
  }

  /** A failed run stands as it stood, but for the branch that failed: that one is about to enter its block again. */
  #retry(): void {
    const { ending, occurrences } = this.state;
    const draft = decideRetry(this.state, this.#world, this.#at);
    if (ending?.status !== "failed") return expect(draft).toBe("not-failed");
    this.retried += 1;
    const stood = new Map(
      ending.branches.flatMap((branch) => (branch.at === "ready" ? [] : [[branch.occurrence, branch]])),
    );
    this.#take(drafted(draft));
    for (const branch of this.state.branches) {
      if (branch.at === "ready") continue;
      const before = stood.get(branch.occurrence);
      if (before) expect({ ...branch, seq: 0 }).toEqual({ ...before, seq: 0 });
      else expect(branch.occurrence).toBeGreaterThan(occurrences);
    }
  }

  #take(first: Draft): void {
    let draft = first;
    for (let rounds = 0; ; rounds++) {
      this.#check(draft);
      if (!this.state.branches.some(({ at }) => at === "ready")) break;
      expect(rounds).toBeLessThan(60);
      draft = decide.decideContinuation(this.state, this.#world, this.#at);
    }
    if (this.state.ending) return;
    expect(this.state.branches.filter(({ at }) => at !== "join")).not.toEqual([]);
  }

  #check(draft: Draft): void {
    if (draft.isEmpty) return;
    this.state = draft.state;
    for (const { seq, facts, bytes } of draft.rows) {
      const entry: Entry = { seq, at: draft.at, told: 0, facts: facts.map((text): Fact => JSON.parse(text)) };
      this.#folded = foldEntry(this.#folded, entry);
      expect(bytes).toBeLessThanOrEqual(1_900_000);
      for (const fact of entry.facts) if (fact.type === "waiting") this.#opened.push(fact.occurrence);
    }
    expect(this.#folded).toEqual(this.state);
    const { branches, left } = this.state;
    const waits = [...left, ...waitsOf(this.state)].map(({ occurrence }) => occurrence);
    expect(waits.toSorted((a, b) => a - b)).toEqual(this.#opened.toSorted((a, b) => a - b));
    const occurrences = branches.flatMap((branch) => (branch.at === "ready" ? [] : [branch.occurrence]));
    expect(new Set(occurrences).size).toBe(occurrences.length);
    // No branch is part of another one: ending one whole ends no other.
    const paths = branches.map(({ path }) => `${path.join("/")}/`);
    for (const path of paths)
      expect(paths.filter((other) => other.startsWith(path) || other === "/")).toEqual([path]);
  }
}
