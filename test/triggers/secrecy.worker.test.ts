import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { usersOf } from "../../src/users/store.ts";
import { logInUser, publish, republish, send, startRun, viewRun } from "../support/worker.ts";
import { callBack, journalOf, urlOf } from "./support.ts";

/** The specification's example of a user object, whose keys are these. */
const USER_KEYS = [
  "lastLogin",
  "lastName",
  "userStatus",
  "gender",
  "firstName",
  "phoneNumber",
  "name",
  "age",
  "email",
  "created",
  "accountType",
  "socialAccount",
  "ownerId",
  "oAuthIdentities",
  "blUserLocale",
  "updated",
  "objectId",
];

const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay: { type: "external-callback", next: "done" },
  done: { type: "return", value: "{{ pay.user }}" },
};

/** Everything that the Worker writes to its log from now on. */
function logged(): unknown[] {
  const lines: unknown[] = [];
  for (const level of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, level).mockImplementation((...line) => void lines.push(...line));
  return lines;
}

/** The lines about callbacks, among what the queue's consumer may say meanwhile. */
function aboutCallbacks(lines: readonly unknown[]): unknown[] {
  return lines.map((line) => JSON.parse(String(line))).filter(({ message }) => message === "callback");
}

afterEach(() => void vi.restoreAllMocks());

describe("the user of a callback", () => {
  it("is in the run with all columns of the specification's user object, and no others", async () => {
    const flow = await publish(blocks);
    const columns = {
      lastName: "Bond",
      gender: "male",
      firstName: "James",
      phoneNumber: "+44 007007007",
      age: 45,
    };
    const { id, token } = await logInUser([], columns);
    const runs = [await startRun(flow), await startRun(flow)];
    await callBack(flow, "pay", { execution: runs[0], token });
    await callBack(flow, "pay", { execution: "any", token, body: { n: 2 } });
    for (const run of runs) {
      const { result } = await viewRun(run);
      expect(Object.keys(Object(result))).toEqual(USER_KEYS);
      expect(result).toEqual({
        ...columns,
        lastLogin: expect.any(Number),
        userStatus: "ENABLED",
        name: null,
        email: expect.stringMatching(/@example\.com$/),
        created: expect.any(Number),
        accountType: "BACKENDLESS",
        socialAccount: "BACKENDLESS",
        ownerId: id,
        oAuthIdentities: null,
        blUserLocale: "en",
        updated: null,
        objectId: id,
      });
    }
  });

  it("leaves neither token nor password in the run, its journal or the log", async () => {
    const lines = logged();
    const flow = await publish(blocks);
    const password = `pa55-${crypto.randomUUID()}`;
    const { id, token } = await logInUser([], { password });
    const run = await startRun(flow, {}, { "user-token": token });
    await startRun(flow);
    await callBack(flow, "pay", { execution: run, token });
    await callBack(flow, "pay", { execution: "any", token });
    await callBack(flow, "pay", { execution: "all", token });
    await callBack(flow, "pay", { token: "n0-such-t0ken" });
    const journal = await journalOf(run);
    expect(journal).toContain(id);
    expect(aboutCallbacks(lines)).toHaveLength(2);
    const { record } = (await usersOf(env).sessions.open(id)) ?? {};
    expect(Object.keys(Object(record?.user))).toEqual(USER_KEYS);
    for (const text of [journal, JSON.stringify(await viewRun(run)), JSON.stringify(lines)])
      for (const secret of [password, token, "n0-such-t0ken", "password", "user-token"])
        expect(text).not.toContain(secret);
  });
});

describe("the log", () => {
  it("has one line for a callback without effect: ids and outcome", async () => {
    const flow = await publish(blocks);
    const run = await startRun(flow);
    const lines = logged();
    await callBack(flow, "pay", { execution: run, body: { card: "4111" } });
    const { headers } = await callBack(flow, "pay", { execution: run, body: { card: "4222" } });
    expect(aboutCallbacks(lines)).toEqual([
      {
        level: "info",
        message: "callback",
        receipt: headers.get("holdpoint-receipt"),
        flow: flow.versionId,
        trigger: flow.triggers["pay"]?.triggerId,
        run,
        outcome: "refused",
        code: 28136,
      },
    ]);
  });

  it.each([
    ["a text that is no number", "int(pay.data.card) == 1"],
    ["a text that is neither true nor false", "bool(pay.data.card)"],
    ["a text that is no date", "date(pay.data.card) == 1"],
    ["the name of a field that isn't there", "initial.data[pay.data.card] == 1"],
    ["a pattern that is none", "'x'.matches(pay.data.card)"],
  ])("doesn't quote what was sent when the condition fails on %s", async (_, condition) => {
    const old = await publish(blocks);
    const flow = await republish(old, { ...blocks, pay: { ...blocks.pay, condition } });
    const run = await startRun(flow, { id: 1 });
    const lines = logged();
    for (const execution of [run, "any", "all"])
      await callBack(flow, "pay", { execution, body: { card: "4111-(secret" } });
    expect(aboutCallbacks(lines)).toEqual(
      Array(3).fill(expect.objectContaining({ outcome: "ignored", why: "condition-failed" })),
    );
    expect(JSON.stringify(lines)).not.toContain("4111");
  });

  it("doesn't quote hostile addresses or bodies", async () => {
    const flow = await publish(blocks);
    const lines = logged();
    const url = urlOf(flow, "pay");
    await send("POST", `${url}?execution=secret-1`, { body: { a: "secret-2" } });
    await send("POST", "/api/automation/flow/secret-3/trigger/secret-4/activate", { body: {} });
    await send("POST", url, { body: '{"a": secret-5' });
    await send(
      "POST",
      "/api/automation/flow/trigger/activate-by-name?flowName=secret-6&triggerName=secret-7",
    );
    expect(JSON.stringify(lines)).not.toContain("secret");
  });
});
