import { describe, expect, test } from "vitest";
import { answer, RunWorld } from "../support/ports.ts";

const SECRET = 'k"1 /é';
const done = { type: "return", value: "{{ ask }}" };
const ask = (request: object = {}, more: object = {}) => ({
  ask: {
    type: "http-request",
    request: {
      url: "https://shop.example/",
      headers: { authorization: "Bearer {{ secrets.SHOP }}" },
      ...request,
    },
    retry: { attempts: 2 },
    next: "done",
    ...more,
  },
  done,
});

async function ended(
  blocks: Record<string, unknown>,
  respond: RunWorld["respond"],
  secrets = { SHOP: SECRET },
) {
  const world = new RunWorld(blocks);
  world.respond = respond;
  Object.assign(world.secrets, secrets);
  await world.start();
  for (let alarms = 0; alarms < 20 && (await world.view()).endedAt === null; alarms++)
    await world.fireAlarm();
  return world;
}

describe("a secret", () => {
  test("is put into headers and the URL, and kept nowhere", async () => {
    const url = "https://shop.example/?key={{ secrets.SHOP }}";
    const world = await ended(ask({ url }), () => answer(200, "thanks"), { SHOP: "open-sesame" });
    expect(world.requests).toMatchObject([
      { url: "https://shop.example/?key=open-sesame", headers: { authorization: "Bearer open-sesame" } },
    ]);
    expect(JSON.stringify([world.entries, await world.view()])).not.toContain("open-sesame");
  });

  test("is blanked in whatever comes back, in the forms in which it is echoed", async () => {
    const echo = {
      plain: `you sent ${SECRET}`,
      url: `?key=${encodeURIComponent(SECRET)}`,
      [SECRET]: [{ deep: JSON.stringify(SECRET) }],
    };
    const world = await ended(ask(), () => answer(200, echo, { "x-echo": SECRET }));
    expect((await world.view()).result).toMatchObject({
      headers: { "x-echo": "•••" },
      body: { plain: "you sent •••", url: "?key=•••", "•••": [{ deep: '"•••"' }] },
    });
    const kept = JSON.stringify([world.entries, await world.view()]);
    for (const form of [SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1)]) {
      expect(kept).not.toContain(JSON.stringify(form).slice(1, -1));
    }
  });

  test("is blanked in what a failure says", async () => {
    const world = await ended(ask(), () => ({
      ok: false,
      code: "network",
      message: `no way with ${SECRET}`,
    }));
    expect(await world.view()).toMatchObject({
      error: { code: "network", message: "GET shop.example: no way with •••" },
    });
    const kept = JSON.stringify([world.entries, await world.view(), world.problems]);
    expect(kept).not.toContain(JSON.stringify(SECRET).slice(1, -1));
  });

  test("that isn't set fails the block, clearly and without a request", async () => {
    const world = await ended(ask(), () => answer(200, 1), { SHOP: undefined as never });
    expect(await world.view()).toMatchObject({
      error: { code: "secret", message: "The secret SHOP isn't set: set FLOW_SECRET_SHOP", source: "ask" },
    });
    expect(world.requests).toEqual([]);
  });

  test("follows a redirect on its host, and never to another host, port or scheme", async () => {
    for (const [location, followed] of [
      ["/moved", "https://shop.example/moved"],
      ["https://shop.example/moved", "https://shop.example/moved"],
      ["https://evil.example/", undefined],
      ["https://shop.example.evil.example/", undefined],
      ["https://shop.example:8443/", undefined],
      ["http://shop.example/", undefined],
      ["//evil.example/", undefined],
    ] as const) {
      const respond: RunWorld["respond"] = ({ url }) =>
        url === "https://shop.example/" ? answer(302, "", { location }) : answer(200, "here");
      const world = await ended(ask(), respond);
      const expected = ["https://shop.example/", ...(followed === undefined ? [] : [followed])];
      expect(world.requests.map(({ url }) => url)).toEqual(expected);
      const end = followed === undefined ? { error: { code: "http_302" } } : { result: { body: "here" } };
      expect(await world.view()).toMatchObject(end);
    }
  });

  test("never follows a redirect that leaves its host and comes back", async () => {
    const respond: RunWorld["respond"] = ({ url }) =>
      answer(302, "", { location: url === "https://shop.example/" ? "/a" : "https://evil.example/" });
    const world = await ended(ask(), respond);
    expect(world.requests.map(({ url }) => url)).toEqual(["https://shop.example/", "https://shop.example/a"]);
  });
});

describe("a redirect", () => {
  const plain = (request: object) => ask({ headers: {}, ...request });
  const moved =
    (status: number): RunWorld["respond"] =>
    (request) =>
      request.url === "https://shop.example/"
        ? answer(status, "", { location: "https://other.example/x" })
        : answer(200, request.method);

  test.each([
    ["GET", 301, "GET"],
    ["POST", 302, "GET"],
    ["POST", 303, "GET"],
    ["POST", 307, "POST"],
    ["PUT", 308, "PUT"],
    ["PUT", 303, "GET"],
    ["DELETE", 302, "DELETE"],
  ])("of a %s with %i goes on as %s", async (method, status, expected) => {
    const world = await ended(plain({ method, ...(method !== "GET" && { body: { a: 1 } }) }), moved(status));
    expect(await world.view()).toMatchObject({ status: "completed", result: { body: expected } });
    const [first, second] = world.requests;
    expect(second?.body).toBe(expected === "GET" ? undefined : first?.body);
    expect(second?.headers["content-type"]).toBe(
      expected === "GET" ? undefined : first?.headers["content-type"],
    );
  });

  test("is followed five times at most", async () => {
    const world = await ended(plain({}), ({ url }) => answer(302, "", { location: `${url}x` }));
    expect(world.requests).toHaveLength(6);
    expect(await world.view()).toMatchObject({ error: { code: "http_302" } });
  });

  test("to another host doesn't take what the author wrote for the first along", async () => {
    const world = await ended(plain({ headers: { authorization: "Basic abc", cookie: "a=b" } }), moved(302));
    expect(world.requests[1]?.headers).not.toHaveProperty("authorization");
    expect(world.requests[1]?.headers).not.toHaveProperty("cookie");
  });

  test("to what is no web address isn't followed", async () => {
    const world = await ended(plain({}), () => answer(302, "", { location: "javascript:alert(1)" }));
    expect(world.requests).toHaveLength(1);
    expect(await world.view()).toMatchObject({ error: { code: "http_302" } });
  });
});
