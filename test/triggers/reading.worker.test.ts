import { describe, expect, it } from "vitest";
import { manage, type Published, publish, sendRaw, startRun, viewRun } from "../support/worker.ts";
import { callBack, short, statusOf, urlOf } from "./support.ts";

function flowOf(trigger: Record<string, unknown>, value: unknown = "{{ pay.data }}"): Promise<Published> {
  return publish({
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", ...trigger, next: "done" },
    done: { type: "return", value },
  });
}

interface Sending {
  type?: string;
  query?: string;
  headers?: Record<string, string>;
}

async function post(
  flow: Published,
  run: string,
  body: BodyInit,
  { type, query = "", headers = {} }: Sending = {},
) {
  const all = { ...headers, ...(type !== undefined && { "content-type": type }) };
  return sendRaw(`${urlOf(flow, "pay")}?execution=${run}${query}`, { method: "POST", body, headers: all });
}

const resultOf = async (run: string) => (await viewRun(run)).result;
const receiptOf = async ({ headers }: { headers: Headers }) =>
  Object((await manage("GET", `/receipts/${headers.get("holdpoint-receipt")}`)).body);

describe("what a trigger accepts", () => {
  it.each<[string, string, BodyInit, unknown]>([
    ["json", "application/vnd.api+json; charset=utf-8", '{"a":1}', { a: 1 }],
    ["form", "application/x-www-form-urlencoded", "a=1&b=x+y&b=%C3%A9", { a: "1", b: ["x y", "é"] }],
    ["text", "text/plain; charset=utf-8", "hello", { text: "hello" }],
    ["xml", "application/soap+xml", "<a>1</a>", { xml: "<a>1</a>" }],
    ["binary", "image/png", new Uint8Array([0, 255]), { base64: "AP8=", contentType: "image/png", size: 2 }],
  ])("%s: %s becomes its data", async (form, type, body, data) => {
    const flow = await flowOf({ accept: [form] });
    const run = await startRun(flow);
    expect(short(await post(flow, run, body, { type }))).toBe("200");
    expect(await resultOf(run)).toEqual(data);
  });

  it("takes a form with a file", async () => {
    const flow = await flowOf({ accept: ["form"] });
    const run = await startRun(flow);
    const form = new FormData();
    form.set("note", "paid");
    form.set("scan", new File(["abc"], "scan.txt", { type: "text/plain" }));
    expect(short(await post(flow, run, form))).toBe("200");
    const scan = {
      name: "scan.txt",
      base64: "YWJj",
      contentType: expect.stringContaining("text/plain"),
      size: 3,
    };
    expect(await resultOf(run)).toEqual({ note: "paid", scan });
  });

  it.each<[string[] | undefined, string, string]>([
    [undefined, "text/plain", "The content type must be application/json"],
    [
      ["json", "form"],
      "text/xml",
      "The content type must be application/json or application/x-www-form-urlencoded or multipart/form-data",
    ],
    [["text"], "application/json", "The content type must be text/plain"],
  ])("refuses what it doesn't, and says what it does: %j, %s", async (accept, type, message) => {
    const flow = await flowOf(accept ? { accept } : {});
    const run = await startRun(flow);
    const sent = await post(flow, run, "{}", { type });
    expect([short(sent), Object(sent.body).message]).toEqual(["415/8048", message]);
    expect(await statusOf(run)).toBe("waiting");
  });

  it("refuses text that is no UTF-8, and more than 1 MiB of anything", async () => {
    const flow = await flowOf({ accept: ["text", "binary"] });
    const run = await startRun(flow);
    expect(short(await post(flow, run, new Uint8Array([0xff, 0xfe]), { type: "text/plain" }))).toBe(
      "400/8058",
    );
    const much = new Uint8Array(1_048_577);
    expect(short(await post(flow, run, much, { type: "image/png" }))).toBe("413/70413");
    expect(await statusOf(run)).toBe("waiting");
  });
});

describe("integers past 2^53", () => {
  const BODY = '{"id":9007199254740993,"price":0.1,"big":1e20}';

  it("are rounded, and the receipt says so", async () => {
    const flow = await flowOf({});
    const run = await startRun(flow);
    const sent = await post(flow, run, BODY, { type: "application/json" });
    expect(short(sent)).toBe("200");
    expect((await receiptOf(sent)).warning).toMatch(/past 2\^53 and was rounded \(16 digits\)/);
    expect(await resultOf(run)).toEqual({ id: 9007199254740992, price: 0.1, big: 1e20 });
  });

  it("are kept as texts where the trigger says so", async () => {
    const flow = await flowOf({ numbers: "text" });
    const run = await startRun(flow);
    const sent = await post(flow, run, BODY, { type: "application/json" });
    expect((await receiptOf(sent)).warning).toBeUndefined();
    expect(await resultOf(run)).toEqual({ id: "9007199254740993", price: 0.1, big: 1e20 });
  });

  it.each([{}, { numbers: "text" }])(
    "in a body that is too deep are refused for its depth by %j",
    async (trigger) => {
      const flow = await flowOf(trigger);
      const body = `{"id":${"[".repeat(100_000)}9007199254740993${"]".repeat(100_000)}}`;
      const sent = await post(flow, await startRun(flow), body, { type: "application/json" });
      expect(sent.body).toMatchObject({
        code: 8058,
        message: expect.stringContaining("nested deeper than 64"),
      });
    },
  );
});

describe("what comes beside the body", () => {
  const SEEN = { query: "{{ pay.query }}", headers: "{{ pay.headers }}" };

  it("is there for later blocks: the query, and the headers that the trigger names", async () => {
    const flow = await flowOf({ headers: ["x-event", "x-none"] }, SEEN);
    const run = await startRun(flow);
    const headers = { "X-Event": "paid", cookie: "a=b", "x-other": "1" };
    await post(flow, run, "{}", { type: "application/json", query: "&order=7&__proto__=x", headers });
    const query = JSON.parse('{"order":"7","__proto__":"x"}');
    expect(await resultOf(run)).toEqual({ query, headers: { "x-event": "paid" } });
  });

  it("is empty where nothing came", async () => {
    const flow = await flowOf({}, SEEN);
    const run = await startRun(flow);
    await callBack(flow, "pay", { execution: run });
    expect(await resultOf(run)).toEqual({ query: {}, headers: {} });
  });

  it("can lead a callback to its run", async () => {
    const flow = await flowOf({ condition: "pay.query.order == initial.data.id" });
    const [, second] = [await startRun(flow, { id: "1" }), await startRun(flow, { id: "2" })];
    const url = `${urlOf(flow, "pay")}?order=2`;
    expect(short(await sendRaw(url, { method: "POST" }))).toBe("200");
    expect(await statusOf(second)).toBe("completed");
  });

  it("is at most 8 KiB", async () => {
    const flow = await flowOf({});
    const run = await startRun(flow);
    expect(
      short(await post(flow, run, "{}", { type: "application/json", query: `&a=${"x".repeat(9_000)}` })),
    ).toBe("400/70400");
  });

  it.each(["authorization", "cookie", "user-token", "x-api-key", "X-Upper"])(
    "can't be the header %s",
    async (name) => {
      const blocks = { pay: { type: "external-callback", headers: [name] } };
      const { status, body } = await manage("POST", "/flows", { name: "x", start: "pay", blocks });
      expect([status, Object(body).errors[0].path]).toEqual([422, "blocks.pay.headers[0]"]);
    },
  );
});

describe("a trigger with a schema", () => {
  const schema = {
    type: "object",
    required: ["id"],
    properties: {
      id: { type: "string", pattern: "^o-" },
      items: {
        type: "array",
        items: { type: "object", properties: { price: { type: "number", minimum: 0 } } },
      },
    },
  };
  const WRONG = { id: "x", items: [{ price: 1 }, { price: -1 }] };

  it.each(["named", "any"])("refuses data against it with each path, and keeps waiting: %s", async (way) => {
    const flow = await flowOf({ schema });
    const run = await startRun(flow);
    const execution = way === "named" ? run : undefined;
    const sent = await callBack(flow, "pay", { execution, body: WRONG });
    expect(short(sent)).toBe("422/70425");
    expect(Object(sent.body).errors.map(({ path }: { path: string }) => path)).toEqual([
      "id",
      "items[1].price",
    ]);
    expect((await receiptOf(sent)).errors).toHaveLength(2);
    expect(await statusOf(run)).toBe("waiting");
    expect(short(await callBack(flow, "pay", { execution, body: { id: "o-1" } }))).toBe("200");
    expect(await statusOf(run)).toBe("completed");
  });

  it("ignores it where it says so", async () => {
    const flow = await flowOf({ schema, onMismatch: "IGNORE" });
    const run = await startRun(flow);
    const sent = await callBack(flow, "pay", { execution: run, body: WRONG });
    expect([short(sent), (await receiptOf(sent)).why]).toEqual(["200", "schema"]);
    expect(await statusOf(run)).toBe("waiting");
  });

  it("tells those nothing of it who aren't let in, and starts no run at a first block", async () => {
    const flow = await publish({
      pay: { type: "external-callback", schema, authentication: { type: "BACKENDLESS" } },
    });
    expect(short(await callBack(flow, "pay", { body: WRONG }))).toBe("401/1000");
    const open = await publish({ pay: { type: "external-callback", schema } });
    expect(short(await callBack(open, "pay", { body: WRONG }))).toBe("422/70425");
  });

  it("holds for the operator's test callbacks too", async () => {
    const flow = await flowOf({ schema });
    const path = `/flows/${flow.flowId}/triggers/${flow.triggers["pay"]?.triggerId}/callbacks`;
    const { body } = await manage("POST", path, { data: WRONG });
    expect(body).toMatchObject({ outcome: "refused", code: 70425 });
  });

  it.each<[unknown, string]>([
    [{ type: "text" }, "blocks.pay.schema"],
    [{ properties: { a: { pattern: "(" } } }, "blocks.pay.schema"],
    [{ $ref: "https://elsewhere.example/schema" }, "blocks.pay.schema"],
    [{ type: "array", uniqueItems: true }, "blocks.pay.schema"],
    ["text", "blocks.pay.schema"],
  ])("can't be published with %j", async (broken, path) => {
    const blocks = { pay: { type: "external-callback", schema: broken } };
    const { status, body } = await manage("POST", "/flows", { name: "x", start: "pay", blocks });
    expect([status, Object(body).errors[0].path]).toEqual([422, path]);
  });
});
