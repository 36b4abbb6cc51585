import type { Version } from "../../src/flows/version.ts";
import { type Receipt, residenceOf } from "../../src/triggers/receipt.ts";
import type { Call, Did } from "./history.ts";
import { pause, request } from "./http.ts";
import { deliver } from "./senders.ts";
import type { World } from "./world.ts";

/** What the operator does to a run, or to its wait of that occurrence. */
export type Action =
  | "terminate"
  | "retry"
  | { release: number }
  | { reject: number }
  | { move: number; byMs: number };

/** The operator ends a run, takes up a failed one, or lets one of its waits go on or end, sooner or later. */
export async function operate(world: World, runId: string, action: Action): Promise<void> {
  const { platform, history } = world;
  platform.note(() => ["operator", `${JSON.stringify(action)} run ${runId.slice(0, 4)}`]);
  const did = didOf(action);
  const answer = await request(world, (caller) =>
    platform.call(caller, world.run(runId), did, async (run) => {
      if (action === "terminate") return run.operator.terminate("by the operator");
      if (action === "retry") return (await run.operator.retry()) === "done";
      if ("release" in action) return (await run.operator.release(action.release, { last: true })) === "done";
      if ("reject" in action) return (await run.operator.reject(action.reject, "by the operator")) === "done";
      return (await run.operator.moveDeadline(action.move, platform.now() + action.byMs)) === "done";
    }),
  );
  platform.note(() => ["operator", `hears ${JSON.stringify(answer)}`]);
  if ("value" in answer && answer.value) history.operated.push({ runId, did });
}

function didOf(action: Action): Did {
  if (action === "terminate") return "terminated";
  if (action === "retry") return "retried";
  if ("release" in action) return "released";
  return "reject" in action ? "rejected" : "extended";
}

/** The operator sends a callback once more that came to nothing, by its receipt. */
export async function replay(world: World, { flowId, block, link }: Call, receiptId: string): Promise<void> {
  const receipt = await readReceipt(world, receiptId);
  if (!receipt?.data || receipt.outcome === "activated" || receipt.code === 1000 || receipt.code === 3064)
    return;
  const credential =
    receipt.user === null ? ({ kind: "none" } as const) : ({ kind: "user", userId: receipt.user } as const);
  const n = world.history.calls.length + 1;
  const { data, to } = receipt;
  const call: Call = {
    n,
    flowId,
    block,
    to,
    data,
    credential,
    key: undefined,
    replayOf: receiptId,
    ...(link && { link }),
    attempts: [],
  };
  world.history.calls.push(call);
  await deliver(world, call);
}

/** The operator stops a version: as the consumer of the queue does it, at once and again. */
export async function stop(world: World, version: Version): Promise<void> {
  const { platform, index } = world;
  platform.note(() => ["operator", `stops version ${version.number} of ${version.document.name}`]);
  for (const wait of [0, 90_000]) {
    await pause(world, wait);
    const runs = new Set(
      [...index.rows.values()].flatMap(({ id, versionId }) => (versionId === version.id ? [id] : [])),
    );
    for (const { id } of version.triggers) {
      const waits = await request(world, (caller) =>
        platform.call(caller, world.list(id), "page", async (list) => list.page(version.id, null, 500)),
      );
      for (const { runId } of "value" in waits ? waits.value : []) runs.add(runId);
    }
    await Promise.all([...runs].map((runId) => operate(world, runId, "terminate")));
  }
}

/** Reads the receipts of all answers by their ids. */
export async function readReceipts(world: World): Promise<void> {
  const { calls, asked } = world.history;
  const attempts = [...calls, ...asked].flatMap((call) => call.attempts);
  await Promise.all(
    attempts.map(async (attempt) => {
      attempt.stored = await readReceipt(world, attempt.receipt ?? "");
    }),
  );
}

/** Reads the receipts that the lists show of their triggers. */
export async function listReceipts(world: World): Promise<void> {
  const query = { outcome: undefined, before: undefined, limit: 1_000 };
  await Promise.all(
    [...world.lists.values()].map(async (host) => {
      const answer = await request(world, (caller) =>
        world.platform.call(caller, host, "receipts", async (list) => list.receipts(query)),
      );
      for (const { id } of "value" in answer ? answer.value : []) world.history.listed.add(id);
    }),
  );
}

async function readReceipt(world: World, id: string): Promise<Receipt | undefined> {
  const { platform } = world;
  const home = residenceOf(id);
  if (!home) return undefined;
  const answer = await request(world, (caller) =>
    "runId" in home
      ? platform.call(caller, world.run(home.runId), "receipt", (run) => run.receipt(id))
      : platform.call(caller, world.list(home.triggerId), "receipt", async (list) => list.receipt(id)),
  );
  return "value" in answer ? answer.value : undefined;
}
