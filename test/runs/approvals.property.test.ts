import fc from "fast-check";
import { expect, test } from "vitest";
import { newReceiptId } from "../../src/triggers/receipt.ts";
import { newUser, type User } from "../../src/users/user.ts";
import { callbackOf, RunWorld } from "../support/ports.ts";

const HOUR = 3_600_000;
const NAMES = ["ada", "bob", "cleo", "dan", "eve"] as const;

function userOf(name: string): User {
  const email = `${name}@example.com`;
  return newUser({ email, name }, { objectId: name, created: 0, accountType: "BACKENDLESS" });
}

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      by: fc.constantFrom(...NAMES),
      choice: fc.constantFrom("yes", "yes", "yes", "odd", undefined),
      body: fc.nat({ max: 1 }),
      key: fc.option(fc.constantFrom("k1", "k2"), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.constant("time" as const) },
  { weight: 1, arbitrary: fc.constant("crash" as const) },
);

/** A run that asks anew each time that its time is over. */
function worldOf(count: number, exceptStarter: boolean): RunWorld {
  const choices = [
    { id: "yes", label: "Yes" },
    { id: "no", label: "No" },
  ];
  const world = new RunWorld({
    begin: { type: "set", values: {}, next: "pay" },
    pay: {
      type: "external-callback",
      authentication: { type: "BACKENDLESS" },
      approvals: { count, exceptStarter },
      page: { choices },
      timeout: { after: "PT1H", next: "pay" },
      next: "after",
    },
    after: { type: "delay", for: "P1D" },
  });
  world.callerOf = (credential) =>
    credential.kind === "token"
      ? { kind: "user", user: userOf(credential.token), roles: ["AuthenticatedUser"] }
      : { kind: "anonymous" };
  return world;
}

async function call(
  world: RunWorld,
  {
    by,
    choice,
    body,
    key,
    occurrence,
  }: {
    by: string;
    choice?: string | undefined;
    body: number;
    key?: string | undefined;
    occurrence?: number;
  },
) {
  const data = { body, ...(choice !== undefined && { choice }) };
  const sent = callbackOf({
    receipt: newReceiptId({ runId: world.runId }, world.now),
    data,
    receivedAt: world.now,
    dedupe: key,
    credential: { kind: "token", token: by },
  });
  const outcome = await world.run.callback({
    flow: world.version.id,
    trigger: world.version.triggerByBlock("pay")?.id ?? "",
    callback: sent,
    ...(occurrence !== undefined && { occurrence }),
  });
  await world.settle();
  return { outcome, sent };
}

test("one activation by as many different users as it takes, in whatever order and however often they approve", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      fc.array(step, { maxLength: 30 }),
      async (count, exceptStarter, steps) => {
        const world = worldOf(count, exceptStarter);
        await world.start({}, userOf("ada"));
        let given: string[] = [];
        let isOver = false;
        for (const each of steps) {
          if (each === "crash") {
            world.restart();
            continue;
          }
          if (each === "time") {
            if (isOver) continue;
            world.now += HOUR;
            given = [];
            await world.run.alarm();
            await world.settle();
            continue;
          }
          const { outcome } = await call(world, each);
          if (exceptStarter && each.by === "ada") {
            expect(outcome).toMatchObject({ outcome: "refused", code: 1000, status: 403 });
          } else if (isOver || outcome.outcome === "duplicate" || outcome.outcome === "refused") {
            // A user's key may be that of an approval which timed out; what is new is counted.
            const isNew = !given.includes(each.by) && each.key === undefined && !isOver;
            expect(isNew).toBe(false);
            expect(["duplicate", "refused"]).toContain(outcome.outcome);
          } else {
            expect(given).not.toContain(each.by);
            given.push(each.by);
            isOver = given.length === count;
            expect(outcome.outcome).toBe(isOver ? "activated" : "approved");
          }
        }
        const activations = world.entries.flatMap(({ facts }) =>
          facts.filter(({ type }) => type === "activated"),
        );
        expect(activations).toHaveLength(isOver ? 1 : 0);
        if (!isOver) return;
        const { approvals } = Object((await world.view()).context["pay"]);
        expect(approvals.map(({ user }: { user: { objectId: string } }) => user.objectId)).toEqual(given);
        expect(new Set(given).size).toBe(count);
      },
    ),
    { numRuns: 150 },
  );
});

test("any other choice decides at once, also of somebody who has approved, and shows who has until then", async () => {
  const world = worldOf(3, false);
  await world.start();
  await call(world, { by: "ada", choice: "yes", body: 0 });
  expect((await call(world, { by: "ada", choice: "no", body: 0 })).outcome).toMatchObject({
    outcome: "activated",
  });
  expect((await world.view()).context["pay"]).toMatchObject({
    data: { choice: "no" },
    approvals: [
      { user: { objectId: "ada", email: "ada@example.com", name: "ada" }, choice: "yes", comment: null },
    ],
  });
});

test("an approval has a receipt, in the run and at the trigger, also once the run has gone on", async () => {
  const world = worldOf(2, false);
  await world.start();
  const { sent } = await call(world, { by: "ada", choice: "yes", body: 0 });
  const receipt = { id: sent.receipt, outcome: "approved", user: "ada", executionIds: [world.runId] };
  expect(world.receipts).toMatchObject([receipt]);
  world.restart();
  await call(world, { by: "bob", choice: "yes", body: 0 });
  expect(await world.run.receipt(sent.receipt)).toMatchObject(receipt);
  const repeated = await call(world, { by: "ada", choice: "yes", body: 0 });
  expect(repeated.outcome).toEqual({ outcome: "duplicate", executionIds: [world.runId] });
});

test("what a list asks once more was an approval and no more, also when others have let the run go on since", async () => {
  const world = worldOf(2, false);
  await world.start();
  const asked = { by: "ada", choice: "yes", body: 0, key: "k1", occurrence: 2 };
  expect((await call(world, asked)).outcome).toMatchObject({ outcome: "approved" });
  expect((await call(world, { by: "bob", choice: "yes", body: 0 })).outcome).toMatchObject({
    outcome: "activated",
  });
  expect((await call(world, asked)).outcome).toMatchObject({ outcome: "approved-before" });
});
