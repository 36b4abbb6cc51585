import { expect, it } from "vitest";
import { check } from "./checker.ts";
import type { Attempt, Callback, Fact, History, SeenRun } from "./history.ts";
import { planting } from "./planting.ts";

/** The checker finds what is planted in a history that is otherwise in order. */

function answered(sentAt: number, answer: Partial<NonNullable<Attempt["answer"]>> = {}): Attempt {
  const given = {
    status: 200,
    code: null,
    outcome: null,
    executionIds: [],
    receipt: "r-1",
    said: null,
    ...answer,
  };
  return { sentAt, endedAt: sentAt + 10, answer: given };
}

function run(id: string, flow: string, timeline: Fact[], data: Record<string, string>): SeenRun {
  const context = { initial: { data } };
  return { id, flow, flowId: flow, status: "completed", waits: [], context, timeline, links: [] };
}

function activated(at: number, block: string, token: string, receipt = "r-1"): Fact {
  const output = { data: { token }, user: null, receivedAt: at };
  return { at, type: "activated", block, occurrence: 2, receipt, output };
}

function callback(token: string, more: Partial<Callback> = {}): Callback {
  return {
    ...{ token, kind: "named", flow: "order", block: "pay", execution: "RUN-1", key: `key-${token}` },
    ...{
      user: null,
      match: null,
      signature: null,
      attempts: [answered(100, { outcome: "activated", executionIds: ["RUN-1"] })],
    },
    ...more,
  };
}

/** A run that somebody worked on for a while, and refused in the end. */
function refusedJob(): SeenRun {
  const work = { block: "work", occurrence: 2 };
  const output = { data: { token: "rejection-1" }, user: null, receivedAt: 1_540 };
  return run(
    "RUN-4",
    "job",
    [
      { at: 550, type: "waiting", ...work, timeoutAt: 1_550 },
      { at: 1_505, type: "extended", ...work, timeoutAt: 3_505, receipt: "r-4" },
      { at: 1_545, type: "rejected", ...work, receipt: "r-5", output },
    ],
    { token: "start-4" },
  );
}

/**
 * One run that was called back by name, one that was called back by any, one that was worked on and rejected; a kill
 * between.
 */
function inOrder() {
  const waiting: Fact = { at: 50, type: "waiting", block: "pay", occurrence: 2 };
  const asking: Fact[] = [
    { at: 105, type: "requesting", block: "ship", occurrence: 3 },
    { at: 190, type: "responded", block: "ship", occurrence: 3 },
  ];
  const order = run("RUN-1", "order", [waiting, activated(105, "pay", "named-1"), ...asking], {
    token: "start-1",
  });
  const taken = activated(905, "take", "any-1", "r-2");
  const queue = run("RUN-2", "queue", [{ ...waiting, block: "take" }, taken], { token: "start-2" });
  const anyone = { kind: "any", flow: "queue", block: "take", execution: "any" };
  const asked = { key: "RUN-1:3", run: "RUN-1", block: "ship", token: "named-1" };
  const start = (token: string, flow: string, id: string) => ({
    ...{ token, flow, key: token, attempts: [answered(40, { executionIds: [id] })] },
  });
  const job = refusedJob();
  return {
    order,
    queue,
    job,
    history: {
      seed: 1,
      kills: [{ at: 150, window: "any moment", upAt: 800 }],
      starts: [
        start("start-1", "order", "RUN-1"),
        start("start-2", "queue", "RUN-2"),
        start("start-4", "job", "RUN-4"),
      ],
      callbacks: [
        callback("named-1"),
        callback("any-1", {
          ...anyone,
          attempts: [
            { sentAt: 140, endedAt: 151, answer: null },
            answered(900, { outcome: "activated", executionIds: ["RUN-2"], receipt: "r-2" }),
          ],
        }),
        callback("rejection-1", {
          ...{ kind: "rejection", flow: "job", block: "work", execution: "RUN-4" },
          attempts: [answered(1_535, { outcome: "rejected", executionIds: ["RUN-4"], receipt: "r-5" })],
        }),
      ],
      heartbeats: [
        callback("heartbeat-1", {
          ...{ kind: "heartbeat", flow: "job", block: "work", execution: "RUN-4", key: null },
          attempts: [answered(1_500, { outcome: "extended", executionIds: ["RUN-4"], receipt: "r-4" })],
        }),
      ],
      requests: [
        { at: 110, ...asked },
        { at: 180, ...asked },
      ],
      runs: [order, queue, job],
      moves: [],
      links: [],
      leftInLists: [],
      receipts: { "r-2": { outcome: "activated", executionIds: ["RUN-2"], link: null } },
      index: { "RUN-1": "completed", "RUN-2": "completed", "RUN-4": "completed" },
    } satisfies History as History,
  };
}

type Planted = ReturnType<typeof inOrder>;

const rulesBroken = planting(inOrder);

it("finds nothing in a history that is in order", () => {
  expect(check(inOrder().history)).toEqual([]);
});

it("finds a wait that was activated twice", () => {
  const broken = rulesBroken(({ order, history }) => {
    order.timeline.splice(2, 0, activated(106, "pay", "named-2"));
    history.callbacks.push(callback("named-2"));
  });
  expect(broken).toEqual(["a wait is left once"]);
});

it("finds an acknowledged callback that is lost", () => {
  const broken = rulesBroken(({ history }) =>
    history.callbacks.push(callback("named-2", { attempts: [answered(300)] })),
  );
  expect(broken).toEqual(["an acknowledged callback has its effect, a refused one none"]);
});

it("finds one callback that had its effect on two runs", () => {
  const broken = rulesBroken(({ queue, history }) => {
    const timeline = [activated(700, "take", "any-1", "r-2")];
    history.runs.push({ ...queue, id: "RUN-3", timeline });
    history.index["RUN-3"] = "completed";
  });
  expect(broken).toEqual([
    "an acknowledged callback has its effect, a refused one none",
    "a start starts one run",
  ]);
});

it.each<[string, (planted: Planted) => unknown]>([
  [
    "an acknowledged callback has its effect, a refused one none",
    ({ history }) =>
      (history.callbacks[0] = callback("named-1", {
        attempts: [answered(100, { status: 409, code: 28100 })],
      })),
  ],
  [
    "one dedupe key, one effect",
    ({ history: { callbacks } }) =>
      callbacks.push(
        callback("conflict-1", {
          key: "key-named-1",
          kind: "conflict",
          attempts: [answered(120, { status: 409, code: 28100 })],
        }),
      ),
  ],
  ["a callback reaches the run that it means", ({ order }) => Object.assign(order, { flow: "approval" })],
  [
    "a callback reaches the run that it means",
    ({ order }) => Object.assign(order.timeline[0] ?? {}, { timeoutAt: 100 }),
  ],
  ["answers tell the truth", ({ order }) => (order.timeline[1] = activated(105, "pay", "named-1", "r-3"))],
  [
    "answers tell the truth",
    ({ history: { callbacks } }) =>
      callbacks[0]?.attempts.push(answered(300, { outcome: "duplicate", executionIds: ["RUN-2"] })),
  ],
  [
    "a start starts one run",
    ({ history: { starts } }) => starts[0]?.attempts.push(answered(60, { executionIds: ["RUN-9"] })),
  ],
  ["a start starts one run", ({ history: { starts } }) => starts.pop()],
  [
    "an outside request has the key of its block occurrence",
    ({ history: { requests } }) =>
      requests.push({ at: 120, key: "RUN-1:4", run: "RUN-1", block: "ship", token: "named-1" }),
  ],
  [
    "an outside request has the key of its block occurrence",
    ({ history: { requests } }) => requests.splice(0),
  ],
  [
    "every run ends",
    ({ queue, history: { index } }) => {
      queue.status = "waiting";
      index["RUN-2"] = "waiting";
    },
  ],
  [
    "a timeout comes when it is due",
    ({ queue }) =>
      queue.timeline.splice(
        0,
        2,
        { at: 50, type: "waiting", block: "take", occurrence: 2, timeoutAt: 9_000 },
        activated(905, "take", "any-1", "r-2"),
        { at: 50, type: "waiting", block: "take", occurrence: 5, timeoutAt: 1_000 },
        {
          at: 7_000,
          type: "timed-out",
          block: "take",
          occurrence: 5,
          output: { data: null, user: null, receivedAt: 7_000 },
        },
      ),
  ],
  [
    "a waiting run is found",
    ({ history: { callbacks } }) =>
      callbacks[1]?.attempts.splice(0, 1, answered(100, { status: 409, code: 28060 })),
  ],
  [
    "an answer comes, unless the server is killed",
    ({ history: { callbacks } }) =>
      callbacks[1]?.attempts.push({ sentAt: 5_000, endedAt: 25_000, answer: null }),
  ],
  [
    "lists forget who has left",
    ({ history: { leftInLists } }) => leftInLists.push({ flow: "queue", run: "RUN-2" }),
  ],
  [
    "a wait is left once",
    ({ job }) => job.timeline.splice(2, 0, { ...activated(1_600, "work", "other"), receipt: "r-6" }),
  ],
  [
    "an acknowledged heartbeat has moved its deadline, a refused one none",
    ({ job }) => job.timeline.splice(1, 1),
  ],
  [
    "an acknowledged heartbeat has moved its deadline, a refused one none",
    ({ history: { heartbeats } }) =>
      (heartbeats[0]?.attempts ?? []).splice(
        0,
        1,
        answered(1_500, { status: 409, code: 70426, receipt: "r-4" }),
      ),
  ],
  ["a deadline keeps its bound", ({ job }) => Object.assign(job.timeline[1] ?? {}, { timeoutAt: 9_000 })],
  ["a deadline keeps its bound", ({ job }) => Object.assign(job.timeline[1] ?? {}, { at: 1_560 })],
  [
    "a heartbeat finds the run that waits for it",
    ({ history: { heartbeats } }) =>
      heartbeats[0]?.attempts.push(answered(1_520, { status: 409, code: 28100, receipt: "r-7" })),
  ],
  ["the run index catches up", ({ history: { index } }) => (index["RUN-2"] = "waiting")],
])("finds what breaks the rule: %s", (rule, plant) => {
  expect(rulesBroken(plant)).toEqual([rule]);
});

it("finds an all that passed over a run that waited for it", () => {
  const broken = rulesBroken(({ history }) => {
    const open = { kind: "all", flow: "gate", block: "open", execution: "all", match: "gate-1" };
    history.callbacks.push(
      callback("all-1", { ...open, attempts: [answered(300, { outcome: "activated" })] }),
    );
    history.callbacks.push(callback("named-2", { ...open, execution: "RUN-3" }));
    history.starts.push({
      token: "start-3",
      flow: "gate",
      key: null,
      attempts: [answered(40, { executionIds: ["RUN-3"] })],
    });
    const waiting: Fact = { at: 50, type: "waiting", block: "open", occurrence: 2 };
    const timeline = [waiting, activated(999, "open", "named-2")];
    history.runs.push(run("RUN-3", "gate", timeline, { token: "start-3", match: "gate-1" }));
    history.index["RUN-3"] = "completed";
    const named = history.callbacks.at(-1);
    if (named) named.attempts = [answered(990, { outcome: "activated", executionIds: ["RUN-3"] })];
  });
  expect(broken).toEqual(["a waiting run is found"]);
});
