import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { type Published, publish, type Sent, send, sendRaw, startRun } from "../support/worker.ts";
import { callBack, countRuns, hasList, short, statusOf, urlOf } from "./support.ts";

const MADE_UP = "7D3C9A55-1F0B-4B7E-9C1E-5A7B8C9D0E1F";
const HOSTILE = [
  MADE_UP,
  MADE_UP.toLowerCase(),
  "x".repeat(9_000),
  "%00",
  "%ff",
  "%F0%9F%A6%8A",
  "__proto__",
  "constructor",
  "toString",
  "undefined",
  "null",
  "'%20OR%201=1%20--",
  "..%2f..%2f",
  "%252e%252e",
  "{{run.id}}",
  "any",
];

let flow: Published;
beforeAll(async () => {
  flow = await publish({
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", next: "done" },
    done: { type: "return", value: "{{ pay.data }}" },
  });
});

function addressOf(flowId: string, triggerId: string): string {
  return `/api/automation/flow/${flowId}/trigger/${triggerId}/activate`;
}

function expectProperAnswer({ body, headers }: Sent): void {
  expect(headers.get("holdpoint-receipt")).toMatch(/^([rt]-[0-9A-F-]{36}|n)-[0-9a-f]{30}$/);
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("access-control-expose-headers")).toBe("holdpoint-receipt");
  if (body === undefined) return;
  expect(headers.get("content-type")).toMatch(/^application\/json/);
  expect(Object.keys(Object(body)).toSorted()).toEqual(["code", "message"]);
  expect(JSON.stringify(body)).not.toMatch(/\bat .*[:(]|\.ts\b|node_modules|Error:/);
}

describe.each(HOSTILE)("%.30s", (id) => {
  it("as FLOW-ID or TRIGGER-ID is unknown, and wakes nobody", async () => {
    const trigger = flow.triggers["pay"]?.triggerId ?? "";
    const before = await countRuns();
    for (const path of [
      addressOf(id, trigger),
      addressOf(flow.versionId, id),
      addressOf(flow.flowId, id),
      addressOf(id, id),
      `${addressOf(id, trigger)}?execution=all`,
      `${addressOf(flow.flowId, id)}?execution=${MADE_UP}`,
    ]) {
      const sent = await send("POST", path, { body: {} });
      expect(short(sent)).toBe("404/28010");
      expectProperAnswer(sent);
    }
    expect([await countRuns(), await hasList(id)]).toEqual([before, false]);
  });

  it("as execution is unknown, unless it is `any`", async () => {
    const sent = await send("POST", `${urlOf(flow, "pay")}?execution=${id}`, { body: {} });
    expect(short(sent)).toBe(id === "any" ? "409/28060" : "404/28059");
    expectProperAnswer(sent);
  });
});

describe("every answer to a callback has a receipt, is for browsers too, and says what is wrong", () => {
  it.each<[string, Parameters<typeof callBack>[2], string]>([
    ["nobody waits", {}, "409/28060"],
    ["all of nobody", { execution: "all" }, "200"],
    ["no JSON", { body: "{" }, "400/8058"],
    ["another type", { headers: { "content-type": "text/plain" } }, "415/8048"],
    ["too large", { body: { a: "x".repeat(1_100_000) } }, "413/70413"],
    ["an unknown token", { token: "nonsense" }, "401/3064"],
    ["an unknown run", { execution: MADE_UP }, "404/28059"],
  ])("%s", async (_, options, answer) => {
    const sent = await callBack(flow, "pay", {
      ...options,
      headers: { origin: "https://shop.example", ...options?.headers },
    });
    expect(short(sent)).toBe(answer);
    expectProperAnswer(sent);
  });

  it("also when something breaks on our side", async () => {
    await env.DB.exec("ALTER TABLE versions RENAME TO versions_away");
    const sent = await send("POST", addressOf(MADE_UP, MADE_UP), { body: {} });
    await env.DB.exec("ALTER TABLE versions_away RENAME TO versions");
    expect(short(sent)).toBe("500/70000");
    expectProperAnswer(sent);
  });

  it("each receipt is another one", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => callBack(flow, "pay", { execution: "all" })));
    expect(new Set(answers.map(({ headers }) => headers.get("holdpoint-receipt"))).size).toBe(3);
  });
});

describe("other methods", () => {
  it.each(["GET", "HEAD", "PUT", "PATCH", "DELETE"])(
    "%s activates nothing: 405 with the methods that are allowed",
    async (method) => {
      const run = await startRun(flow);
      for (const url of [
        `${urlOf(flow, "pay")}?execution=${run}`,
        urlOf(flow, "pay", "flow"),
        "/api/automation/flow/trigger/activate-by-name?flowName=a&triggerName=b",
      ]) {
        const { status, body, headers } = await sendRaw(url, { method });
        expect({ status, allow: headers.get("allow") }).toEqual({ status: 405, allow: "POST, OPTIONS" });
        if (method !== "HEAD") expect(body).toMatchObject({ code: 70405 });
      }
      expect(await statusOf(run)).toBe("waiting");
    },
  );

  it("OPTIONS tells a browser what it may send", async () => {
    const { status, body, headers } = await sendRaw(urlOf(flow, "pay"), {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,user-token",
      },
    });
    expect([status, body]).toEqual([204, undefined]);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(headers.get("access-control-allow-methods")).toContain("POST");
    expect(headers.get("access-control-allow-headers")?.split(",")).toEqual(
      expect.arrayContaining(["content-type", "user-token", "idempotency-key", "webhook-id", "prefer"]),
    );
  });
});

describe("the address with application id and API key", () => {
  it("takes the pair that is configured, and no other", async () => {
    const run = await startRun(flow);
    const path = `${new URL(urlOf(flow, "pay")).pathname.slice("/api".length)}?execution=${run}`;
    const wrong = await send("POST", `/${env.APP_ID}/other${path}`, { body: {} });
    expect(short(wrong)).toBe("400/2002");
    expect(await statusOf(run)).toBe("waiting");
    expect(short(await send("POST", `/${env.APP_ID}/${env.API_KEY}${path}`, { body: {} }))).toBe("200");
    expect(await statusOf(run)).toBe("completed");
  });
});
