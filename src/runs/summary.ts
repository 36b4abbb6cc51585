import * as z from "zod";
import { type RunState, statusOf } from "./state.ts";

/** A run as lists show it: a projection that may lag behind the run itself. */
export const RunSummary = z.strictObject({
  id: z.string(),
  flowId: z.string(),
  versionId: z.string(),
  status: z.enum(["running", "waiting", "completed", "failed", "terminated"]),
  title: z.string().nullable(),
  startedAt: z.int(),
  endedAt: z.int().nullable(),
  /** Of the journal: the higher one is the newer one. */
  seq: z.int(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export function summaryOf(state: RunState): RunSummary {
  return {
    id: state.runId,
    flowId: state.flowId,
    versionId: state.versionId,
    status: statusOf(state),
    title: state.title,
    startedAt: state.startedAt,
    endedAt: state.ending?.at ?? null,
    seq: state.seq,
  };
}

/** So many summaries go into one message, which may have 128 KB. */
const PER_MESSAGE = 200;

export const SummariesMessage = z.strictObject({
  kind: z.literal("summaries"),
  summaries: z.array(RunSummary),
});

/** Sends summaries to the consumer that writes the run index. */
export async function sendSummaries(
  queue: Pick<Queue<z.infer<typeof SummariesMessage>>, "send">,
  summaries: readonly RunSummary[],
): Promise<void> {
  for (let from = 0; from < summaries.length; from += PER_MESSAGE) {
    await queue.send({ kind: "summaries", summaries: summaries.slice(from, from + PER_MESSAGE) });
  }
}
