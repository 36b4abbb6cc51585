import { expect, it } from "vitest";
import { check } from "./checker.ts";
import type { Attempt, Callback, Fact, History, SeenRun } from "./history.ts";
import { planting } from "./planting.ts";

/** The checker finds what is planted in a history of approvals that is otherwise in order. */

type Answer = NonNullable<Attempt["answer"]>;

function answered(sentAt: number, outcome: string, receipt: string, more: Partial<Answer> = {}): Attempt {
  const answer = { status: 200, code: null, outcome, executionIds: ["RUN-1"], receipt, said: null, ...more };
  return { sentAt, endedAt: sentAt + 10, answer };
}

function vote(token: string, user: string, attempts: Attempt[], kind = "vote"): Callback {
  return {
    ...{ token, kind, flow: "council", block: "vote", execution: "RUN-1", key: token, match: "m" },
    ...{ user, signature: null, attempts },
  };
}

const place = { block: "vote", occurrence: 2 };

function approval(user: string) {
  return { user: { objectId: user } };
}

function approved(at: number, user: string, receipt: string): Fact {
  return { at, type: "approved", ...place, receipt, approval: approval(user) };
}

function activated(at: number, by: { token: string; user: string; receipt: string }, users: string[]): Fact {
  const output = {
    ...{ data: { token: by.token }, user: { objectId: by.user }, receivedAt: at - 5 },
    approvals: users.map(approval),
  };
  return { at, type: "activated", ...place, receipt: by.receipt, output };
}

/** Ann approved, twice; Bob approved, and lost his answer to a kill; Eve was the third. */
function inOrder() {
  const waiting: Fact = { at: 50, type: "waiting", ...place };
  const eves = { token: "vote-3", user: "Eve", receipt: "r-4" };
  const run: SeenRun = {
    ...{ id: "RUN-1", flow: "council", flowId: "council", status: "completed", waits: [], links: [] },
    context: { initial: { data: { token: "start-1", match: "m" } } },
    timeline: [
      waiting,
      approved(105, "Ann", "r-1"),
      approved(205, "Bob", "r-3"),
      activated(905, eves, ["Ann", "Bob", "Eve"]),
    ],
  };
  const ann = vote("vote-1", "Ann", [answered(100, "approved", "r-1")]);
  const again = vote("vote-4", "Ann", [answered(150, "duplicate", "r-2")]);
  const bob = vote("vote-2", "Bob", [
    { sentAt: 200, endedAt: 211, answer: null },
    answered(850, "duplicate", "r-5"),
  ]);
  const eve = vote("vote-3", "Eve", [answered(900, "activated", "r-4")]);
  const history: History = {
    ...{ seed: 1, heartbeats: [], moves: [], requests: [], links: [], leftInLists: [], receipts: {} },
    callbacks: [ann, again, bob, eve],
    kills: [{ at: 210, window: "any moment", upAt: 800 }],
    starts: [
      { token: "start-1", flow: "council", key: "start-1", attempts: [answered(40, "started", "r-0")] },
    ],
    runs: [run],
    index: { "RUN-1": "completed" },
  };
  return { history, run, ann, bob, eve };
}

type Planted = ReturnType<typeof inOrder>;

const rulesBroken = planting(inOrder);

it("finds nothing in a history that is in order", () => {
  expect(check(inOrder().history)).toEqual([]);
});

it("finds nothing where one came before its wait and the others were quicker", () => {
  const dan = vote("vote-5", "Dan", [answered(45, "held", "r-9")]);
  expect(rulesBroken(({ history }) => history.callbacks.push(dan))).toEqual([]);
});

it("finds nothing where one is against it", () => {
  const broken = rulesBroken(({ run, history, eve }) => {
    const against = { token: "veto-1", user: "Eve", receipt: "r-4" };
    history.callbacks[3] = vote("veto-1", "Eve", eve.attempts, "veto");
    run.timeline[3] = activated(905, against, ["Ann", "Bob"]);
  });
  expect(broken).toEqual([]);
});

const LOST = "an acknowledged vote is not lost";
const ENOUGH = "a run goes on by as many approvals as it needs, each of another user";
const HEARD = "a vote is heard while its run waits";
const AGAIN = "an approval that comes again is a duplicate";
const SAID = "nobody has approved who didn't say so";

it.each<[string, string, (planted: Planted) => unknown]>([
  [
    LOST,
    "and the run waited for another",
    ({ history }) => history.callbacks.push(vote("vote-5", "Dan", [answered(300, "approved", "r-6")])),
  ],
  [
    LOST,
    "and was against it",
    ({ history }) =>
      history.callbacks.push(
        vote("veto-1", "Dan", [answered(300, "", "r-6", { outcome: null, executionIds: [] })], "veto"),
      ),
  ],
  [
    LOST,
    "in the run that it was for",
    ({ ann }) => ann.attempts.push(answered(950, "duplicate", "r-7", { executionIds: ["RUN-2"] })),
  ],
  [
    ENOUGH,
    "but by two",
    ({ run, history }) => {
      run.timeline.splice(
        2,
        2,
        activated(905, { token: "vote-3", user: "Eve", receipt: "r-4" }, ["Ann", "Eve"]),
      );
      history.callbacks.splice(2, 1);
    },
  ],
  [ENOUGH, "but one of them twice", ({ run }) => run.timeline.splice(2, 0, approved(155, "Ann", "r-2"))],
  [
    ENOUGH,
    "but it waited on",
    ({ run, history }) => {
      run.timeline.splice(3, 0, approved(300, "Dan", "r-8"));
      run.timeline[4] = activated(905, { token: "vote-3", user: "Eve", receipt: "r-4" }, [
        "Ann",
        "Bob",
        "Dan",
        "Eve",
      ]);
      history.callbacks.push(vote("vote-5", "Dan", [answered(295, "approved", "r-8")]));
    },
  ],
  [
    ENOUGH,
    "but it forgot one of them",
    ({ run, history }) => {
      run.timeline[3] = activated(905, { token: "vote-3", user: "Eve", receipt: "r-4" }, [
        "Ann",
        "Dan",
        "Eve",
      ]);
      history.callbacks.push(
        vote("vote-5", "Dan", [
          { sentAt: 205, endedAt: 211, answer: null },
          answered(910, "duplicate", "r-8"),
        ]),
      );
    },
  ],
  [
    HEARD,
    "but was sent away",
    ({ bob }) => bob.attempts.unshift(answered(180, "", "r-9", { status: 410, outcome: null })),
  ],
  [
    HEARD,
    "but was asked who she is",
    ({ history }) =>
      history.callbacks.push(
        vote("vote-5", "Dan", [answered(950, "", "r-9", { status: 401, outcome: null })]),
      ),
  ],
  [
    AGAIN,
    "but was late",
    ({ bob }) => bob.attempts.push(answered(920, "", "r-9", { status: 409, code: 28100, outcome: null })),
  ],
  [SAID, "but she did", ({ history }) => history.callbacks.splice(2, 1)],
  [SAID, "under that receipt", ({ bob }) => bob.attempts.shift()],
  [
    "a wait is left once",
    "by the third of them",
    ({ run, history }) => {
      const dans = { token: "vote-5", user: "Dan", receipt: "r-8" };
      run.timeline.push(activated(915, dans, ["Ann", "Bob", "Dan"]));
      history.callbacks.push(vote("vote-5", "Dan", [answered(910, "activated", "r-8")]));
    },
  ],
])("finds what breaks the rule: %s (%s)", (rule, _, plant) => {
  expect(rulesBroken(plant)).toEqual([rule]);
});
