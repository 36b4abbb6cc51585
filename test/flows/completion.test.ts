import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import example from "../../examples/order-payment.json";
import { Block, slots } from "../../src/blocks/index.ts";
import { checkExpression } from "../../src/expressions/index.ts";
import { checkReads } from "../../src/flows/checks/reads.ts";
import { scopeOf } from "../../src/flows/checks/scope.ts";
import { readShape } from "../../src/flows/checks/shape.ts";
import { completionAt, type Place } from "../../src/flows/completion.ts";
import { Graph } from "../../src/flows/graph.ts";
import { User } from "../../src/users/user.ts";
import { flow, request, set, trigger } from "./checks/support.ts";

const json = (value: unknown) => JSON.parse(JSON.stringify(value));
const at = (document: unknown, place: Place, secrets: string[] = []) =>
  completionAt(json(document), place, secrets);

/** Label → paths. */
function pathsOf(document: unknown, place: Place, secrets?: string[]) {
  const { groups } = at(document, place, secrets);
  return Object.fromEntries(groups.map(({ label, entries }) => [label, entries.map(({ path }) => path)]));
}

const columns = (user: string) => [user, ...Object.keys(User.shape).map((name) => `${user}.${name}`)];

describe("what may be read", () => {
  it("in a trigger's condition: the callback, what came before, and always the run", () => {
    expect(pathsOf(example, { block: "payment", slot: "condition" })).toEqual({
      "Payment confirmed Data": ["payment.data", "payment.receivedAt", "payment.headers", "payment.query"],
      "Payment confirmed Data - User": columns("payment.user"),
      "Process order details": ["details", "details.total"],
      "Initial Data": ["initial.data", "initial.data.orderId", "initial.data.items"],
      "Initial Data - User": columns("initial.user"),
      Run: ["run.id", "run.flowId", "run.startedAt"],
      "Callback URLs": ["urls.payment"],
      Links: ["links.payment"],
    });
  });

  it("after a trigger: its data as others read it, its user with the specification's columns", () => {
    const { groups } = at(example, { block: "complete", slot: "values" });
    expect(groups.slice(0, 2)).toEqual([
      expect.objectContaining({ label: "Process order details", block: "details" }),
      {
        label: "Payment confirmed Data",
        block: "payment",
        entries: [
          {
            path: "payment.data",
            label: "Payment confirmed Data",
            type: "map",
            detail: "The body of the callback",
          },
          {
            path: "payment.data.orderId",
            label: "orderId",
            type: "any",
            detail: "Read elsewhere in this flow",
          },
          { path: "payment.data.paid", label: "paid", type: "any", detail: "Read elsewhere in this flow" },
          expect.objectContaining({ path: "payment.receivedAt", type: "number" }),
          expect.objectContaining({ path: "payment.headers", type: "map" }),
          expect.objectContaining({ path: "payment.query", type: "map" }),
        ],
      },
    ]);
    expect(groups[2]?.entries).toEqual(
      expect.arrayContaining([
        {
          path: "payment.user",
          label: "user",
          type: "map",
          detail: "The user who sent it; null after the timeout",
        },
        { path: "payment.user.email", label: "email", type: "string", detail: "may be null" },
        { path: "payment.user.age", label: "age", type: "number", detail: "may be null" },
        {
          path: "payment.user.lastLogin",
          label: "lastLogin",
          type: "number",
          detail: "Epoch milliseconds; may be null",
        },
        { path: "payment.user.oAuthIdentities", label: "oAuthIdentities", type: "null", detail: "" },
        { path: "payment.user.objectId", label: "objectId", type: "string", detail: "" },
      ]),
    );
  });

  it("at a first block's trigger: the callback alone", () => {
    const document = flow({ pay: trigger({ condition: "", name: "Pay" }) });
    const { names, groups } = at(document, { block: "pay", slot: "condition" });
    expect(names).toEqual(["pay"]);
    expect(groups.map(({ label }) => label)).toEqual(["Pay Data", "Pay Data - User"]);
  });

  it("in a title: what the run is started with", () => {
    expect(Object.keys(pathsOf(example, { slot: "title" }))).toEqual(["Initial Data", "Initial Data - User"]);
  });

  it("of a request: its answer; secrets in its URL and headers only, by name", () => {
    const document = flow({
      ask: request(
        { headers: { "x-key": "{{ secrets.OTHER }}" } },
        { name: "Ask the shop", onError: "sorry", next: "tell" },
      ),
      tell: request({ url: "https://a.example/{{ ask.body.id }}" }),
      sorry: set({ why: "{{ ask.error.message }}" }),
    });
    expect(pathsOf(document, { block: "tell", slot: "request.headers.X-Key" }, ["SHOP"])).toMatchObject({
      "Ask the shop": ["ask", "ask.status", "ask.headers", "ask.body", "ask.body.id"],
      Secrets: ["secrets.OTHER", "secrets.SHOP"],
    });
    expect(at(document, { block: "tell", slot: "request.url" }, ["SHOP"]).groups.at(-1)?.entries).toEqual([
      {
        path: "secrets.OTHER",
        label: "OTHER",
        type: "string",
        detail: "Not configured: the Worker has no FLOW_SECRET_OTHER",
      },
      { path: "secrets.SHOP", label: "SHOP", type: "string", detail: "" },
    ]);
    const body = pathsOf(document, { block: "tell", slot: "request.body" }, ["SHOP"]);
    expect(body).not.toHaveProperty("Secrets");
    expect(body["Ask the shop"]).toContain("ask.body.id");
    expect(pathsOf(document, { block: "sorry", slot: "values" })["Ask the shop"]).toEqual(
      expect.arrayContaining(["ask.error.code", "ask.error.message", "ask.error.source"]),
    );
  });

  it("of a trigger: why it was rejected, where a rejection leads and nowhere else", () => {
    const document = flow({
      pay: trigger({ name: "Pay", onReject: ["sorry"], next: "thanks" }),
      sorry: set(""),
      thanks: set(""),
    });
    const errors = ["pay.error.code", "pay.error.message", "pay.error.source"];
    expect(pathsOf(document, { block: "sorry", slot: "values" })["Pay Data"]).toEqual(
      expect.arrayContaining(errors),
    );
    expect(pathsOf(document, { block: "thanks", slot: "values" })["Pay Data"]).not.toContain(errors[0]);
  });

  it("of a set: the fields of its literal objects, with what they are", () => {
    const values = { total: "{{ 1 + 1 }}", "odd key": "x", deep: { list: [1], text: "a {{ 1 }}" }, in: true };
    const document = flow({ a: set(values, { next: "b" }), b: set("") });
    expect(at(document, { block: "b", slot: "values" }).groups[0]).toEqual({
      label: "a",
      block: "a",
      entries: [
        { path: "a", label: "a", type: "map", detail: "What `values` give" },
        { path: "a.total", label: "total", type: "number", detail: "{{ 1 + 1 }}" },
        { path: 'a["odd key"]', label: "odd key", type: "string", detail: "x" },
        { path: "a.deep", label: "deep", type: "map", detail: "" },
        { path: "a.deep.list", label: "deep.list", type: "list", detail: "" },
        { path: "a.deep.text", label: "deep.text", type: "string", detail: "a {{ 1 }}" },
        { path: 'a["in"]', label: "in", type: "bool", detail: "true" },
      ],
    });
  });

  it("doesn't depend on the document being in order: a trigger that the schema refuses keeps its data", () => {
    const document = {
      start: "a",
      blocks: {
        a: set({ x: 1 }, { next: "pay" }),
        pay: { type: "external-callback", name: "Pay", condition: "", timeout: {}, next: "b" },
        b: { type: "http-request", next: 7 },
        "odd id": { type: "set" },
      },
    };
    expect(Object.keys(pathsOf(document, { block: "pay", slot: "condition" }))).toEqual(
      expect.arrayContaining(["Pay Data", "a", "Initial Data"]),
    );
    expect(Object.keys(pathsOf(document, { block: "b", slot: "request.url" }, ["KEY"]))).toEqual(
      expect.arrayContaining(["Pay Data", "Pay Data - User", "Secrets"]),
    );
    for (const nothing of [{}, { blocks: [] }, { blocks: { a: null } }])
      expect(at(nothing, { block: "a", slot: "values" }).names).toEqual(["initial", "run", "urls", "links"]);
  });

  it("has no slot where nothing is evaluated", () => {
    expect(() => at(example, { block: "payment", slot: "name" })).toThrow("Nothing is evaluated there");
    expect(() => at(example, { block: "expired", slot: "condition" })).toThrow("type return");
  });
});

const ids = ["a", "b", "c", "d"];
const anyBlock = fc.record({
  next: fc.option(fc.constantFrom(...ids, "gone"), { nil: undefined }),
  onError: fc.option(fc.constantFrom(...ids), { nil: undefined }),
  kind: fc.constantFrom(
    { type: "external-callback", condition: "true", timeout: { at: "run.startedAt", data: 1 } },
    { type: "set", values: { x: "{{ initial.data.n }}", y: { z: [] } } },
    {
      type: "http-request",
      request: { url: "https://a.example/{{ initial.data.id }}", headers: { k: "v" }, body: 1 },
    },
    { type: "condition", when: "true" },
    { type: "delay", until: "run.startedAt" },
    { type: "join" },
    { type: "return", value: null },
    { type: "set" },
    { type: "external-callback", condition: "" },
  ),
});
const anyDocument = fc
  .tuple(fc.constantFrom(...ids), fc.tuple(anyBlock, anyBlock, anyBlock, anyBlock))
  .map(([start, blocks]) => ({
    name: "x",
    start,
    blocks: Object.fromEntries(
      blocks.map(({ next, onError, kind }, index) => {
        const leads = kind.type === "return" ? {} : kind.type === "condition" ? { yes: next } : { next };
        return [ids[index], { ...kind, ...leads, onError }];
      }),
    ),
  }));

it("what is offered is what the checks accept: the same names, and no entry with a problem", () => {
  let tried = 0;
  fc.assert(
    fc.property(anyDocument, (given) => {
      const document = json(given);
      const { outline } = readShape(document);
      if (!outline) throw new Error("no outline");
      const graph = new Graph(outline);
      const isWhole = ids.every((id) => !isRefused(document, id));
      for (const [block, definition] of Object.entries(outline.blocks)) {
        // One that the schema refused is checked as something else.
        if (isRefused(document, block)) continue;
        for (const slot of slots(definition)) {
          const { names, groups } = at(document, { block, slot: slot.path }, ["KEY"]);
          expect(names).toEqual(scopeOf(slot, block, outline, graph).names);
          if (!isWhole) continue;
          const paths = groups.flatMap(({ entries }) => entries.map(({ path }) => path));
          tried += paths.length;
          const check = checkExpression(`[${paths.join(", ")}]`, names);
          expect(check.ok && checkReads("", check.reads, outline)).toEqual([]);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(tried).toBeGreaterThan(1_000);
});

const isRefused = (document: { blocks: Record<string, unknown> }, id: string) =>
  !Block.safeParse(document.blocks[id]).success;
