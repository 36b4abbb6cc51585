import * as z from "zod";
import { pickPaths } from "../expressions/index.ts";
import type { Version } from "../flows/version.ts";
import type { Signer } from "../ids.ts";
import type { Json } from "../json.ts";
import { shown } from "../openapi.ts";
import { blockReads } from "./advance.ts";
import type { ActivatedBy, Entry, Fact, Place, RunError, TriggerOutput } from "./facts.ts";
import { fold } from "./fold.ts";
import { linksRead } from "./links.ts";
import { contextOf } from "./scene.ts";
import type { RunState } from "./state.ts";
import { StepData } from "./step-data.ts";

const STATUSES = [
  "running",
  "retrying",
  "sleeping",
  "waiting",
  "arrived",
  "done",
  "timed-out",
  "released",
  "rejected",
  "failed",
  "cancelled",
] as const;

/** One time that a run was in a block. Instants are epoch milliseconds. */
export const StepView = shown(() =>
  z.object({
    block: z.string(),
    occurrence: z.int(),
    status: z.enum(STATUSES).meta({
      description:
        "running: a request is out; arrived: at a join; cancelled: a join or the run's end left it over",
    }),
    enteredAt: z.int(),
    leftAt: z.int().nullable(),
    attempts: z.int().meta({ description: "Of an http-request, the one that goes on included" }),
    in: z.unknown().optional().meta({ description: "What the block read of the run, secrets left out" }),
    out: z.unknown().optional().meta({ description: "What later blocks see of it" }),
    error: z.object({ code: z.string(), message: z.string(), source: z.string() }).optional(),
    receipt: z.string().optional().meta({ description: "Of the callback that activated or rejected it" }),
    user: z.object({ objectId: z.string(), email: z.string().nullable() }).nullable().optional(),
    sender: z.object({ address: z.string().nullable(), agent: z.string().nullable() }).optional(),
    omittedBytes: z
      .int()
      .optional()
      .meta({ description: "What came in or went out is left out: it is so large" }),
  }),
);
export type StepView = z.infer<typeof StepView>;

/** A `return` ends the run, and its fact names no block: the branch that was about to enter one does. */
type Returned = { type: "returned"; block: string; occurrence: number; result: Json };

/** The blocks that a run was in, in the order in which it came to them. Takes the rows one by one, like the timeline. */
export function stepsOf(entries: Iterable<Entry>, version: Version, signer: Signer): StepView[] {
  const steps = new Map<number, StepView>();
  const data = new StepData();
  /** Those that a failure of the run cut off: a retry takes them up where they were. */
  let cut: StepView[] = [];
  let state: RunState | undefined;
  for (const entry of entries) {
    for (const fact of entry.facts) {
      const before = state;
      state = fold(state, fact, entry);
      if (!before) continue;
      const said = toldBy(fact, before);
      if (said) {
        const { block, occurrence } = said;
        if (!steps.has(occurrence)) {
          const links = () => linksRead(before, version, signer, block);
          const cameIn = () =>
            pickPaths(contextOf(before, version, signer, links), blockReads(version, block));
          data.keepIn(occurrence, "inputs" in said ? said.inputs : cameIn(), before.sizes);
        }
        const out = outOf(said);
        if (out !== undefined) data.keepOut(occurrence, out, state.sizes[block] ?? 0);
        note(steps, said, entry.at);
      }
      if (fact.type === "joined") leaveOver(steps, fact.arrived, fact.cancelled, entry.at);
      if (fact.type === "ended") cut = cutOff(steps, entry.at);
      if (fact.type === "retried") for (const step of cut) steps.set(step.occurrence, step);
    }
  }
  return [...steps.values()].map((step) => ({ ...step, ...data.of(step.occurrence) }));
}

type Told =
  | Extract<Fact, Place>
  | Returned
  | { type: "failed-last"; block: string; occurrence: number; error: RunError };

/** What a fact says of one block. */
function toldBy(fact: Fact, { branches, occurrences }: RunState): Told | undefined {
  if (fact.type !== "ended") return "occurrence" in fact ? fact : undefined;
  if (fact.status === "failed" && fact.place)
    return { ...fact.place, type: "failed-last", error: fact.error };
  const entering = fact.status === "completed" && branches.find(({ at }) => at === "ready");
  if (!entering) return undefined;
  return { type: "returned", block: entering.block, occurrence: occurrences + 1, result: fact.result };
}

function outOf(said: Told): Json | undefined {
  switch (said.type) {
    case "ran":
    case "woke":
    case "responded":
      return said.output;
    case "activated":
    case "timed-out":
    case "released":
      return { ...said.output };
    case "rejected":
      return { ...said.output, error: said.error };
    case "joined":
      return said.error ? undefined : said.arrived.length;
    case "returned":
      return said.result;
    case "waiting":
    case "approved":
    case "sleeping":
    case "arrived":
    case "requesting":
    case "attempt-failed":
    case "extended":
    case "failed":
    case "failed-last":
      return undefined;
    default:
      return said satisfies never;
  }
}

function note(steps: Map<number, StepView>, said: Told, at: number): void {
  const { block, occurrence } = said;
  const known = steps.get(occurrence);
  const step = known ?? { block, occurrence, status: "running", enteredAt: at, leftAt: null, attempts: 0 };
  steps.set(occurrence, { ...step, ...changeOf(said, at, step) });
}

/** What a fact says of the step. */
function changeOf(fact: Told, at: number, step: StepView): Partial<StepView> {
  switch (fact.type) {
    case "ran":
    case "woke":
    case "returned":
      return { status: "done", leftAt: at };
    case "waiting":
    case "extended":
    case "approved":
      return { status: "waiting" };
    case "sleeping":
      return { status: "sleeping" };
    case "arrived":
      return { status: "arrived" };
    case "requesting":
      return { attempts: 1 };
    case "attempt-failed":
      return { status: "retrying", attempts: fact.attempt + 1, error: fact.error };
    case "responded":
      return { status: "done", leftAt: at, attempts: fact.attempt, error: undefined };
    case "activated":
      return { status: "done", leftAt: at, ...sentBy(fact.by, fact.output) };
    case "timed-out":
    case "released":
      return { status: fact.type, leftAt: at };
    case "rejected":
      return {
        status: fact.type,
        leftAt: at,
        error: fact.error,
        ...(fact.by && sentBy(fact.by, fact.output)),
      };
    case "joined":
      return fact.error ? failedWith(fact.error, at) : { status: "done", leftAt: at };
    case "failed":
    case "failed-last":
      // A wait that was rejected fails its run with the next fact.
      if (step.status === "rejected") return {};
      return { ...failedWith(fact.error, at), attempts: step.attempts };
    default:
      return fact satisfies never;
  }
}

function sentBy({ receipt, sender }: ActivatedBy, output: TriggerOutput): Partial<StepView> {
  return { receipt, sender, user: whoOf(output) };
}

function whoOf({ user }: TriggerOutput): StepView["user"] {
  return user && { objectId: user.objectId, email: typeof user.email === "string" ? user.email : null };
}

function failedWith(error: RunError, at: number): Partial<StepView> {
  return { status: "failed", leftAt: at, error };
}

function leaveOver(
  steps: Map<number, StepView>,
  arrived: readonly number[],
  cancelled: readonly number[],
  at: number,
): void {
  for (const occurrence of arrived) change(steps, occurrence, { status: "done", leftAt: at });
  for (const occurrence of cancelled) change(steps, occurrence, { status: "cancelled", leftAt: at });
}

/** The run ended: what was open goes on no more. */
function cutOff(steps: Map<number, StepView>, at: number): StepView[] {
  const open = [...steps.values()].filter(({ leftAt }) => leftAt === null);
  for (const { occurrence } of open) change(steps, occurrence, { status: "cancelled", leftAt: at });
  return open;
}

function change(steps: Map<number, StepView>, occurrence: number, to: Partial<StepView>): void {
  const step = steps.get(occurrence);
  if (step) steps.set(occurrence, { ...step, ...to });
}
