import * as z from "zod";
import type { Reading } from "../blocks/callback/reading.ts";
import { Duration, durationMs } from "../blocks/time.ts";
import { Failure } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { parsed } from "../validate.ts";
import { namesRun } from "./address.ts";
import type { Asks } from "./callback.ts";

export const Reason = z.string().min(1).max(1_000);

/**
 * Whatever else it says is kept: all of it is the trigger's data. `reject`, and `heartbeat` below: the run's id, where the body
 * is signed and the URL isn't.
 */
export const RejectionBody = z.looseObject({ reason: Reason.optional(), reject: z.string().optional() });
export const HeartbeatBody = z.strictObject({
  heartbeat: z.string().optional(),
  /** How far from now the deadline is moved; absent: as far as the trigger says. */
  for: Duration.optional(),
});

/** Reads from a body what is asked of the run that is named. Throws 70400, also where none is. */
export type Asking = (data: JsonObject, execution: string) => Asks;

export const rejectionIn: Asking = (data, execution) => {
  requireRun(execution);
  const { reason = "The sender rejected this" } = parsed(RejectionBody, data);
  return { ask: "reject", reason };
};

export const heartbeatIn: Asking = (data, execution) => {
  requireRun(execution);
  const { for: duration } = parsed(HeartbeatBody, data);
  return { ask: "heartbeat", forMs: duration === undefined ? undefined : durationMs(duration) };
};

/** Nothing is judged that would find one. */
function requireRun(execution: string): void {
  if (namesRun(execution)) return;
  throw new Failure(70400, { message: "Name the run whose wait is meant: ?execution=<id>" });
}

/** Whatever its callbacks are written in, a trigger can be asked in JSON. */
export function withJson(settings: Reading | undefined): Reading | undefined {
  return settings?.accept ? { ...settings, accept: [...settings.accept, "json"] } : settings;
}
