import * as fc from "fast-check";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { expect, inject, it } from "vitest";
import { checkExpression, functionCatalogue } from "../../src/expressions/index.ts";
import { anySource, expression } from "../expressions/generate.ts";
import { ORDER, REFUSAL, SAMPLE } from "../scenarios/specification.ts";
import { Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";

/** The Worker as it is deployed, minified and without `eval`: tests in the pool allow what the edge forbids. */
const script = inject("bundle");
const client = new Client(inject("url"));

it("the runtime of these tests refuses eval, as the edge does", async () => {
  const worker = "export default { fetch: () => new Response(String(new Function('return 1')())) };";
  const bare = new Miniflare(convertV4MiniflareOptions({ modules: true, script: worker }));
  try {
    const answer = await bare.dispatchFetch("http://127.0.0.1/");
    expect(await answer.text()).toContain("Code generation from strings disallowed");
  } finally {
    await bare.dispose();
  }
});

it("the bundle runs the specification's scenario: FALSE leaves the run waiting, TRUE completes it", async () => {
  const cashier = await client.logInUser(["Cashier"], { firstName: "James" });
  const condition = "callback.data.data.all(p, p.price > 5) && callback.user.firstName == 'James'";
  const flow = await client.publish({ ...ORDER, callback: { ...ORDER.callback, condition } });
  const run = await client.startRun(flow.flowId, { orderId: "A-1", items: [{ price: 9.5, quantity: 2 }] });
  const call = (body: unknown, token?: string) =>
    client.callback(flow.triggers["callback"]?.callbackUrl ?? "", run, body, token);

  expect((await call(SAMPLE)).body).toEqual(REFUSAL);
  expect((await call(SAMPLE.replace("9.95", "4.95"), cashier.token)).status).toBe(200);
  expect((await client.run(run)).status).toBe("waiting");
  expect((await call(SAMPLE, cashier.token)).status).toBe(200);
  expect((await client.runBecomes(run, "completed")).result).toEqual({
    order: "A-1",
    total: 19,
    firstPrice: 9.95,
    names: ["shampoo", "conditioner", "body wash"],
    thanks: `Thank you, James <${cashier.email}>`,
  });
});

it("the bundle hashes and verifies passwords", async () => {
  const { email } = await client.logInUser();
  const logIn = (password: string) => client.send("POST /api/users/login", { login: email, password });
  expect((await logIn("wrong")).body.code).toBe(3003);
  expect((await logIn("s3cr3t")).body.email).toBe(email);
});

it("the bundle evaluates macros and regular expressions, and lists its runs through the queue", async () => {
  const condition =
    "wait.data.items.exists(i, i.sku.matches('^A-[0-9]+$')) && wait.data.items.map(i, i.sku).size() > 1";
  const flow = await client.publish({ wait: { type: "external-callback", condition } });
  const url = flow.triggers["wait"]?.callbackUrl ?? "";
  const items = (...skus: string[]) => ({ items: skus.map((sku) => ({ sku })) });
  for (const body of [items("B-1", "C-1"), items("A-1"), items("A-x", "B-1")]) {
    expect((await client.callback(url, undefined, body)).status).toBe(200);
  }
  expect((await client.callback(url, undefined, items("B-1", "A-1"))).status).toBe(200);
  const { items: listed } = await eventually(
    async () => (await client.manage(`GET /runs?flowId=${flow.flowId}`)).body,
    ({ items: [first] }) => first?.status === "completed",
  );
  expect(listed).toHaveLength(1);
});

it("the bundle describes its API by an asset and carries nothing to make it of", async () => {
  const { body } = await client.send("GET /api/openapi.json");
  expect(body.info.title).toBe("Holdpoint");
  expect(Object.keys(body.paths)).toContain("/api/automation/flow/{flowId}/trigger/{triggerId}/activate");
  const { summary } = body.paths["/api/manage/flows"].get;
  expect(summary).toBeTypeOf("string");
  for (const text of [summary, "json-schema.org", "openapi", "Why it was ignored"]) {
    expect(script).not.toContain(text);
  }
});

it("the bundle reads expressions as cel-js does, of which it carries the parser only", async () => {
  const sources = [
    ...functionCatalogue().map(({ example }) => example),
    ...fc.sample(fc.oneof(anySource, expression), { numRuns: 300, seed: 4 }),
    ..."1u 1u==1u b'x' has(1) has(a) [].all(1,x) [].map(x) a.?b.orValue() optional.of(1) cel.bind(x,1,x) 9999999999999999999 duration('1s')".split(
      " ",
    ),
  ];
  const wanted = sources.map((source) => {
    const check = checkExpression(source);
    if (check.ok) return check;
    const problems = check.problems.map(({ code, message, range }) => ({ code, message, range }));
    return { ok: false, problems };
  });
  for (const [index, source] of sources.entries()) {
    const { body } = await client.manage("POST /expressions/check", { source });
    expect(body, source).toEqual(wanted[index]);
  }
  expect(wanted.filter(({ ok }) => ok).length).toBeGreaterThan(100);
});

it("the bundle suggests the field that was meant", async () => {
  const { body } = await client.manage("POST /documents/check", {
    name: "x",
    start: "a",
    blocks: {},
    titel: "",
  });
  expect(body.errors[0]).toEqual({ path: "titel", message: "Unknown field `titel`. Did you mean `title`?" });
});
