import { expect, it } from "vitest";
import { Block, slotRule, slots } from "../../src/blocks/index.ts";

const BLOCKS = [
  { type: "external-callback", condition: "true", timeout: { at: "run.startedAt", data: 1 } },
  { type: "external-callback", timeout: { at: "{{ run.startedAt }}" } },
  { type: "set", values: {} },
  { type: "condition", when: "true" },
  {
    type: "http-request",
    request: { method: "POST", url: "https://a.example/", headers: { "x-a.b": "c" }, body: 1 },
  },
  { type: "delay", until: "run.startedAt" },
  { type: "join" },
  { type: "return", value: 1 },
];

it("every slot of a block is what the rule of its path says", () => {
  for (const block of BLOCKS.map((each) => Block.parse(each))) {
    for (const { path, source: _, kind, ...slot } of slots(block)) {
      const { kind: ruled, ...rule } = slotRule(block.type, path) ?? {};
      expect(slot, path).toEqual(rule);
      expect(ruled === "either" ? ["expression", "template"] : [ruled], path).toContain(kind);
    }
  }
});

it("there is a rule for what stands below a slot, and none elsewhere", () => {
  expect(slotRule("set", "values.total")).toEqual({ kind: "template" });
  expect(slotRule("set", 'values["odd key"]')).toEqual({ kind: "template" });
  expect(slotRule("http-request", "request.headers.Authorization")).toEqual({
    kind: "template",
    secrets: true,
  });
  expect(slotRule("set", "name")).toBeUndefined();
  expect(slotRule("return", "values")).toBeUndefined();
});
