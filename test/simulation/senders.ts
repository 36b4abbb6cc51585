import { type Callback, dedupeHash } from "../../src/triggers/callback.ts";
import { route } from "../../src/triggers/edge.ts";
import { type Answer, type Attempt, type Call, isDefinite, type Start } from "./history.ts";
import { ORIGIN, pause, request } from "./http.ts";
import { bodyHashBy, nameLink, postByLink } from "./links.ts";
import type { Caller } from "./platform.ts";
import { edgePorts } from "./ports.ts";
import type { World } from "./world.ts";

/** Sends until somebody says what became of it. */
export async function deliver(world: World, call: Call): Promise<void> {
  const { platform } = world;
  for (;;) {
    const attempt: Attempt = {
      receipt: undefined,
      receipts: new Set(),
      sentAt: platform.scheduler.elapsed,
      answeredAt: undefined,
      answer: undefined,
    };
    call.attempts.push(attempt);
    platform.note(() => [`sender ${call.n}`, `sends ${describe(call)}`]);
    const sentAt = platform.now();
    attempt.answer = await post(world, call, attempt);
    attempt.answeredAt = platform.scheduler.elapsed;
    // They may have been set back shortly before the answer.
    attempt.clock = Math.max(sentAt + attempt.answeredAt - attempt.sentAt, platform.now());
    platform.note(() => [
      `sender ${call.n}`,
      `hears ${JSON.stringify(attempt.answer)} ${attempt.receipt?.slice(-6)}`,
    ]);
    if (isDefinite(attempt.answer)) return;
    await pause(world, platform.random.between(100, 3_000));
  }
}

/** Asks the API for a run; who hears nothing asks again: without a key, for another one. */
export async function startOne(
  world: World,
  { flowId, data, key }: Pick<Start, "flowId" | "data" | "key">,
): Promise<void> {
  const { platform, signer, history, launches } = world;
  const starter = history.starts.length + 1;
  for (;;) {
    const versionId = launches.flow(flowId)?.liveVersionId ?? "";
    const begun: Start = {
      starter,
      key,
      flowId,
      versionId,
      data: { ...data, starter },
      runId: signer.newRunId(),
      sentAt: platform.scheduler.elapsed,
      answeredAt: undefined,
    };
    history.starts.push(begun);
    platform.note(() => [
      `starter ${starter}`,
      `starts ${short(begun)} ${key ?? ""} with ${JSON.stringify(data)}`,
    ]);
    const answer = await request(world, (caller) => startRun(world, caller, begun));
    platform.note(() => [
      `starter ${starter}`,
      `hears ${"lost" in answer ? "nothing" : "yes"} of ${short(begun)}`,
    ]);
    if ("value" in answer) {
      begun.answeredAt = platform.scheduler.elapsed;
      return;
    }
    await pause(world, platform.random.between(100, 3_000));
  }
}

/** As the route does it: under a key, the run is the one that the flow's list of keys names. */
async function startRun(world: World, caller: Caller, begun: Start): Promise<void> {
  const { platform } = world;
  const { key, flowId, versionId, data } = begun;
  if (key !== undefined) {
    const dedupe = dedupeHash(["start", ""], key);
    const claimed = await platform.callAgain(caller, world.list(flowId), "claim start", (list) =>
      list.claimStart(dedupe, JSON.stringify(data), begun.runId),
    );
    if (claimed.claim !== "start") throw new Error(`a repeated start is "${claimed.claim}"`);
    begun.runId = claimed.runId;
  }
  const sent = { runId: begun.runId, origin: ORIGIN, initial: { data, user: null } };
  await platform.callAgain(caller, world.run(begun.runId), "start", (run) =>
    run.start(structuredClone(sent), versionId),
  );
}

async function post(world: World, call: Call, attempt: Attempt): Promise<Answer> {
  const answer = await request(world, (caller) => {
    const edge = edgePorts(world, caller.life, attempt.receipts);
    const callback = callbackOf(call, world.platform.now());
    const { link } = call;
    const isFromPage = link && call.replayOf === undefined;
    return isFromPage ? postByLink(world, caller, edge, callback, link) : route(edge, callback, ORIGIN);
  });
  if ("lost" in answer) return { outcome: "lost" };
  attempt.receipt = answer.value.receipt;
  return answer.value.outcome;
}

/** As the Worker parses it. */
function callbackOf(
  { n, to, data, key, credential, asks, replayOf, link }: Call,
  receivedAt: number,
): Callback {
  return {
    receipt: "",
    to,
    data: structuredClone(data),
    bodyHash: link ? bodyHashBy(link, data) : JSON.stringify(data),
    dedupe: key === undefined ? undefined : dedupeHash([to.execution], key),
    credential,
    sender: { address: `192.0.2.${n}`, agent: null },
    ...(asks && { asks }),
    ...(replayOf !== undefined && { replayOf }),
    ...(link && { link: link.number }),
    receivedAt,
  };
}

function describe({ block, flowId, to, data, credential, key, asks, link }: Call): string {
  const { flow, trigger, execution } = to;
  const scope = flow === flowId ? "" : ` (version ${flow.slice(0, 4)})`;
  const who = credential.kind === "token" ? ` by ${credential.token}` : "";
  const as = key === undefined ? "" : ` with key "${key}"`;
  const whom = execution.length > 4 ? `run ${execution.slice(0, 4)}` : execution || "no execution";
  const what = asks ? `a ${asks.ask} ` : "";
  if (link) return `${JSON.stringify(data)} by ${nameLink(link)}${who}`;
  return `${what}${JSON.stringify(data)} to ${block} (${trigger.slice(0, 4)}), ${whom}${scope}${who}${as}`;
}

function short({ runId }: Start): string {
  return `run ${runId.slice(0, 4)}`;
}
