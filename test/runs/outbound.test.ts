import { describe, expect, test } from "vitest";
import { answer, NOON, RunWorld } from "../support/ports.ts";

const done = { type: "return", value: "{{ ask }}" };
const ask = (request: object, more: object = {}) => ({
  ask: {
    type: "http-request",
    request: { url: "https://shop.example/orders", ...request },
    next: "done",
    ...more,
  },
  done,
});
const mend = { type: "return", value: "{{ ask.error }}" };

type Respond = RunWorld["respond"];

async function toTheEnd(world: RunWorld): Promise<void> {
  for (let alarms = 0; (await world.view()).endedAt === null; alarms++) {
    if (alarms === 50) throw new Error("it goes on and on");
    await world.fireAlarm();
  }
}

/** Runs the flow to its end, alarm by alarm. */
async function ended(
  blocks: Record<string, unknown>,
  respond: Respond,
  data = {},
  secrets = {},
): Promise<RunWorld> {
  const world = new RunWorld(blocks);
  world.respond = respond;
  Object.assign(world.secrets, secrets);
  await world.start(data);
  await toTheEnd(world);
  return world;
}

const keysOf = (world: RunWorld) => world.requests.map(({ headers }) => headers["idempotency-key"]);

describe("a request", () => {
  test("carries what its templates say, and gives status, headers and body", async () => {
    const request = {
      method: "PUT",
      url: "https://shop.example/orders/{{ initial.data.id }}?x={{ 1 + 1 }}",
      headers: { "X-Order": "no. {{ initial.data.id }}" },
      body: { id: "{{ initial.data.id }}", list: ["{{ initial.data }}"] },
    };
    const world = await ended(ask(request), () => answer(201, { made: [1] }, { "x-a": "b" }), { id: 7 });
    expect(world.requests).toEqual([
      {
        method: "PUT",
        url: "https://shop.example/orders/7?x=2",
        headers: {
          "x-order": "no. 7",
          "content-type": "application/json",
          "idempotency-key": `${world.runId}:1`,
        },
        body: '{"id":7,"list":[{"id":7}]}',
      },
    ]);
    expect(await world.view()).toMatchObject({
      result: {
        status: 201,
        headers: { "content-type": "application/json", "x-a": "b" },
        body: { made: [1] },
      },
    });
  });

  test.each([
    ["text/plain", "hello", "hello"],
    ["application/json; charset=utf-8", '{"a":1}', { a: 1 }],
    ["application/problem+json", "[1]", [1]],
    ["application/json", "not json", "not json"],
    ["application/json", '{"n":1e999}', '{"n":1e999}'],
    ["text/html", '{"a":1}', '{"a":1}'],
    ["application/json", "", ""],
  ])("takes a body of type %s: %s", async (type, body, expected) => {
    const world = await ended(ask({}), () => answer(200, body, { "content-type": type }));
    expect((await world.view()).result).toMatchObject({ body: expected });
  });

  test("takes JSON that is nested too deeply to be kept as the text that it is", async () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const world = await ended(ask({}), () => answer(200, deep, { "content-type": "application/json" }));
    expect((await world.view()).result).toMatchObject({ body: deep });
  });

  test("has another key each time its block is reached, and the author may give one", async () => {
    const blocks = {
      ask: { type: "http-request", request: { url: "https://a.example/" }, next: "again" },
      again: { type: "condition", when: "own.status == 1", yes: "done", no: "own", onError: "own" },
      own: {
        type: "http-request",
        request: { url: "https://a.example/", headers: { "Idempotency-Key": "mine" } },
      },
      done,
    };
    const loop = {
      ...blocks,
      own: { ...blocks.own, next: "wait" },
      wait: { type: "delay", for: "PT1S", next: "ask" },
    };
    const world = new RunWorld(loop);
    await world.start();
    await world.fireAlarm();
    const [first, mine, second] = keysOf(world);
    expect([first, mine]).toEqual([`${world.runId}:1`, "mine"]);
    expect(second).toMatch(new RegExp(`^${world.runId}:\\d$`));
    expect(second).not.toBe(first);
  });
});

describe("attempts", () => {
  const unavailable = () => answer(503, "later");

  test("follow a 503 with growing pauses and the same key, then the block fails", async () => {
    const at: number[] = [];
    const blocks = ask({}, { retry: { attempts: 4, backoff: "PT10S" }, onError: "mend" });
    let world: RunWorld | undefined;
    world = new RunWorld({ ...blocks, mend });
    world.respond = () => {
      at.push((world?.now ?? 0) - NOON);
      return unavailable();
    };
    await world.start();
    await toTheEnd(world);
    // Half of the pause is jitter, here half of that.
    expect(at).toEqual([0, 7_500, 22_500, 52_500]);
    expect(new Set(keysOf(world))).toEqual(new Set([`${world.runId}:1`]));
    expect(await world.view()).toMatchObject({
      status: "completed",
      result: { code: "http_503", message: "GET shop.example answered 503", source: "ask" },
    });
    const failed = (await world.view()).timeline.filter(({ type }) => type === "attempt-failed");
    expect(failed).toMatchObject([{ attempt: 1 }, { attempt: 2 }, { attempt: 3 }]);
  });

  test.each([
    ["a 429", () => answer(429, "")],
    ["a 500", () => answer(500, "")],
    ["a 408", () => answer(408, "")],
    ["a broken connection", () => ({ ok: false, code: "network", message: "broken" }) as const],
    ["silence", () => ({ ok: false, code: "timeout", message: "silence" }) as const],
  ])("follow %s, and a success ends them", async (_, failure) => {
    let tries = 0;
    const world = await ended(ask({}), () => (tries++ < 2 ? failure() : answer(200, "at last")));
    expect(world.requests).toHaveLength(3);
    expect(await world.view()).toMatchObject({ status: "completed", result: { body: "at last" } });
  });

  test("wait as long as Retry-After asks for", async () => {
    const world = new RunWorld(ask({}));
    world.respond = () => answer(429, "", { "retry-after": "90" });
    await world.start();
    expect(world.storage.alarm).toBeLessThanOrEqual(NOON + 90_000);
    world.respond = () => answer(200, "now");
    await toTheEnd(world);
    expect(await world.view()).toMatchObject({ status: "completed", endedAt: NOON + 90_000 });
  });

  test.each([
    [400, "http_400"],
    [404, "http_404"],
    [302, "http_302"],
  ])("end at once with a %i", async (status, code) => {
    const world = await ended(ask({}), () => answer(status, "no"));
    expect(world.requests).toHaveLength(1);
    expect(await world.view()).toMatchObject({ status: "failed", error: { code, source: "ask" } });
  });

  test("end at once with an answer that is too large", async () => {
    const world = await ended(ask({}), () => ({
      ok: false,
      code: "too_large",
      message: "larger than 1 MiB",
    }));
    expect(await world.view()).toMatchObject({ status: "failed", error: { code: "too_large" } });
    expect(world.requests).toHaveLength(1);
  });

  test("end at once with a request that can't be made", async () => {
    const world = await ended(ask({ url: "{{ initial.data.url }}" }), () => answer(200, 1), {
      url: "ftp://x",
    });
    expect(await world.view()).toMatchObject({ status: "failed", error: { code: "url", source: "ask" } });
    expect(world.requests).toEqual([]);
  });

  test("are the same although another branch changes what they read", async () => {
    const world = new RunWorld({
      data: { type: "set", values: { n: "{{ has(wait.data.n) ? wait.data.n : 1 }}" }, next: ["ask", "wait"] },
      ask: {
        type: "http-request",
        request: {
          method: "POST",
          url: "https://a.example/{{ data.n }}",
          body: "{{ [data.n, uuid(), now()] }}",
        },
      },
      wait: { type: "external-callback", next: "data" },
    });
    world.respond = unavailable;
    await world.start();
    await world.call("wait", { n: 2 });
    expect((await world.view()).context["data"]).toEqual({ n: 2 });
    world.restart();
    await world.fireAlarm();
    await world.fireAlarm();
    const first = world.requests.filter(({ headers }) => headers["idempotency-key"] === `${world.runId}:2`);
    expect(first.length).toBeGreaterThan(1);
    expect(new Set(first.map((request) => JSON.stringify(request))).size).toBe(1);
    expect(first[0]?.url).toBe("https://a.example/1");
  });
});
