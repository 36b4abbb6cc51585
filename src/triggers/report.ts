import type { AppContext } from "../hono.ts";
import { GUID } from "../ids.ts";
import { log } from "../log.ts";
import type { Measure } from "../overview/counts.ts";
import { count } from "../overview/tally.ts";
import type { Callback, Outcome } from "./callback.ts";
import type { Routed } from "./edge.ts";

/**
 * One count and one data point a callback, and a log line where it had no effect: ids and outcomes only. What had one stands in its
 * run's journal, and a line of each would cost a good tenth of the time that a callback takes.
 */
export function report(
  { env, executionCtx }: AppContext,
  { receipt, outcome, flowId }: Routed,
  { to, receivedAt }: Callback,
): void {
  count(env, (work) => executionCtx.waitUntil(work), measureOf(outcome, flowId), flowId);
  const [flow, trigger] = [idOrNothing(to.flow), idOrNothing(to.trigger)];
  const code = outcome.outcome === "refused" ? outcome.code : undefined;
  // Not the warning: it may quote what was sent.
  const { why } = outcome.outcome === "ignored" ? outcome : {};
  const run = "executionIds" in outcome ? outcome.executionIds[0] : idOrNothing(to.execution);
  const hadEffect = outcome.outcome !== "refused" && outcome.outcome !== "ignored";
  if (!hadEffect)
    log("info", "callback", { receipt, flow, trigger, run, outcome: outcome.outcome, code, why });
  env.METRICS.writeDataPoint({
    indexes: [flow ?? ""],
    blobs: ["callback", outcome.outcome, String(code ?? why ?? ""), trigger ?? ""],
    doubles: [Date.now() - receivedAt],
  });
}

/** A mistake of ours is refused, wherever it happened. */
function measureOf(outcome: Outcome, flowId: string | undefined): Measure {
  const isTurnedAway = flowId === undefined && outcome.outcome === "refused" && outcome.code !== 70000;
  return isTurnedAway ? "turnedAway" : outcome.outcome;
}

/** What was sent as an id may be anything; only what looks like one is written down. */
function idOrNothing(text: string): string | undefined {
  return GUID.test(text) ? text : undefined;
}
