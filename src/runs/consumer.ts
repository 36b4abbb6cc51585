import * as z from "zod";
import { directoryOf } from "../flows/directory.ts";
import { StopMessage } from "../flows/stop.ts";
import { describeThrown, log } from "../log.ts";
import { CountsMessage } from "../overview/counts.ts";
import { CountsTable } from "../overview/counts-table.ts";
import { RunIndex } from "./index-table.ts";
import { type RunSummary, SummariesMessage } from "./summary.ts";

/** What goes through the queue: summaries for the run index, counts, and versions whose runs have to end. */
const QueueMessage = z.discriminatedUnion("kind", [SummariesMessage, CountsMessage, StopMessage]);

const TERMINATED_AT_ONCE = 50;
const TERMINATED_PER_MESSAGE = 500;

/** Writes the summaries and counts of a batch into D1 and carries out the stops. What fails comes again. */
export async function consume(batch: MessageBatch, env: Env): Promise<void> {
  const stops: { message: Message; versionId: string }[] = [];
  const summaries: RunSummary[] = [];
  const counts: CountsMessage[] = [];
  for (const message of batch.messages) {
    const { data } = QueueMessage.safeParse(message.body);
    if (!data) log("error", "unknown queue message", { queue: batch.queue });
    else if (data.kind === "summaries") summaries.push(...data.summaries);
    else if (data.kind === "counts") counts.push(data);
    else stops.push({ message, versionId: data.versionId });
  }
  await new RunIndex(env.DB).put(summaries);
  await new CountsTable(env.DB).add(counts, Date.now());
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
  const version = await directoryOf(env).version(versionId);
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
