import type { SimFlow } from "./catalogue.ts";
import { callbackData, drawCredential, drawPlace, likelyRun, runData, untilTimeout } from "./draws.ts";
import type { Call } from "./history.ts";
import { arrangeLinks } from "./link-plan.ts";
import { type Action, operate, replay, stop } from "./operator.ts";
import type { Random } from "./random.ts";
import { deliver, startOne } from "./senders.ts";
import type { World } from "./world.ts";

/** How long people do things, in milliseconds. */
export const STORM_MS = 40_000;

/** Arranges what the people of this history do: they start runs, call back, and meddle. */
export function arrange(world: World): void {
  const { platform } = world;
  const { random } = platform;
  const sometime = () => random.below(random.pick([2_000, 10_000, STORM_MS]));
  for (let runs = random.between(1, 6); runs > 0; runs--) {
    platform.after(random.below(5_000), () => {
      const { id: flowId } = random.pick(world.launches.flows);
      const key = random.chance(0.4) ? `start ${runs}` : undefined;
      void startOne(world, { flowId, data: runData(random), key });
    });
  }
  for (let calls = random.between(2, 14); calls > 0; calls--)
    platform.after(sometime(), () => callBack(world));
  for (let asks = random.pick([0, 1, 2, 4, 8]); asks > 0; asks--)
    platform.after(sometime(), () => ask(world));
  for (let times = random.pick([0, 0, 1, 2]); times > 0; times--)
    platform.after(sometime(), () => meddle(world));
  arrangeLinks(world, sometime);
  for (const { id, versions } of world.launches.flows) {
    for (const _ of versions.slice(1)) platform.after(sometime(), () => world.launches.launch(id));
  }
  if (random.chance(0.2)) {
    const jump = random.pick([-1_000, 1_000, 60_000, 7_200_000]);
    platform.after(sometime(), () => world.jumpClock(jump));
  }
}

/** What an operator does now and then. */
function meddle(world: World): void {
  const { platform, history, launches, people } = world;
  const { random } = platform;
  const { knownRuns } = history;
  const run = knownRuns.length > 0 ? random.pick(knownRuns) : undefined;
  const action = random.pick([
    "terminate",
    "retry",
    "retry",
    "release",
    "reject",
    "move",
    "replay",
    "replay",
    "stop",
    "revoke",
  ] as const);
  if (action === "revoke") people.revoke(random.pick(["carla", "bob"]));
  else if (action === "stop") void stop(world, random.pick(random.pick(launches.flows).versions).version);
  else if (action === "replay") replayOne(world);
  else if (run !== undefined) void operate(world, run, actionOn(random, action));
}

function actionOn(random: Random, action: "terminate" | "retry" | "release" | "reject" | "move"): Action {
  const occurrence = random.between(2, 5);
  switch (action) {
    case "release":
      return { release: occurrence };
    case "reject":
      return { reject: occurrence };
    case "move":
      return { move: occurrence, byMs: random.pick([1_000, 8_000, 7_200_000]) };
    case "terminate":
    case "retry":
      return action;
    default:
      return action satisfies never;
  }
}

function replayOne(world: World): void {
  const negative = world.history.calls.flatMap((call) =>
    call.attempts.flatMap(({ answer, receipt }) =>
      receipt && (answer?.outcome === "ignored" || answer?.outcome === "refused") ? [{ call, receipt }] : [],
    ),
  );
  if (negative.length === 0) return;
  const { call, receipt } = world.platform.random.pick(negative);
  void replay(world, call, receipt);
}

/** One callback, sent now or at the moment when a trigger times out, perhaps twice at once. */
function callBack(world: World): void {
  const { platform, history } = world;
  const { random } = platform;
  const call = drawCall(world);
  history.calls.push(call);
  const wait = random.chance(0.3) ? untilTimeout(world, call) : 0;
  for (let copies = random.pick([1, 1, 1, 2]); copies > 0; copies--)
    platform.after(wait + random.pick([0, 0, random.below(2_000)]), () => void deliver(world, call));
}

function drawCall(world: World): Call {
  const { random } = world.platform;
  const { knownRuns, calls } = world.history;
  const n = calls.length + 1;
  const earlier = calls.length > 0 && random.chance(0.15) ? random.pick(calls) : undefined;
  if (earlier) return repeated(world, earlier, n);
  const runId = knownRuns.length > 0 && random.chance(0.4) ? random.pick(knownRuns) : undefined;
  const own = world.history.starts.find((begun) => begun.runId === runId)?.flowId;
  const flow =
    own !== undefined && random.chance(0.9)
      ? world.launches.flowOf({ flowId: own })
      : random.pick(world.launches.flows);
  const block = random.chance(0.6) ? "pay" : random.pick(Object.keys(flow.triggerIds));
  const like = likelyRun(world, flow.id, runId);
  return {
    n,
    flowId: flow.id,
    block,
    to: addressOf(world, flow, block, runId),
    data: { n, ...callbackData(random, like) },
    credential: drawCredential(random, like),
    key: random.chance(0.4) ? `key ${n}` : undefined,
    attempts: [],
  };
}

/** One rejection or heartbeat, now or at the moment when a trigger times out, perhaps twice at once. */
function ask(world: World): void {
  const { platform, history } = world;
  const { random } = platform;
  const place = drawPlace(world);
  if (!place) return;
  const { runId, flow, block } = place;
  const n = history.asked.length + 1;
  const isRejection = random.chance(0.3);
  const forMs = random.pick([undefined, undefined, 2_000, 20_000, 86_400_000]);
  const asked = {
    n,
    flowId: flow.id,
    block,
    to: addressOf(world, flow, block, runId),
    data: isRejection ? { n, reason: "no" } : {},
    credential: drawCredential(random, likelyRun(world, flow.id, runId)),
    key: isRejection && random.chance(0.4) ? `no ${n}` : undefined,
    asks: isRejection ? ({ ask: "reject", reason: "no" } as const) : ({ ask: "heartbeat", forMs } as const),
    attempts: [],
  };
  history.asked.push(asked);
  const wait = random.chance(0.4) ? untilTimeout(world, asked) : 0;
  for (let copies = random.pick([1, 1, 1, 2]); copies > 0; copies--)
    platform.after(wait + random.pick([0, 0, random.below(2_000)]), () => void deliver(world, asked));
}

/** Once more what came before; now and then the body is another one. */
function repeated({ platform: { random } }: World, earlier: Call, n: number): Call {
  const data = random.chance(0.6) ? earlier.data : { ...earlier.data, n };
  return { ...earlier, n, data, attempts: [] };
}

function addressOf(world: World, flow: SimFlow, block: string, runId: string | undefined): Call["to"] {
  const { random } = world.platform;
  const shared = flow.triggerIds[block] ?? "";
  const start = world.history.starts.find((begun) => begun.runId === runId);
  const isPrivate = runId !== undefined && random.chance(0.4);
  const versionId = start?.versionId ?? random.pick(flow.versions).version.id;
  return {
    flow: random.chance(0.25) ? versionId : flow.id,
    trigger: isPrivate ? world.signer.runTriggerId(runId, block) : shared,
    execution: runId ?? random.pick(["", "", "any", "any", "all"]),
  };
}
