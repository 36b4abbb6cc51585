import { expect, it } from "vitest";
import { check } from "./checker.ts";
import type { Attempt, Callback, Fact, HandedLink, History, SeenRun } from "./history.ts";
import { planting } from "./planting.ts";

/** The checker finds what is planted in a history of links, signatures and answers that is otherwise in order. */

function answered(sentAt: number, answer: Partial<NonNullable<Attempt["answer"]>> = {}): Attempt {
  const given = { status: 200, code: null, outcome: null, executionIds: [], receipt: null, said: null };
  return { sentAt, endedAt: sentAt + 10, answer: { ...given, ...answer } };
}

function thanked(sentAt: number, receipt: string): Attempt {
  return answered(sentAt, { outcome: "thanked", receipt });
}

function run(id: string, flow: string, timeline: Fact[], links: SeenRun["links"] = []): SeenRun {
  const context = { initial: { data: { token: `start-${id}` } } };
  return { id, flow, flowId: flow, status: "completed", waits: [], context, timeline, links };
}

function wait(
  block: string,
  occurrence: number,
  [openedAt, leftAt]: [number, number],
  by: Partial<Fact>,
): Fact[] {
  const output = { data: {}, user: null, receivedAt: leftAt - 5 };
  return [
    { at: openedAt, type: "waiting", block, occurrence },
    { at: leftAt, type: "activated", block, occurrence, output, ...by },
  ];
}

function link(number: number, more: Partial<HandedLink>): HandedLink {
  const revocations: Attempt[] = [];
  return {
    token: `link-${number}`,
    run: "RUN-1",
    number,
    block: "sign",
    by: "flow",
    key: null,
    attempts: [],
    revocations,
    ...more,
  };
}

function known(
  number: number,
  visit: number,
  more: Partial<SeenRun["links"][number]> = {},
): SeenRun["links"][number] {
  return { number, block: "sign", visit, by: "flow", revokedAt: null, ...more };
}

/**
 * A letter whose first link was answered twice, and whose second was revoked, so that the operator's was answered; a signed callback,
 * and a forged one before it; a quote that was sent twice.
 */
function inOrder() {
  const letter = run(
    "RUN-1",
    "letter",
    [...wait("sign", 3, [120, 205], { receipt: "l-1" }), ...wait("sign", 6, [320, 405], { receipt: "l-3" })],
    [known(1, 1), known(2, 2, { revokedAt: 350 }), known(3, 2, { by: "operator" })],
  );
  const first = link(1, { key: "RUN-1:2", attempts: [thanked(200, "l-1"), thanked(300, "l-2")] });
  const second = link(2, {
    key: "RUN-1:5",
    revocations: [answered(345, { status: 204 })],
    attempts: [answered(360, { status: 410, receipt: "l-4" })],
  });
  const third = link(3, { by: "operator", attempts: [thanked(400, "l-3")] });

  const pushed = { data: { token: "signed-1" }, user: null, receivedAt: 100 };
  const hook = run("RUN-2", "hook", wait("push", 2, [50, 105], { receipt: "s-1", output: pushed }));
  const push = { flow: "hook", block: "push", execution: "RUN-2", user: null, match: null } as const;
  const good: Callback = {
    ...{ ...push, token: "signed-1", kind: "signed", key: "signed-1", signature: "good" },
    attempts: [answered(98, { receipt: "s-1", outcome: "activated", executionIds: ["RUN-2"] })],
  };
  const forged: Callback = {
    ...{ ...push, token: "forged-1", kind: "forged", key: "forged-1", signature: "forged" },
    attempts: [answered(70, { status: 401, code: 1000, receipt: "s-2" })],
  };

  const accepted = { data: { token: "quote-1" }, user: null, receivedAt: 100 };
  const quote = run("RUN-3", "quote", wait("accept", 2, [50, 105], { receipt: "q-1", output: accepted }));
  const said = '201 RUN-3 {"token":"quote-1","receivedAt":100}';
  const told = (sentAt: number, receipt: string) => answered(sentAt, { status: 201, said, receipt });
  const quoted: Callback = {
    ...{ flow: "quote", block: "accept", execution: "RUN-3", user: null, match: null, signature: null },
    ...{ token: "quote-1", kind: "quote", key: "quote-1" },
    attempts: [told(98, "q-1"), told(900, "q-2")],
  };

  const runs = [letter, hook, quote];
  const asked = ["RUN-1:2", "RUN-1:5"].map((key, n) => ({
    at: 60 + n * 200,
    key,
    run: "RUN-1",
    block: "mail",
    token: key,
  }));
  const mailed = (occurrence: number, at: number): Fact[] =>
    ["requesting", "responded"].map((type) => ({ at, type, block: "mail", occurrence }));
  letter.timeline.unshift(...mailed(2, 60));
  letter.timeline.splice(4, 0, ...mailed(5, 260));
  const history: History = {
    ...{
      seed: 1,
      callbacks: [good, forged, quoted],
      heartbeats: [],
      moves: [],
      requests: asked,
      runs,
      leftInLists: [],
    },
    links: [first, second, third],
    kills: [{ at: 500, window: "any moment", upAt: 800 }],
    starts: runs.map(({ id, flow }) => ({
      ...{ token: `start-${id}`, flow, key: id, attempts: [answered(40, { executionIds: [id] })] },
    })),
    receipts: {
      "l-1": { outcome: "activated", executionIds: ["RUN-1"], link: 1 },
      "l-3": { outcome: "activated", executionIds: ["RUN-1"], link: 3 },
    },
    index: { "RUN-1": "completed", "RUN-2": "completed", "RUN-3": "completed" },
  };
  return { history, letter, first, second, third, good, forged, quoted };
}

type Planted = ReturnType<typeof inOrder>;

const rulesBroken = planting(inOrder);

it("finds nothing in a history that is in order", () => {
  expect(check(inOrder().history)).toEqual([]);
});

it.each<[string, string, (planted: Planted) => unknown]>([
  [
    "a link that is handed out is known by its run",
    "unknown to it",
    ({ history }) => history.links.push(link(9, {})),
  ],
  [
    "a link that is handed out is known by its run",
    "one to another trigger",
    ({ first }) => (first.block = "other"),
  ],
  [
    "a link that is handed out is known by its run",
    "nowhere to those who opened it",
    ({ second }) => second.attempts.push(answered(900, { status: 404 })),
  ],
  [
    "a link that is handed out is known by its run",
    "another one when its block asked again",
    ({ second }) => (second.key = "RUN-1:2"),
  ],
  [
    "a link answers its own visit, once",
    "that of the time before",
    ({ history, letter }) => {
      history.links.pop();
      letter.links[2] = known(3, 1, { by: "operator" });
    },
  ],
  [
    "a link answers its own visit, once",
    "two of them",
    ({ history, third }) => {
      third.attempts.pop();
      history.receipts["l-3"] = { outcome: "activated", executionIds: ["RUN-1"], link: 1 };
    },
  ],
  [
    "who is thanked has answered",
    "though nobody else has either",
    ({ history }) => {
      history.receipts["l-3"] = { outcome: "activated", executionIds: ["RUN-1"], link: null };
    },
  ],
  [
    "who is thanked has answered",
    "and not the operator's link",
    ({ second }) => second.attempts.push(thanked(420, "l-5")),
  ],
  [
    "who is thanked has answered",
    "under a receipt that she was given",
    ({ first }) => first.attempts.splice(0, 1, thanked(200, "l-7")),
  ],
  [
    "a revoked link lets nothing go on",
    "that was revoked before it was answered",
    ({ letter }) => (letter.links[2] = known(3, 2, { by: "operator", revokedAt: 390 })),
  ],
  [
    "a revoked link lets nothing go on",
    "whose revocation was acknowledged and forgotten",
    ({ letter }) => (letter.links[1] = known(2, 2)),
  ],
  [
    "a good link is answered while its run waits",
    "and wasn't",
    ({ third }) => third.attempts.unshift(answered(370, { status: 410, receipt: "l-6" })),
  ],
  [
    "an answer comes, unless the server is killed",
    "also from a page",
    ({ third }) => third.attempts.push({ sentAt: 5_000, endedAt: 25_000, answer: null }),
  ],
  [
    "who has signed is let in, and nobody else",
    "but a good one was turned away",
    ({ good }) => good.attempts.unshift(answered(80, { status: 401, code: 1000, receipt: "s-3" })),
  ],
  [
    "who has signed is let in, and nobody else",
    "but a forged one was",
    ({ good }) => (good.signature = "forged"),
  ],
  [
    "who has signed is let in, and nobody else",
    "but a forged one was heard",
    ({ forged }) => forged.attempts.push(answered(120, { status: 409, code: 28100, receipt: "s-3" })),
  ],
  [
    "a duplicate is answered as the first one was",
    "and not with nothing",
    ({ quoted }) => quoted.attempts.push(answered(950, { receipt: "q-3" })),
  ],
  [
    "a duplicate is answered as the first one was",
    "and not anew",
    ({ quoted }) =>
      quoted.attempts.push(
        answered(950, {
          status: 201,
          said: '201 RUN-3 {"token":"quote-1","receivedAt":948}',
          receipt: "q-3",
        }),
      ),
  ],
  [
    "a duplicate is answered as the first one was",
    "and as its run knows it",
    ({ quoted }) => {
      for (const { answer } of quoted.attempts)
        if (answer) answer.said = '201 RUN-3 {"token":"quote-1","receivedAt":99}';
    },
  ],
])("finds what breaks the rule: %s (%s)", (rule, _, plant) => {
  expect(rulesBroken(plant)).toEqual([rule]);
});
