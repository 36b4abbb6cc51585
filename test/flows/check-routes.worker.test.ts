import { expect, test } from "vitest";
import { call } from "./support.ts";

test("a document: errors and advice, with status 200", async () => {
  const { status, body } = await call("POST", "/documents/check", { name: "x", start: "a", blocks: {} });
  expect(status).toBe(200);
  expect(body).toEqual({
    errors: [{ path: "start", message: "No block is called `a`." }],
    advice: [],
  });
});

test("a document: of a trigger's condition its kind", async () => {
  const blocks = { a: { type: "external-callback", condition: "a.data.ok" } };
  const { body } = await call("POST", "/documents/check", { name: "x", start: "a", blocks });
  expect(body).toEqual({
    errors: [],
    advice: [
      {
        path: "blocks.a.condition",
        message: expect.stringContaining("callback only"),
        kind: "callback-only",
      },
    ],
  });
});

test("an expression: its type and what it reads, or its problems", async () => {
  expect((await call("POST", "/expressions/check", { source: "a.b + 1" })).body).toEqual({
    ok: true,
    type: "number",
    reads: [["a", "b"]],
  });
  expect(
    (await call("POST", "/expressions/check", { source: "total > 1", names: ["initial"] })).body,
  ).toEqual({
    ok: false,
    problems: [
      { code: "unknown_name", message: expect.stringContaining("total"), range: { start: 0, end: 5 } },
    ],
  });
});

test("an evaluation: the value and its type", async () => {
  const request = { source: "sum(a.map(x, x * 2))", context: { a: [1, 2, 3] } };
  expect(await call("POST", "/expressions/evaluate", request)).toEqual({
    status: 200,
    body: { value: 12, type: "number" },
  });
});

test.each(["a.b", "1 +", "nope()", "a.constructor"])("an evaluation that fails: %s", async (source) => {
  const { status, body } = await call("POST", "/expressions/evaluate", { source, context: { a: {} } });
  expect(status).toBe(422);
  expect(body).toEqual({
    code: 70410,
    message: expect.any(String),
    range: { start: expect.any(Number), end: expect.any(Number) },
  });
});

test("an evaluation that asks for too much ends quickly", async () => {
  const list = Array.from({ length: 1_000 }, (_, index) => index);
  const source = "a.all(x, a.all(y, a.all(z, x + y + z >= 0)))";
  expect(await call("POST", "/expressions/evaluate", { source, context: { a: list } })).toMatchObject({
    status: 422,
    body: { code: 70410 },
  });
});

test("a request with fields that nobody knows is refused by name", async () => {
  expect(await call("POST", "/expressions/check", { src: "1" })).toMatchObject({
    status: 400,
    body: { code: 70400, errors: expect.arrayContaining([expect.objectContaining({ path: "src" })]) },
  });
});
