import { Failure } from "../errors.ts";
import type { Json } from "../json.ts";
import { describeThrown, log } from "../log.ts";
import type { Callback, Outcome } from "./callback.ts";

/** What a run tells of its end. */
type End = { status: "completed"; result: Json } | { status: "failed" | "terminated"; message: string };

/** Asks a run how it ended, as JSON, for up to so many milliseconds. */
export interface ResultPorts {
  ended: (runId: string, triggerId: string, waitMs: number) => Promise<string | undefined>;
}

/**
 * The result of the run that a callback let go on, once it ends (`Prefer: wait`): undefined if it doesn't within that time, if
 * its trigger tells nobody, or if the callback let not exactly one run go on. Throws 70424 for a run that came to nothing.
 */
export async function resultOf(
  { ended }: ResultPorts,
  outcome: Outcome,
  { to }: Pick<Callback, "to">,
  seconds: number,
): Promise<{ result: Json } | undefined> {
  const [runId, ...others] = "executionIds" in outcome ? outcome.executionIds : [];
  if (runId === undefined || others.length > 0) return undefined;
  const text = await askFor(ended, runId, to.trigger, seconds);
  const end: End | undefined = text === undefined ? undefined : JSON.parse(text);
  if (!end) return undefined;
  if (end.status === "completed") return { result: end.result };
  throw new Failure(70424, {
    message: `The execution ${end.status === "failed" ? "failed" : "was terminated"}: ${end.message}`,
  });
}

/** The activation stands, whatever becomes of the waiting: a run that moves to another machine breaks it off. */
async function askFor(
  ended: ResultPorts["ended"],
  runId: string,
  trigger: string,
  seconds: number,
): Promise<string | undefined> {
  try {
    return await ended(runId, trigger, seconds * 1_000);
  } catch (thrown) {
    log("warn", "waiting for a run broke off", { run: runId, ...describeThrown(thrown) });
    return undefined;
  }
}
