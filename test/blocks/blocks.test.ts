import { describe, expect, test } from "vitest";
import { BlockFailure, BlockId } from "../../src/blocks/block.ts";
import { Block, enter, exits, slots } from "../../src/blocks/index.ts";
import { checkExpression, compileExpression, ExpressionError } from "../../src/expressions/index.ts";
import type { JsonObject } from "../../src/json.ts";
import { NOW, problems, scene } from "./support.ts";

const HOUR = 3_600_000;
const step = (block: unknown, context?: JsonObject) => enter(Block.parse(block), scene(context));

describe("set", () => {
  test("computes its values, with their types, and goes on", () => {
    const values = { total: "{{ a.x * 2 }}", text: "total {{ a.x }}", list: ["{{ a }}", 1, null] };
    expect(step({ type: "set", values, next: ["b", "c"] }, { a: { x: 2 } })).toEqual({
      do: "go",
      output: { total: 4, text: "total 2", list: [{ x: 2 }, 1, null] },
      next: ["b", "c"],
    });
  });

  test("takes any JSON as values, and ends the branch without `next`", () => {
    for (const values of [null, 0, "", [], false, { a: { b: [] } }]) {
      expect(step({ type: "set", values })).toEqual({ do: "go", output: values, next: undefined });
    }
  });

  test("fails on what isn't there", () => {
    expect(() => step({ type: "set", values: "{{ a.y }}" }, { a: {} })).toThrow(ExpressionError);
  });
});

describe("condition", () => {
  const block = { type: "condition", when: "a > 1", yes: "b", no: ["c"] };

  test("goes one way or the other, and its output is the verdict", () => {
    expect(step(block, { a: 2 })).toEqual({ do: "go", output: true, next: "b" });
    expect(step(block, { a: 1 })).toEqual({ do: "go", output: false, next: ["c"] });
  });

  test("ends the branch where no way is given", () => {
    expect(step({ type: "condition", when: "true" })).toEqual({ do: "go", output: true, next: undefined });
  });

  test.each([1, "true", null, []])("fails on %j, which isn't true or false", (a) => {
    expect(() => step({ type: "condition", when: "a" }, { a })).toThrow(BlockFailure);
  });
});

describe("delay", () => {
  test("sleeps for a duration from when it was reached", () => {
    expect(step({ type: "delay", for: "PT90M" })).toEqual({ do: "sleep", until: NOW + 1.5 * HOUR });
    expect(step({ type: "delay", for: "PT0S" })).toEqual({ do: "sleep", until: NOW });
  });

  test.each<[string, string | number]>([
    ["2026-02-01T00:00:00Z", 0],
    ["a", NOW + 12 * HOUR],
    ["{{ a }}", NOW + 12 * HOUR],
    ["a", "2026-02-01T02:00:00+02:00"],
    ["2026-02-{{ a }}T00:00:00.000Z", "01"],
  ])("sleeps until %s", (until, a) => {
    expect(step({ type: "delay", until }, { a })).toEqual({ do: "sleep", until: NOW + 12 * HOUR });
  });

  test.each(["tomorrow", "2026-02-01", "2026-02-30T00:00:00Z", true, null, {}])(
    "fails on %j, which is no instant",
    (a) => {
      expect(() => step({ type: "delay", until: "a" }, { a })).toThrow(/gives no instant/);
    },
  );

  test("sleeps ten years at most", () => {
    const longest = { do: "sleep", until: NOW + 3_660 * 24 * HOUR };
    expect(step({ type: "delay", until: "a" }, { a: 1e300 })).toEqual(longest);
  });

  test("has either a duration or an instant", () => {
    const message = "for: A delay has either `for` (a duration) or `until` (an instant)";
    expect(problems({ type: "delay" })).toEqual([message]);
    expect(problems({ type: "delay", for: "PT1S", until: "a" })).toEqual([message]);
  });
});

describe("join", () => {
  test.each([
    [{}, "all"],
    [{ mode: "all" }, "all"],
    [{ mode: "any" }, 1],
    [{ mode: "count", count: 2 }, 2],
    [{ count: 3 }, 3],
  ])("%j needs %j", (fields, need) => {
    expect(step({ type: "join", ...fields })).toEqual({ do: "join", need });
  });

  test.each([{ mode: "count" }, { mode: "any", count: 2 }, { mode: "all", count: 1 }])(
    "%j contradicts itself",
    (fields) => {
      expect(problems({ type: "join", ...fields })).toEqual([
        expect.stringMatching(/^count: `count` goes with/),
      ]);
    },
  );
});

describe("return", () => {
  test("ends the run with a value, or with null", () => {
    expect(step({ type: "return", value: { x: "{{ a }}" } }, { a: 1 })).toEqual({
      do: "return",
      value: { x: 1 },
    });
    expect(step({ type: "return" })).toEqual({ do: "return", value: null });
  });

  test("leads nowhere, except when it fails", () => {
    expect(problems({ type: "return", next: "a" })).toEqual([': Unrecognized key: "next"']);
    expect(exits(Block.parse({ type: "return", onError: "a" }))).toEqual([{ path: "onError", to: "a" }]);
  });
});

const wait = (timeout?: unknown, context?: JsonObject) =>
  step({ type: "external-callback", ...(timeout !== undefined && { timeout }) }, context);

describe("external-callback", () => {
  test("waits for good, for a duration, or until an instant", () => {
    expect(wait()).toEqual({ do: "wait", timeoutAt: undefined });
    expect(wait({ after: "PT24H" })).toEqual({ do: "wait", timeoutAt: NOW + 24 * HOUR });
    expect(wait({ at: "a" }, { a: NOW + 5 })).toEqual({ do: "wait", timeoutAt: NOW + 5 });
    expect(wait({ at: "2026-01-31T13:00:00Z" })).toEqual({ do: "wait", timeoutAt: NOW + HOUR });
  });

  test("fails when the instant of its timeout is none", () => {
    expect(() => wait({ at: "a" }, { a: "soon" })).toThrow(BlockFailure);
  });

  test("has either kind of timeout", () => {
    const message = "timeout.after: A timeout has either `after` (a duration) or `at` (an instant)";
    for (const timeout of [{}, { after: "PT1S", at: "a" }]) {
      expect(problems({ type: "external-callback", timeout })).toEqual([message]);
    }
  });

  test("requires roles of users only", () => {
    const authentication = { requiredRoles: ["Cashier"] };
    expect(problems({ type: "external-callback", authentication })).toEqual([
      "authentication.requiredRoles: Roles can only be required with type BACKENDLESS or JWT",
    ]);
  });

  test("names what is evaluated, and only the condition sees the callback", () => {
    const block = Block.parse({
      type: "external-callback",
      condition: "a.data.ok",
      timeout: { at: "initial.data.until", data: { late: "{{ true }}" } },
    });
    expect(slots(block)).toEqual([
      { path: "condition", kind: "expression", source: "a.data.ok", expects: "bool", ownCallback: true },
      { path: "timeout.at", kind: "expression", source: "initial.data.until", expects: "instant" },
      { path: "timeout.data", kind: "template", source: { late: "{{ true }}" } },
    ]);
  });
});

test("every mention of another block has its path", () => {
  const block = Block.parse({
    type: "external-callback",
    next: ["a", "b"],
    timeout: { after: "PT1S", next: "c" },
    onError: "d",
  });
  expect(exits(block)).toEqual([
    { path: "next[0]", to: "a" },
    { path: "next[1]", to: "b" },
    { path: "timeout.next", to: "c" },
    { path: "onError", to: "d" },
  ]);
});

describe("block ids", () => {
  test.each(["a", "A1", "_x", "pay_2", "x".repeat(64)])("%s is one", (id) => {
    expect(BlockId.safeParse(id).success).toBe(true);
  });

  test.each([
    "",
    "1a",
    "a-b",
    "a.b",
    "é",
    "x".repeat(65),
    "__x",
    "initial",
    "run",
    "urls",
    "links",
    "secrets",
    "in",
  ])("%j is none", (id) => {
    expect(BlockId.safeParse(id).success).toBe(false);
  });

  test.each(["has", "size", "map", "string", "int", "type", "list", "sum", "now", "optional", "dyn", "math"])(
    "%s can be read like any other",
    (id) => {
      expect(checkExpression(`${id}.data.x == 1`, [id])).toMatchObject({
        ok: true,
        reads: [[id, "data", "x"]],
      });
      const { context, budget } = scene({ [id]: { data: { x: 1 } } });
      expect(compileExpression(`${id}.data.x`).evaluate(context, budget)).toBe(1);
    },
  );
});
