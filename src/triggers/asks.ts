import * as z from "zod";
import { Duration, durationMs } from "../blocks/time.ts";
import type { JsonObject } from "../json.ts";
import { parsed } from "../validate.ts";
import type { Asks } from "./callback.ts";

export const Reason = z.string().min(1).max(1_000);

/** Whatever else it says is kept: all of it is the trigger's data. */
export const RejectionBody = z.looseObject({ reason: Reason.optional() });
export const HeartbeatBody = z.strictObject({
  for: Duration.optional().meta({
    description: "How far from now the deadline is moved; absent: as far as the trigger says",
  }),
});

/** Throws 70400. */
export function rejectionIn(data: JsonObject): Asks {
  const { reason = "The sender rejected this" } = parsed(RejectionBody, data);
  return { ask: "reject", reason };
}

/** Throws 70400. */
export function heartbeatIn(data: JsonObject): Asks {
  const { for: duration } = parsed(HeartbeatBody, data);
  return { ask: "heartbeat", forMs: duration === undefined ? undefined : durationMs(duration) };
}
