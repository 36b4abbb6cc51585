import { beforeAll, describe, expect, it } from "vitest";
import { logInUser, manage, type Published, publish, republish, startRun } from "../support/worker.ts";
import { callBack, short, statusOf } from "./support.ts";

const BACKENDLESS = { type: "BACKENDLESS", requiredRoles: [] as string[], onFail: "ERROR" };

const ROLE = "Nobody has this";
beforeAll(() => manage("POST", "/roles", { name: ROLE }));

function blocksOf(pay: Record<string, unknown> = {}) {
  return {
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", next: "done", ...pay },
    done: { type: "return", value: "{{ pay.data }}" },
  };
}

/** One flow with a version for each of these triggers, and a run that waits at each, the oldest first. */
async function versionsOf(...pays: Record<string, unknown>[]) {
  const flows: Published[] = [];
  const runs: string[] = [];
  for (const pay of pays) {
    const [first] = flows;
    const flow = first ? await republish(first, blocksOf(pay)) : await publish(blocksOf(pay));
    flows.push(flow);
    runs.push(await startRun(flow));
  }
  const [old, live = old] = [flows[0], flows.at(-1)];
  if (!old || !live) throw new Error("no versions");
  return { old, live, statuses: () => Promise.all(runs.map(statusOf)) };
}

describe("an address with a version's id", () => {
  it("reaches runs of that version only, an address with the flow's id those of all", async () => {
    const { old, live, statuses } = await versionsOf({}, {}, {});
    await callBack(live, "pay");
    expect(await statuses()).toEqual(["waiting", "waiting", "completed"]);
    expect(short(await callBack(live, "pay"))).toBe("409/28060");
    await callBack(live, "pay", { via: "flow" });
    expect(await statuses()).toEqual(["completed", "waiting", "completed"]);
    expect(short(await callBack(old, "pay"))).toBe("409/28060");
    await callBack(old, "pay", { via: "flow", execution: "all" });
    expect(await statuses()).toEqual(["completed", "completed", "completed"]);
  });

  it("judges by that version: its condition and its authentication", async () => {
    const { old, live, statuses } = await versionsOf(
      { condition: "pay.data.v == 1" },
      { authentication: BACKENDLESS },
    );
    expect(short(await callBack(live, "pay", { body: { v: 1 } }))).toBe("401/1000");
    expect(short(await callBack(old, "pay", { body: { v: 2 } }))).toBe("200");
    expect(await statuses()).toEqual(["waiting", "waiting"]);
    expect(short(await callBack(old, "pay", { body: { v: 1 } }))).toBe("200");
    expect(await statuses()).toEqual(["completed", "waiting"]);
  });
});

describe("an address with the flow's id, where versions judge differently", () => {
  it.each([
    [{ v: 2 }, ["waiting", "completed"]],
    [{ v: 1 }, ["completed", "waiting"]],
    [{ v: 3 }, ["waiting", "waiting"]],
  ])("%j goes to the version whose condition it fits", async (body, expected) => {
    const { live, statuses } = await versionsOf(
      { condition: "pay.data.v == 1" },
      { condition: "pay.data.v == 2" },
    );
    expect(short(await callBack(live, "pay", { body, via: "flow" }))).toBe("200");
    expect(await statuses()).toEqual(expected);
  });

  const open = {};
  const never = { condition: "false" };
  const error = { authentication: BACKENDLESS };
  const ignore = { authentication: { ...BACKENDLESS, onFail: "IGNORE" } };
  const role = { authentication: { ...BACKENDLESS, requiredRoles: [ROLE] } };
  it.each([
    ["one activation makes it a success", "none", [error, open], "200", ["waiting", "completed"]],
    ["a failure under ERROR outweighs what is ignored", "none", [ignore, error, never], "401/1000", null],
    ["the order doesn't matter", "none", [error, never, ignore], "401/1000", null],
    ["nothing but ignored", "none", [ignore, never], "200", null],
    ["403 for a user without the role", "user", [never, role], "403/1000", null],
    ["a user gets on where a role isn't asked for", "user", [role, error], "200", ["waiting", "completed"]],
    ["an unknown token fails where no user is asked for", "unknown", [ignore, open], "401/3064", null],
    ["ERROR outweighs an unknown token", "unknown", [open, error, open], "401/1000", null],
  ])("%s: any from %s", async (_, caller, pays, answer, expected) => {
    const { live, statuses } = await versionsOf(...pays);
    const { token: user } = await logInUser();
    const token = { none: undefined, user, unknown: "no-such-token" }[caller];
    expect(short(await callBack(live, "pay", { via: "flow", token }))).toBe(answer);
    expect(await statuses()).toEqual(expected ?? pays.map(() => "waiting"));
  });

  it.each([
    [
      "one activation makes it a success",
      [error, open, ignore, open],
      "200",
      ["waiting", "completed", "waiting", "completed"],
    ],
    ["none, and a failure under ERROR", [never, error, ignore], "401/1000", null],
    ["none, and no failure under ERROR", [never, ignore], "200", null],
  ])("%s: all", async (_, pays, answer, expected) => {
    const { live, statuses } = await versionsOf(...pays);
    expect(short(await callBack(live, "pay", { via: "flow", execution: "all" }))).toBe(answer);
    expect(await statuses()).toEqual(expected ?? pays.map(() => "waiting"));
  });

  it("judges by the newest version where nobody waits", async () => {
    const { live } = await versionsOf({}, error);
    await callBack(live, "pay", { via: "flow", execution: "all", token: (await logInUser()).token });
    expect(short(await callBack(live, "pay", { via: "flow" }))).toBe("401/1000");
    expect(short(await callBack(live, "pay", { via: "flow", execution: "all" }))).toBe("401/1000");
  });
});
