import * as z from "zod";
import { Budget } from "../expressions/index.ts";
import type { Version } from "../flows/version.ts";
import type { Signer } from "../ids.ts";
import { shown } from "../openapi.ts";
import { shownKey } from "../triggers/key.ts";
import type { Entry } from "./facts.ts";
import { contextOf, runCallbackUrl } from "./scene.ts";
import { type RunState, statusOf, waitsOf } from "./state.ts";
import { StepView, stepsOf } from "./steps.ts";
import { RunSummary } from "./summary.ts";
import { timelineOf } from "./timeline.ts";

const RunErrorView = shown(() => z.object({ code: z.string(), message: z.string(), source: z.string() }));

/** A run as its starter may read it. Instants are epoch milliseconds. */
export const RunContext = shown(() =>
  z.object({
    executionId: z.string(),
    flowId: z.string(),
    versionId: z.string(),
    status: RunSummary.shape.status,
    startedAt: z.int(),
    endedAt: z.int().nullable(),
    result: z.unknown().optional(),
    error: RunErrorView.optional(),
    context: z.record(z.string(), z.unknown()),
  }),
);
export type RunContext = z.infer<typeof RunContext>;

/** With who may read it besides others: the user who started it. */
export interface ReadContext {
  startedBy: string | null;
  context: RunContext;
}

/** A run as the operator sees it. */
export const RunView = shown(() =>
  z.object({
    id: z.string(),
    flowId: z.string(),
    versionId: z.string(),
    title: z.string().nullable(),
    status: RunSummary.shape.status,
    startedAt: z.int(),
    startedBy: z.string().nullable(),
    endedAt: z.int().nullable(),
    result: z.unknown().optional(),
    error: RunErrorView.optional(),
    waits: z.array(
      z.object({
        /** TRIGGER-ID. */
        trigger: z.string(),
        block: z.string(),
        name: z.string(),
        occurrence: z.int(),
        since: z.int(),
        /** What a callback is compared with to find this wait, as JSON; null: the condition has no key. */
        key: z.string().nullable(),
        timeoutAt: z.int().nullable(),
        callbackUrl: z.string(),
      }),
    ),
    context: z.record(z.string(), z.unknown()),
    steps: z.array(StepView),
    timeline: z.array(z.looseObject({ at: z.int(), type: z.string(), block: z.string().optional() })),
  }),
);
export type RunView = z.infer<typeof RunView>;

export function viewOf(
  state: RunState,
  journal: { entries(): Iterable<Entry> },
  version: Version,
  signer: Signer,
): RunView {
  return {
    id: state.runId,
    title: state.title,
    startedBy: state.startedBy,
    ...factsOf(state),
    waits: waitsOf(state).map(({ block, occurrence, since, timeoutAt, inputs }) => {
      const definition = version.triggerByBlock(block);
      const { id: trigger = "", name = block } = definition ?? {};
      const now = since;
      return {
        trigger,
        block,
        name,
        occurrence,
        since,
        key: definition ? shownKey(definition, inputs, new Budget({ now, uuid: () => "" })) : null,
        timeoutAt,
        callbackUrl: runCallbackUrl(signer, state, block),
      };
    }),
    context: { ...contextOf(state, version, signer) },
    steps: stepsOf(journal.entries(), version, signer),
    timeline: timelineOf(journal.entries()),
  };
}

/** The part that may leave through the public API. It is made of the state alone: no row is read for it. */
export function readContextOf(state: RunState, version: Version, signer: Signer): ReadContext {
  const context = { ...contextOf(state, version, signer) };
  return { startedBy: state.startedBy, context: { executionId: state.runId, ...factsOf(state), context } };
}

/** What a run is and how it went, for whoever reads it. */
function factsOf(state: RunState) {
  const { flowId, versionId, startedAt, ending } = state;
  return {
    flowId,
    versionId,
    status: statusOf(state),
    startedAt,
    endedAt: ending?.at ?? null,
    ...(ending?.status === "completed" && { result: ending.result }),
    ...(ending?.status === "failed" && { error: ending.error }),
  };
}
