import * as z from "zod";
import { byteLength } from "../json.ts";
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

/** A message may have 128 KB. A summary has a third of one, and two more where its title is long. */
const MESSAGE_BYTES = 100_000;

export const SummariesMessage = z.strictObject({
  kind: z.literal("summaries"),
  summaries: z.array(RunSummary),
});

/** Sends summaries to the consumer that writes the run index. */
export async function sendSummaries(
  queue: { send(message: z.infer<typeof SummariesMessage>): Promise<unknown> },
  summaries: readonly RunSummary[],
): Promise<void> {
  for (const some of messagesOf(summaries)) await queue.send({ kind: "summaries", summaries: some });
}

/** As many together as a message takes. */
function messagesOf(summaries: readonly RunSummary[]): RunSummary[][] {
  const messages: RunSummary[][] = [];
  let left = 0;
  for (const summary of summaries) {
    const bytes = byteLength(JSON.stringify(summary)) + 1;
    if (bytes > left) {
      messages.push([]);
      left = MESSAGE_BYTES;
    }
    messages.at(-1)?.push(summary);
    left -= bytes;
  }
  return messages;
}
