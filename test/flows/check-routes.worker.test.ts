import { expect, test } from "vitest";
import { call, create } from "./support.ts";

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

test("an evaluation of a template: JSON with the values of its expressions", async () => {
  const template = { total: "{{ sum(a) }}", text: "{{ a[0] }} of {{ size(a) }}", fixed: true };
  expect(await call("POST", "/expressions/evaluate", { template, context: { a: [1, 2, 3] } })).toEqual({
    status: 200,
    body: { value: { total: 6, text: "1 of 3", fixed: true }, type: "map" },
  });
});

test("an evaluation of nothing, or of two things at once, is refused", async () => {
  for (const what of [{}, { source: "1", template: "1" }]) {
    const { status } = await call("POST", "/expressions/evaluate", { ...what, context: {} });
    expect(status).toBe(400);
  }
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

test("what an expression may read: as in the console, with the names of configured secrets", async () => {
  const blocks = {
    pay: { type: "external-callback", name: "Callback with Orders", next: "tell" },
    tell: { type: "http-request", request: { url: "" } },
  };
  const document = { name: "x", start: "pay", blocks };
  const { status, body } = await call("POST", "/documents/scope", {
    document,
    block: "tell",
    slot: "request.url",
  });
  expect(status).toBe(200);
  expect(body.names).toEqual(["initial", "run", "urls", "links", "pay", "secrets"]);
  expect(body.groups.map(({ label }: { label: string }) => label)).toEqual([
    "Callback with Orders Data",
    "Callback with Orders Data - User",
    "Initial Data",
    "Initial Data - User",
    "Run",
    "Callback URLs",
    "Links",
    "Secrets",
  ]);
  const shop = { path: "secrets.SHOP", label: "SHOP", type: "string", detail: "" };
  expect(body.groups.at(-1).entries).toContainEqual(shop);
  expect(JSON.stringify(body)).not.toContain("s3cr3t");
});

test("what may be read where nothing is evaluated is refused", async () => {
  const document = { blocks: { a: { type: "set" } } };
  expect(await call("POST", "/documents/scope", { document, block: "a", slot: "name" })).toMatchObject({
    status: 400,
    body: { code: 70400, errors: [{ path: "slot" }] },
  });
});

test("a condition, taken apart", async () => {
  const parts = async (source: string) => (await call("POST", "/expressions/condition", { source })).body;
  expect(await parts("a.data.id == b.id && has(a.data.n)")).toEqual({
    parts: [
      { left: "a.data.id", op: "==", right: "b.id", text: "a.data.id == b.id" },
      { left: "a.data.n", op: "has", right: null, text: "has(a.data.n)" },
    ],
  });
  expect(await parts("a ==")).toEqual({ parts: null });
});

test("the functions, each with an example that gives what is said", async () => {
  const { status, body } = await call("GET", "/expressions/functions");
  expect(status).toBe(200);
  for (const { name, example, value } of body.items) {
    const { body: evaluated } = await call("POST", "/expressions/evaluate", { source: example, context: {} });
    expect(evaluated.value, name).toEqual(value);
  }
  expect(body.items).toContainEqual({
    name: "startsWith",
    style: "method",
    signature: "(text: string).startsWith(search: string): bool",
    summary: "Whether the text begins with another.",
    example: '"INV-2041".startsWith("INV-")',
    value: true,
  });
});

test("a version: what of its data is read", async () => {
  const { path } = await create();
  expect((await call("GET", path)).body.reads).toEqual({ initial: [], pay: [[]] });
});
