import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mentionsIn, mentionsInTemplate } from "../../src/console/document/mentions.ts";
import { checkExpression } from "../../src/expressions/index.ts";
import { expression } from "../expressions/generate.ts";

const idsIn = (source: string) => mentionsIn(source).map(({ id }) => id);

describe("the mentions of an expression", () => {
  it.each([
    ["payment.data.orderId == initial.data.orderId", ["payment", "initial"]],
    ["payment.data.payment", ["payment"]],
    ["payment.?data.orValue(total)", ["payment", "total"]],
    ['"payment" + \'payment\' + r"payment"', []],
    ["size(payment) > size", ["payment", "size"]],
    ["a.items.map(i, i.price * rate)", ["a", "rate"]],
    ["a.map(a, a.b) + a", ["a", "a"]],
    ["a.filter(i, i.all(j, j > i)).size() + i + j", ["a", "i", "j"]],
    ["urls.payment", ["urls", "payment"]],
    ["links.payment + urls.other", ["links", "payment", "urls", "other"]],
    ['links["payment"] + a.links.other', ["links", "payment", "a"]],
    ["[1].map(links, links.payment)", []],
    ['urls["payment"] + urls[?"other"].orValue("")', ["urls", "payment", "urls", "other"]],
    ["a.urls.payment", ["a"]],
    ["[1].map(urls, urls.payment)", []],
    ['urls[flag ? "a" : "b"]', ["urls", "flag"]],
    ["optional.of(a) == optional.none()", ["a"]],
    ["{key: value}", ["key", "value"]],
    ["1e5 + 0xFF + 2u", []],
    ["a // b", ["a"]],
    ["true && null == false", []],
  ])("%s", (source, ids) => {
    expect(idsIn(source)).toEqual(ids);
  });

  it("are found while it is being written", () => {
    expect(idsIn("payment.data.total >= (details.")).toEqual(["payment", "details"]);
    expect(idsIn('payment == "open')).toEqual(["payment"]);
  });

  it("stand where they say", () => {
    fc.assert(
      fc.property(expression, (source) => {
        for (const { id, start, end } of mentionsIn(source)) expect(source.slice(start, end)).toBe(id);
      }),
    );
  });

  it("are the names that the checks find", () => {
    fc.assert(
      fc.property(expression, (source) => {
        const check = checkExpression(source);
        fc.pre(check.ok);
        if (!check.ok) return;
        expect(new Set(idsIn(source))).toEqual(new Set(check.reads.map(([root]) => root)));
      }),
      { numRuns: 2_000 },
    );
  });
});

it("finds the mentions of a template inside its braces only", () => {
  const text = 'payment {{ payment.data["}}"] }} and {{ {"a": details} }} {{ open';
  expect(mentionsInTemplate(text).map(({ id, start }) => [id, text.slice(start, start + 4)])).toEqual([
    ["payment", "paym"],
    ["details", "deta"],
    ["open", "open"],
  ]);
});
