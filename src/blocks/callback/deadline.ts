import * as z from "zod";
import { Next } from "../block.ts";
import { Duration, durationMs } from "../time.ts";

/** How senders that are still at work may move the deadline of the wait. */
const Heartbeat = z.strictObject({
  /** How far from its arrival one heartbeat moves the deadline; absent: the timeout's `after`. */
  extend: Duration.optional(),
  /** How long the wait may last in all, since it began. */
  most: Duration,
});

/** Settings of a trigger about when its waits end without a callback. */
export const deadlineSettings = {
  heartbeat: Heartbeat.optional(),
  /** Where to go when the wait is rejected; without it the block fails, and `onError` applies. */
  onReject: Next.optional(),
};

/** In milliseconds; undefined: the trigger takes no heartbeats. */
export function heartbeatOf({
  heartbeat,
  timeout,
}: {
  heartbeat?: z.infer<typeof Heartbeat> | undefined;
  timeout?: { after?: string | undefined } | undefined;
}): { extendMs: number; mostMs: number } | undefined {
  const extend = heartbeat?.extend ?? timeout?.after;
  if (!heartbeat || extend === undefined) return undefined;
  return { extendMs: durationMs(extend), mostMs: durationMs(heartbeat.most) };
}
