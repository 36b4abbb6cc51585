import { expect, it } from "vitest";
import { check } from "./checker.ts";
import { DOOMED } from "./flows.ts";
import type { Attempt, Callback, Fact, History, SeenRun } from "./history.ts";
import { planting } from "./planting.ts";

/** The checker finds what is planted in a history of events, ends and deadlines that is otherwise in order. */

type Answer = NonNullable<Attempt["answer"]>;

function answered(sentAt: number, answer: Partial<Answer> = {}): Attempt {
  const given = { status: 200, code: null, outcome: null, executionIds: [], receipt: "r-1", said: null };
  return { sentAt, endedAt: sentAt + 10, answer: { ...given, ...answer } };
}

function callback(
  token: string,
  more: Pick<Callback, "flow" | "block" | "execution" | "attempts">,
): Callback {
  return { token, kind: more.flow, key: token, user: null, match: null, signature: null, ...more };
}

function run(id: string, flow: string, timeline: Fact[], more: Partial<SeenRun> = {}): SeenRun {
  const context = { initial: { data: { token: `start-${id}` } } };
  return { id, flow, flowId: flow, status: "completed", waits: [], context, timeline, links: [], ...more };
}

function activated(at: number, block: string, token: string): Fact {
  const output = { data: { token }, user: null, receivedAt: at - 5 };
  return { at, type: "activated", block, occurrence: 2, receipt: "r-1", output };
}

const opened = (block: string, timeoutAt?: number): Fact => {
  return { at: 50, type: "waiting", block, occurrence: 2, ...(timeoutAt !== undefined && { timeoutAt }) };
};

/**
 * An event that came twice; a run whose sender was told its result, and one that failed, as its sender was told when it came
 * again; a wait whose deadline the operator moved beyond what heartbeats may, and that came while the server was dead.
 */
function inOrder() {
  const charge = run("RUN-1", "charge", [opened("paid"), activated(105, "paid", "event-1")]);
  const event: Callback = {
    ...callback("event-1", {
      ...{ flow: "charge", block: "paid", execution: "RUN-1" },
      attempts: [answered(98), answered(130)],
    }),
    signature: "good",
  };

  const result = { run: "RUN-2", token: "errand-1" };
  const errand = run("RUN-2", "errand", [opened("go"), activated(105, "go", "errand-1")], { result });
  const told = callback("errand-1", {
    ...{ flow: "errand", block: "go", execution: "RUN-2" },
    attempts: [answered(98, { ended: { status: "completed", result } })],
  });
  const doomed = run("RUN-3", "errand", [opened("go"), activated(105, "go", "errand-2")], {
    status: "failed",
    context: { initial: { data: { token: "start-RUN-3", match: DOOMED } } },
  });
  const failed = callback("errand-2", {
    ...{ flow: "errand", block: "go", execution: "RUN-3" },
    attempts: [
      { sentAt: 98, endedAt: 155, answer: null },
      answered(820, { status: 424, code: 70424, ended: { status: "failed" } }),
    ],
  });

  const late = { data: null, user: null, receivedAt: 820 };
  const moved: Fact = { at: 60, type: "extended", block: "work", occurrence: 2, timeoutAt: 9_050 };
  const sooner: Fact = { ...moved, at: 80, timeoutAt: 500 };
  const expired: Fact = { at: 820, type: "timed-out", block: "work", occurrence: 2, output: late };
  const job = run("RUN-4", "job", [opened("work", 1_050), moved, sooner, expired]);
  const moves = [9_050, 500].map((to, n) => {
    return { run: "RUN-4", occurrence: 2, to, attempts: [answered(55 + 20 * n, { status: 204 })] };
  });

  const runs = [charge, errand, doomed, job];
  const history: History = {
    ...{ seed: 1, heartbeats: [], links: [], requests: [], leftInLists: [], receipts: {} },
    ...{ runs, moves, callbacks: [event, told, failed] },
    kills: [{ at: 150, window: "any moment", upAt: 800 }],
    starts: runs.map(({ id, flow }) => ({
      ...{ token: `start-${id}`, flow, key: id, attempts: [answered(40, { executionIds: [id] })] },
    })),
    index: Object.fromEntries(runs.map(({ id, status }) => [id, status])),
  };
  return { history, event, told, failed, doomed, job, moves };
}

type Planted = ReturnType<typeof inOrder>;
const rulesBroken = planting(inOrder);

it("finds nothing in a history that is in order", () => {
  expect(check(inOrder().history)).toEqual([]);
});

const EVENT = "an event that was taken is taken whenever it comes again";
const END = "who waits for the end is told how it was";
const HAND = "the operator moves a deadline, and nobody else does by hand";

it.each<[string, string, (planted: Planted) => unknown]>([
  [
    EVENT,
    "but was refused for its changed body",
    ({ event }) => event.attempts.push(answered(900, { status: 409, code: 70422 })),
  ],
  [
    END,
    "but heard of another result",
    ({ told }) => told.attempts.push(answered(900, { ended: { status: "completed", result: null } })),
  ],
  [
    END,
    "but heard of a failure",
    ({ told }) => told.attempts.push(answered(900, { ended: { status: "failed" } })),
  ],
  [
    END,
    "but was told that it is done",
    ({ failed }) => failed.attempts.push(answered(900, { ended: { status: "completed", result: {} } })),
  ],
  [END, "but was sent away", ({ told }) => told.attempts.push(answered(900, { status: 202 }))],
  [
    "every run ends",
    "but as it should",
    ({ doomed, history }) => {
      doomed.status = "completed";
      history.index["RUN-3"] = "completed";
      history.callbacks.pop();
      doomed.timeline.pop();
      doomed.timeline.pop();
    },
  ],
  [HAND, "but what he was told is lost", ({ job }) => job.timeline.splice(1, 1)],
  [HAND, "but nobody did", ({ moves, history }) => (history.moves = moves.slice(1))],
  [
    HAND,
    "but he was refused",
    ({ moves }) => (moves[0]?.attempts ?? []).splice(0, 1, answered(900, { status: 409 })),
  ],
  [
    HAND,
    "but he was sent away",
    ({ moves }) => moves[0]?.attempts.unshift(answered(51, { status: 409, code: 28100 })),
  ],
  [
    "a deadline keeps its bound",
    "but it was over",
    ({ job }) => Object.assign(job.timeline[2] ?? {}, { at: 9_060 }),
  ],
  [
    "a timeout comes when it is due",
    "but long after the server is back",
    ({ job }) => Object.assign(job.timeline[3] ?? {}, { at: 6_000 }),
  ],
  [
    "an answer comes, unless the server is killed",
    "also to the operator",
    ({ moves }) => moves[0]?.attempts.push({ sentAt: 5_000, endedAt: 25_000, answer: null }),
  ],
])("finds what breaks the rule: %s (%s)", (rule, _, plant) => {
  expect(rulesBroken(plant)).toEqual([rule]);
});
