import { describe, expect, test } from "vitest";
import { type Available, suggest } from "../../src/console/expression/suggest.ts";
import { branchesOf, linesOf } from "../../src/console/expression/tree.ts";

const entry = (path: string) => ({ path, label: path, type: "any" as const, detail: "" });
const called = (name: string, style: "function" | "method" | "either" | "macro", signature: string) => ({
  name,
  style,
  signature,
  summary: `About ${name}`,
  example: "",
  value: null,
});

const available: Available = {
  groups: [
    {
      label: "Payment Data",
      block: "payment",
      entries: [entry("payment.data"), entry("payment.data.orderId")],
    },
    { label: "Details", block: "details", entries: [entry("details"), entry('details["odd key"]')] },
  ],
  functions: [
    called("sum", "function", "sum(list: list): number"),
    called("upper", "method", "(text: string).upper(): string"),
    called("size", "either", "size(value: any): number"),
  ],
};

/** What is offered where the `|` is: each list with the text that it would replace. */
function offered(marked: string): [replaced: string, names: string[]][] {
  const at = marked.indexOf("|");
  const source = marked.replace("|", "");
  return suggest(source, at, available).map(({ from, items }) => [
    source.slice(from, at),
    items.map((item) => (item.kind === "entry" ? item.entry.path : item.called.name)),
  ]);
}

const EVERYTHING = ["payment.data", "payment.data.orderId", "details", 'details["odd key"]'];

describe("completion", () => {
  test("offers all that can be read, and functions, where a name begins", () => {
    const expected = [
      ["", EVERYTHING],
      ["", ["sum", "size"]],
    ];
    expect(offered("|")).toEqual(expected);
    expect(offered("a == |")).toEqual(expected);
    expect(offered("size(|)")).toEqual(expected);
  });

  test("offers first what has the written word in it, and all where nothing has", () => {
    expect(offered("det|")[0]).toEqual(["det", ["details", 'details["odd key"]']]);
    expect(offered("ORDER|")[0]).toEqual(["ORDER", ["payment.data.orderId"]]);
    expect(offered("pdo|")[0]).toEqual(["pdo", EVERYTHING]);
  });

  test("replaces the whole path that is being written, and offers methods behind a dot", () => {
    expect(offered("payment.data.|")).toEqual([
      ["payment.data.", ["payment.data.orderId"]],
      ["", ["upper", "size"]],
    ]);
    expect(offered("1 + Payment.d|")).toEqual([
      ["Payment.d", ["payment.data", "payment.data.orderId"]],
      ["d", ["upper", "size"]],
    ]);
  });

  test("offers methods alone behind what is computed", () => {
    expect(offered('"a".u|')).toEqual([["u", ["upper", "size"]]]);
    expect(offered("sum(x).|")).toEqual([["", ["upper", "size"]]]);
  });

  test("finds a field whose name is no identifier", () => {
    expect(offered('details["o|')).toEqual([['details["o', ['details["odd key"]']]]);
  });

  test("offers nothing in a text or a comment", () => {
    expect(offered('a == "pay|"')).toEqual([]);
    expect(offered("a // pay|")).toEqual([]);
  });
});

describe("the tree of what can be used", () => {
  test("shows groups, and what is in those that are open", () => {
    const branches = branchesOf(available);
    expect(linesOf(branches, ({ label }) => label === "Details").map(({ id }) => id)).toEqual([
      "Payment Data",
      "Details",
      "read details",
      'read details["odd key"]',
      "functions",
    ]);
  });

  test("keeps what has all the words of a search, in a path, a label or a summary", () => {
    const found = (filter: string) =>
      branchesOf(available, filter).flatMap(({ leaves }) => leaves.map(({ text }) => text));
    expect(found("payment order")).toEqual(["payment.data.orderId"]);
    expect(found("ABOUT upp")).toEqual(["(text: string).upper(): string"]);
    expect(found("nothing")).toEqual([]);
  });
});
