import { setTimeout as sleep } from "node:timers/promises";
import type { Client, Published } from "../support/client.ts";
import type { Desk, User } from "./desk.ts";
import { type FlowName, LINKING, SIGNED } from "./flows.ts";
import { type HandedLink, type History, SeenRun } from "./history.ts";

interface Drain {
  client: Client;
  desk: Desk;
  flows: Record<FlowName, Published>;
  /** Of all runs. */
  ids: readonly string[];
  links: readonly HandedLink[];
  /** Passes every trigger's authentication. */
  user: User;
  /** When the server last came back. */
  upAt: number;
}

/** What is owed after a kill is done by alarms within this time: until then only they work. */
const RECOVERY_MS = 7_000;
/** A request that several kills met is tried again after longer and longer. */
const PATIENCE_MS = 90_000;
const AT_ONCE = 16;
const MOST_RECEIPTS = 300;
const MOST_REPEATED = 60;
const TAKEN: ReadonlySet<string> = new Set([
  "activated",
  "approved",
  "started",
  "rejected",
  "extended",
  "held",
]);

type Seen = Pick<History, "runs" | "leftInLists" | "receipts" | "index">;

/** Lets the runs recover, completes all that still wait, and says what the management API shows at last. */
export async function drain(stage: Drain): Promise<Seen> {
  await sleep(Math.max(0, stage.upAt + RECOVERY_MS - Date.now()));
  const until = Date.now() + PATIENCE_MS;
  let runs = await readAll(stage, stage.ids);
  for (;;) {
    const open = runs.filter(({ status }) => status === "running" || status === "waiting");
    if (open.length === 0 || Date.now() > until) break;
    await inTurns(open, (run) => complete(stage, run));
    const now = new Map(
      (
        await readAll(
          stage,
          open.map(({ id }) => id),
        )
      ).map((run) => [run.id, run]),
    );
    runs = runs.map((run) => now.get(run.id) ?? run);
    await sleep(100);
  }
  const leftInLists = await probeLists(stage);
  await repeatQuotes(stage);
  const receipts = await readReceipts(stage, runs);
  return { runs, leftInLists, receipts, index: await readIndex(stage, runs) };
}

/** Those at an `offer` or a `job` go on by themselves; so do those that are asking the outside. */
async function complete({ desk, user }: Drain, { id, flow, waits, context }: SeenRun): Promise<void> {
  if (flow === "offer" || flow === "job") return;
  const { match } = context.initial.data;
  for (const { block } of waits) {
    await desk.callback({
      ...{ kind: "completing", flow: flow as FlowName, block, execution: id },
      ...(typeof match === "string" && { match }),
      ...(SIGNED.has(`${block} of ${flow}`) ? { signature: "good" } : { user }),
      data: { last: true, choice: "against" },
    });
  }
}

async function readAll({ client, flows }: Drain, ids: readonly string[]): Promise<SeenRun[]> {
  const names = new Map(Object.entries(flows).map(([name, { flowId }]) => [flowId, name]));
  return inTurns(ids, async (id) => {
    const run = SeenRun.parse(await client.run(id));
    const flow = names.get(run.flowId) ?? "";
    if (!LINKING.has(flow)) return { ...run, flow };
    const { body } = await client.manage(`GET /runs/${id}/links`);
    return SeenRun.parse({ ...run, flow, links: body.items });
  });
}

/** A callback goes through the list of each trigger without a condition; after it, none of it is out of date. */
async function probeLists({ client, desk, flows, user }: Drain): Promise<History["leftInLists"]> {
  const left: History["leftInLists"] = [];
  for (const [flow, block] of [
    ["queue", "take"],
    ["order", "pay"],
    ["approval", "publish"],
    ["meter", "tick"],
    ["offer", "accept"],
    ["job", "work"],
    ["handoff", "taken"],
    ["letter", "sign"],
    ["quote", "accept"],
    ["board", "vote"],
    ["errand", "go"],
  ] as const) {
    await desk.callback({ kind: "probe", flow, block, execution: "any", user });
    const { flowId, triggers } = flows[flow];
    const { body } = await client.manage(`GET /flows/${flowId}/triggers/${triggers[block]?.triggerId}/waits`);
    for (const { executionId } of body.items) left.push({ flow, run: executionId });
  }
  return left;
}

/** Some of those that flows answered themselves are sent once more, after the last kill. */
async function repeatQuotes({ desk }: Drain): Promise<void> {
  const quoted = desk.callbacks.filter(({ attempts }) => attempts.some(({ answer }) => answer?.said));
  await inTurns(quoted.slice(-MOST_REPEATED), (callback) => desk.repeat(callback));
}

/** Of some callbacks that were taken: enough of each kind; and of all that came by links. */
async function readReceipts(
  { client, desk, links }: Drain,
  runs: readonly SeenRun[],
): Promise<History["receipts"]> {
  const sent = [...desk.callbacks, ...desk.heartbeats];
  const answers = sent.flatMap(({ attempts }) => attempts.flatMap(({ answer }) => answer ?? []));
  const taken = answers.filter(({ outcome }) => outcome !== null && TAKEN.has(outcome));
  const some = taken.filter((_, n) => n % Math.ceil(taken.length / MOST_RECEIPTS) === 0);
  const byLinks = runs.flatMap(({ flow, timeline }) => (LINKING.has(flow) ? timeline : []));
  const ids = new Set([
    ...some.map(({ receipt }) => receipt),
    ...byLinks.map(({ receipt }) => receipt),
    ...links.flatMap(({ attempts }) => attempts.map(({ answer }) => answer?.receipt)),
  ]);
  const receipts: History["receipts"] = {};
  await inTurns([...ids], async (id) => {
    if (typeof id !== "string") return;
    const { body } = await client.manage(`GET /receipts/${id}`);
    const { outcome = null, executionIds = [], link = null } = body;
    receipts[id] = { outcome, executionIds, link };
  });
  return receipts;
}

/** The index once it agrees with the runs, or as it is when it had time enough to. */
async function readIndex({ client, flows }: Drain, runs: readonly SeenRun[]): Promise<History["index"]> {
  for (const until = Date.now() + 3_000; ; await sleep(300)) {
    const index: History["index"] = {};
    for (const { flowId } of Object.values(flows)) {
      for (let cursor: string | undefined = ""; cursor !== undefined; ) {
        const from = cursor === "" ? "" : `&cursor=${cursor}`;
        const { body } = await client.manage(`GET /runs?flowId=${flowId}&limit=200${from}`);
        for (const { id, status } of body.items) index[id] = status;
        cursor = body.cursor;
      }
    }
    if (Date.now() > until || runs.every(({ id, status }) => index[id] === status)) return index;
  }
}

async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}
