import type { Json, JsonObject } from "../../src/json.ts";
import type { Credential } from "../../src/triggers/callback.ts";
import type { Call } from "./history.ts";
import { PEOPLE } from "./people.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** A known run, and a trigger where it may wait; undefined while nobody knows any. */
export function drawPlace({ platform: { random }, history, launches }: World) {
  if (history.knownRuns.length === 0) return undefined;
  const runId = random.pick(history.knownRuns);
  const start = history.starts.find((begun) => begun.runId === runId);
  const flow = start ? launches.flowOf(start) : random.pick(launches.flows);
  const block = random.chance(0.7) ? "pay" : random.pick(Object.keys(flow.triggerIds));
  return { runId, flow, block };
}

/** The data of the run that a callback may be meant for: of the named one, or of another one of that flow. */
export function likelyRun(
  { platform: { random }, history }: World,
  flowId: string,
  runId: string | undefined,
): JsonObject {
  const starts = history.starts.filter((begun) => begun.runId === runId || begun.flowId === flowId);
  const named = starts.find((begun) => begun.runId === runId);
  if (named) return named.data;
  return starts.length > 0 && random.chance(0.85) ? random.pick(starts).data : runData(random);
}

/** Mostly the owner of the run. */
export function drawCredential(random: Random, { owner }: JsonObject): Credential {
  const name = Object.keys(PEOPLE).find((each) => PEOPLE[each]?.user.email === owner);
  if (name !== undefined && random.chance(0.5)) return { kind: "token", token: name };
  if (random.chance(0.4)) return { kind: "none" };
  return { kind: "token", token: random.chance(0.05) ? "nobody" : random.pick(Object.keys(PEOPLE)) };
}

/** Few different values, so that runs look alike; some of them are not of the type that they look like. */
export function runData(random: Random): JsonObject {
  return {
    ...(random.chance(0.95) && { order: drawOrder(random) }),
    shop: random.pick(["a", "b"]),
    total: random.pick([10, 100]),
    owner: PEOPLE[random.pick(["carla", "bob"])]?.user.email ?? "",
  };
}

function drawOrder(random: Random): Json {
  return random.pick([1, 1, 2, 2, 3, "1", null]);
}

/** Mostly what that run waits for. */
export function callbackData(random: Random, run: JsonObject): JsonObject {
  const other = random.chance(0.2) ? runData(random) : run;
  return {
    ...(other["order"] !== undefined && { order: other["order"] }),
    shop: run["shop"] ?? "a",
    paid: random.pick([10, 100, 100]),
    ok: random.chance(0.8),
    last: random.chance(0.5),
    ...(random.chance(0.1) && { choice: "against" }),
  };
}

/** How long it is until some run's trigger there times out, give or take a moment. */
export function untilTimeout({ platform, history, launches }: World, { block }: Pick<Call, "block">): number {
  const { random, scheduler } = platform;
  const waits = history.starts.flatMap(({ versionId, sentAt }) => {
    const timeout = launches.simVersion(versionId)?.triggers[block]?.timeout;
    return timeout === undefined || timeout > 60_000 ? [] : [sentAt + timeout - scheduler.elapsed];
  });
  return waits.length === 0 ? 0 : Math.max(0, random.pick(waits) + random.between(-5, 20));
}
