import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../../src/users/tokens.ts";
import { logInUser, manage, type Published, publish, republish, startRun } from "../support/worker.ts";
import { callBack, short, statusOf } from "./support.ts";

const CASHIER = "Cashier";
beforeAll(() => manage("POST", "/roles", { name: CASHIER }));

function blocksOf(authentication: Record<string, unknown>) {
  return {
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", authentication },
  };
}

function flowOf(authentication: Record<string, unknown>): Promise<Published> {
  return publish(blocksOf(authentication));
}

describe("an unknown token where none is needed", () => {
  it.each([
    ["nonsense", "nonsense"],
    ["x".repeat(100), "x".repeat(64)],
    [`tab\t-${"y".repeat(100)}`, `tab-${"y".repeat(60)}`],
  ])("is quoted, cut to 64 printable characters: %s", async (token, quoted) => {
    const flow = await flowOf({});
    const run = await startRun(flow);
    for (const execution of [run, "any"])
      expect(await callBack(flow, "pay", { execution, token })).toMatchObject({
        status: 401,
        body: {
          code: 3064,
          message: `Not existing user token - ${quoted}. Relogin user to update your user token`,
        },
      });
  });
});

describe("a role that is given or taken", () => {
  const needed = { type: "BACKENDLESS", requiredRoles: [CASHIER] };

  it("counts at once", async () => {
    const flow = await flowOf(needed);
    const runs = [await startRun(flow), await startRun(flow)];
    const { id, token } = await logInUser();
    const call = async () => short(await callBack(flow, "pay", { token, body: { id: crypto.randomUUID() } }));
    expect(await call()).toBe("403/1000");
    await manage("PUT", `/users/${id}/roles/${CASHIER}`);
    expect(await call()).toBe("200");
    await manage("DELETE", `/users/${id}/roles/${CASHIER}`);
    expect(await call()).toBe("403/1000");
    expect(await Promise.all(runs.map(statusOf))).toEqual(["completed", "waiting"]);
  });

  /** A user with these roles whom this location's KV remembers without them, or with them, for another minute. */
  async function staleUser(method: string, roles: string[]): Promise<string> {
    const { id, token } = await logInUser(roles);
    const key = `session:${sha256(token)}`;
    const flow = await flowOf({ type: "BACKENDLESS" });
    await startRun(flow);
    await callBack(flow, "pay", { token });
    const entry = await env.CACHE.get(key);
    await manage(method, `/users/${id}/roles/${CASHIER}`);
    await env.CACHE.put(key, entry ?? "");
    return token;
  }

  it.each([
    ["given", "PUT", [], false, "403/1000"],
    ["taken", "DELETE", [CASHIER], false, "200"],
    ["given", "PUT", [], true, "200"],
    ["taken", "DELETE", [CASHIER], true, "403/1000"],
  ])("a role %s elsewhere (%s %j) shows where `fresh` is %s", async (_, method, roles, fresh, answer) => {
    const token = await staleUser(method, roles);
    const flow = await flowOf({ ...needed, fresh });
    const run = await startRun(flow);
    expect(short(await callBack(flow, "pay", { token, execution: run }))).toBe(answer);
    await startRun(flow);
    expect(short(await callBack(flow, "pay", { token, body: { n: 2 } }))).toBe(answer);
  });

  it("shows where `fresh` is asked for by an older version than the newest", async () => {
    const old = await flowOf({ ...needed, fresh: true });
    const run = await startRun(old);
    const live = await republish(old, blocksOf(needed));
    const token = await staleUser("PUT", []);
    expect(short(await callBack(live, "pay", { token, via: "flow" }))).toBe("200");
    expect(await statusOf(run)).toBe("completed");
  });
});
