import { describe, expect, test } from "vitest";
import { newGuid } from "../../src/ids.ts";
import { call, create, freshName, ORIGIN, payment } from "./support.ts";

const GUID = expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);

describe("publishing", () => {
  test("answers ids, callback URLs and advice, and launches nothing", async () => {
    const name = freshName();
    const { status, body } = await call("POST", "/flows", payment(name));
    const [flowId, versionId, triggerId] = [body.flow.id, body.version.id, body.triggers[0].triggerId];
    expect(status).toBe(201);
    expect(body).toEqual({
      flow: { id: GUID, name },
      version: { id: GUID, number: 1, status: "draft", createdAt: expect.any(Number), launchedAt: null },
      triggers: [
        {
          block: "pay",
          name: "Payment",
          triggerId: GUID,
          callbackUrl: `${ORIGIN}/api/automation/flow/${versionId}/trigger/${triggerId}/activate`,
          stableUrl: `${ORIGIN}/api/automation/flow/${flowId}/trigger/${triggerId}/activate`,
        },
      ],
      advice: [],
    });
    expect((await call("GET", `/flows/${flowId}`)).body).toMatchObject({ liveVersionId: null });
  });

  test("answers every problem of a document at once, and stores nothing", async () => {
    const name = freshName();
    const document = { ...payment(name), colour: "red" };
    document.blocks.done.value = "{{ nobody }}";
    const { status, body } = await call("POST", "/flows", document);
    expect(status).toBe(422);
    expect(body).toEqual({
      code: 70423,
      message: expect.stringContaining("2 problems"),
      errors: [
        { path: "colour", message: "Unknown field `colour`." },
        { path: "blocks.done.value", message: expect.stringContaining("nobody") },
      ],
    });
    expect((await call("POST", "/flows", payment(name))).status).toBe(201);
  });

  test("tells of each trigger's condition which kind it is and why", async () => {
    const { advice } = await create({
      ...payment(),
      start: "first",
      blocks: {
        first: { type: "set", values: 1, next: "pay" },
        pay: { type: "external-callback", condition: "pay.data.id == initial.data.id" },
      },
    });
    expect(advice).toEqual([
      { path: "blocks.pay.condition", message: expect.stringContaining("index"), kind: "keyed" },
    ]);
  });

  test("refuses roles that nobody made", async () => {
    const authentication = { type: "BACKENDLESS", requiredRoles: ["AuthenticatedUser", `Role ${newGuid()}`] };
    const { status, body } = await call(
      "POST",
      "/flows",
      payment(freshName(), { pay: { type: "external-callback", next: "done", authentication } }),
    );
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ path: "blocks.pay.authentication.requiredRoles[1]" }]);
  });

  test("keeps names unique among flows that aren't deleted", async () => {
    const { flow } = await create(payment("Unique"));
    expect(await call("POST", "/flows", payment("Unique"))).toMatchObject({
      status: 409,
      body: { code: 70409 },
    });
    expect((await call("DELETE", `/flows/${flow.id}`)).status).toBe(204);
    expect((await call("POST", "/flows", payment("Unique"))).status).toBe(201);
  });
});

describe("bodies", () => {
  test.each([
    ["not JSON", "{", {}, 400, 8058],
    ["a list", "[]", {}, 400, 8058],
    ["empty", "", {}, 400, 8058],
    ["nested too deeply", `{"a":${"[".repeat(70)}${"]".repeat(70)}}`, {}, 400, 8058],
    ["nested absurdly", "[".repeat(400_000), {}, 400, 8058],
    ["another content type", "{}", { "content-type": "text/plain" }, 415, 8048],
    ["too large", JSON.stringify({ name: "x".repeat(1024 * 1024) }), {}, 413, 70413],
  ])("%s", async (_what, body, headers, status, code) => {
    for (const [method, path] of [
      ["POST", "/flows"],
      ["POST", `/flows/${newGuid()}/versions`],
      ["PUT", `/flows/${newGuid()}/versions/${newGuid()}`],
      ["POST", "/documents/check"],
      ["POST", "/expressions/check"],
      ["POST", "/expressions/evaluate"],
    ] as const) {
      expect(await call(method, path, body, headers)).toMatchObject({ status, body: { code } });
    }
  });

  test("a content type with parameters is JSON too", async () => {
    const headers = { "content-type": "application/json; charset=utf-8" };
    expect((await call("POST", "/documents/check", payment(), headers)).status).toBe(200);
  });
});
