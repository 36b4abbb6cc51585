import * as z from "zod";

/** Asks the consumer of the queue to terminate all runs of a version. */
export const StopMessage = z.strictObject({ kind: z.literal("stop"), versionId: z.string() });
export type StopMessage = z.infer<typeof StopMessage>;

export type StopQueue = Pick<Queue<StopMessage>, "sendBatch">;

/** By then no location believes any more that the version is LIVE (KV: 60 s) and starts runs of it. */
const AGAIN_SECONDS = 90;

/** What Cloudflare takes in one batch. */
const BATCH = 100;

/** Two messages a version: at once, and again for the runs that a stale location started meanwhile. */
export async function sendStops(queue: StopQueue, versionIds: readonly string[]): Promise<void> {
  const messages = versionIds.flatMap((versionId) => {
    const body: StopMessage = { kind: "stop", versionId };
    return [{ body }, { body, delaySeconds: AGAIN_SECONDS }];
  });
  for (let from = 0; from < messages.length; from += BATCH) {
    await queue.sendBatch(messages.slice(from, from + BATCH));
  }
}
