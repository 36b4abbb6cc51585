import * as z from "zod";
import { StopMessage } from "../flows/stop.ts";
import { flowsOf } from "../flows/store.ts";
import { describeThrown, log } from "../log.ts";
import { RunIndex } from "./index-table.ts";
import { type RunSummary, SummariesMessage } from "./summary.ts";

/** What goes through the queue: summaries for the run index, and versions whose runs have to end. */
const QueueMessage = z.discriminatedUnion("kind", [SummariesMessage, StopMessage]);

const TERMINATED_AT_ONCE = 50;
const TERMINATED_PER_MESSAGE = 500;

/** Writes the summaries of a batch into D1 in one go and carries out the stops. What fails comes again. */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
  const stops: { message: Message; versionId: string }[] = [];
  const summaries: RunSummary[] = [];
  for (const message of batch.messages) {
    const { data } = QueueMessage.safeParse(message.body);
    if (!data) log("error", "unknown queue message", { queue: batch.queue });
    else if (data.kind === "summaries") summaries.push(...data.summaries);
    else stops.push({ message, versionId: data.versionId });
  }
  await new RunIndex(env.DB).put(summaries);
  for (const { message, versionId } of stops) await stop(message, versionId, env);
}

async function stop(message: Message, versionId: string, env: Env): Promise<void> {
  try {
    const more = await terminateRuns(versionId, env);
    if (more) await env.RUN_INDEX.send({ kind: "stop", versionId }, { delaySeconds: 2 });
  } catch (thrown) {
    log("error", "stopping a version failed", { version: versionId, ...describeThrown(thrown) });
    message.retry();
  }
}

/** Ends the runs that wait, by the lists, which are up to date, and the others by the index. True: there may be more. */
async function terminateRuns(versionId: string, env: Env): Promise<boolean> {
  const flows = flowsOf(env);
  const version = await flows.version(versionId);
  if (!version) return false;
  const runs = new Set(await new RunIndex(env.DB).openRuns(versionId, TERMINATED_PER_MESSAGE));
  for (const { id } of version.triggers) {
    const waits = await env.WAITING_LIST.getByName(id).page(versionId, null, TERMINATED_PER_MESSAGE);
    for (const { runId } of waits) runs.add(runId);
  }
  const ids = [...runs];
  let ended = 0;
  for (let index = 0; index < ids.length; index += TERMINATED_AT_ONCE) {
    const slice = ids.slice(index, index + TERMINATED_AT_ONCE);
    const results = await Promise.all(
      slice.map((id) => env.FLOW_RUN.getByName(id).terminate("The version was stopped")),
    );
    ended += results.filter(Boolean).length;
  }
  log("info", "runs of a stopped version ended", { version: versionId, ended });
  return ended >= TERMINATED_PER_MESSAGE;
}
