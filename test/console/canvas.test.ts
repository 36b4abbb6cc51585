import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edgesOf, nodesOf } from "../../src/console/canvas/graph.ts";
import { arrange, inOrder, layoutKey } from "../../src/console/canvas/layout.ts";
import { sizeOf } from "../../src/console/canvas/size.ts";
import { summaryOf } from "../../src/console/canvas/summary.ts";
import { blockTowards } from "../../src/console/canvas/walk.ts";
import { type Draft, EMPTY_DRAFT, setField } from "../../src/console/document/draft.ts";
import { EXAMPLES } from "../../src/console/document/examples.ts";
import { problemsByBlock, readProblems } from "../../src/console/document/problems.ts";
import { drafts } from "./drafts.ts";

const draft: Draft = EXAMPLES.find(({ id }) => id === "order-payment")?.draft ?? EMPTY_DRAFT;
const sizes = (of: Draft) => (id: string) => sizeOf(of.blocks[id] ?? {});

describe("the automatic layout", () => {
  it("draws what comes later further down, from the start on", () => {
    const { places } = arrange(draft, {}, sizes(draft));
    const y = (id: string) => places[id]?.y ?? Number.NaN;
    expect(y("details")).toBeLessThan(y("payment"));
    expect(y("payment")).toBeLessThan(y("complete"));
    expect(y("complete")).toBeLessThan(y("done"));
  });

  it("never draws a block on another", () => {
    fc.assert(
      fc.property(drafts, (of) => {
        const boxes = Object.entries(arrange(of, {}, sizes(of)).places).map(([id, at]) => ({
          ...at,
          ...sizes(of)(id),
        }));
        const clashes = boxes.flatMap((a, index) =>
          boxes
            .slice(index + 1)
            .filter(
              (b) =>
                a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
            ),
        );
        expect(clashes).toEqual([]);
      }),
    );
  });

  it("leads a link that skips a block around it", () => {
    const skipping: Draft = {
      name: "Skip",
      start: "a",
      blocks: {
        a: { type: "condition", when: "true", yes: "b", no: "c" },
        b: { type: "set", values: {}, next: "c" },
        c: { type: "return" },
      },
    };
    const { places, routes } = arrange(skipping, {}, sizes(skipping));
    expect(Object.keys(routes)).toEqual(["a no 0"]);
    const [, lane] = routes["a no 0"] ?? [];
    const b = { x: places.b?.x ?? 0, ...sizes(skipping)("b") };
    expect(lane && (lane.x < b.x || lane.x > b.x + b.width)).toBe(true);
  });

  it("is made again only for what it depends on", () => {
    const key = layoutKey(draft, {}, sizes(draft));
    expect(layoutKey(setField(draft, "title", "other"), {}, sizes(draft))).toBe(key);
    expect(layoutKey(setField(draft, "start", "payment"), {}, sizes(draft))).not.toBe(key);
  });

  it("takes 200 blocks in less than a second", () => {
    const ids = Array.from({ length: 200 }, (_, index) => `b${index}`);
    const blocks = Object.fromEntries(
      ids.map((id, index) => [
        id,
        { type: "condition", when: "true", yes: `b${index + 1}`, no: `b${index + 2}` },
      ]),
    );
    const many: Draft = { name: "Many", start: "b0", blocks };
    const began = performance.now();
    expect(Object.keys(arrange(many, {}, sizes(many)).places)).toHaveLength(200);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe("the picture", () => {
  const check = {
    errors: [{ path: "blocks.payment.condition", message: "No such name" }],
    advice: [{ path: "blocks.done", message: "Only so you know" }],
  };
  const nodes = nodesOf({
    draft,
    positions: arrange(draft, {}, sizes(draft)).places,
    problems: problemsByBlock(readProblems(check)),
    marks: { payment: { status: "waiting", count: 2, note: "since 3 min" } },
  });

  it("goes through the blocks in the order of reading", () => {
    expect(inOrder(draft)).toEqual(["details", "payment", "complete", "done", "expired"]);
    expect(nodes.map(({ id }) => id)).toEqual(inOrder(draft));
  });

  it("says everything that is to be seen", () => {
    expect(nodes.find(({ id }) => id === "payment")?.ariaLabel).toBe(
      "Payment confirmed. External Callback. waiting, 2 times, since 3 min. Users with Cashier. " +
        "payment.data.orderId == initial.data.orderId && payment.data.paid >= details.total. " +
        "Waits 24 hours at most. 1 problem: No such name",
    );
    expect(nodes[0]?.ariaLabel).toContain("start of the flow");
  });

  it("names each link by its ends and by what has to happen", () => {
    expect(edgesOf(draft, {}).map(({ ariaLabel }) => ariaLabel)).toEqual([
      "Link from Process order details to Payment confirmed",
      "Link from Payment confirmed to Complete order",
      "Link from Payment confirmed to expired, on timeout",
      "Link from Complete order to done",
    ]);
  });

  it("goes by arrows to the nearest block on that side", () => {
    const { places } = arrange(draft, {}, sizes(draft));
    expect(blockTowards("ArrowDown", "details", places)).toBe("payment");
    expect(blockTowards("ArrowUp", "payment", places)).toBe("details");
    expect(blockTowards("ArrowUp", "details", places)).toBe(undefined);
    expect(blockTowards("Enter", "details", places)).toBe(undefined);
  });
});

describe("the summary of a block", () => {
  it.each([
    [{ type: "external-callback" }, ["Anyone with the URL"]],
    [{ type: "external-callback", authentication: { type: "BACKENDLESS" } }, ["Logged-in users"]],
    [
      {
        type: "external-callback",
        authentication: { type: "BACKENDLESS", requiredRoles: ["A", "B"] },
        timeout: {},
      },
      ["Users with A and B", "Waits … at most"],
    ],
    [
      { type: "external-callback", authentication: { type: "SIGNATURE", scheme: "GITHUB" } },
      ["Signed: GitHub"],
    ],
    [{ type: "external-callback", authentication: { type: "API_KEY" } }, ["Whoever has the key"]],
    [{ type: "external-callback", page: {} }, ["Anyone with the URL", "Asks a person by a link"]],
    [{ type: "external-callback", approvals: 1 }, ["Anyone with the URL"]],
    [
      { type: "external-callback", approvals: { count: 2, exceptStarter: true } },
      ["Anyone with the URL", "Asks 2 people by a link"],
    ],
    [{ type: "external-callback", authentication: { type: "JWT" } }, ["Users of a login service"]],
    [{ type: "http-request", request: { url: "https://x.example/" } }, ["GET https://x.example/"]],
    [{ type: "delay", for: "PT90M" }, ["For 90 minutes"]],
    [{ type: "delay", until: "details.at" }, ["until details.at"]],
    [{ type: "join", mode: "count", count: 2 }, ["Waits for 2 branches"]],
    [{ type: "set", values: {} }, ["Nothing yet"]],
    [{ type: "return", value: { a: 1, b: 2 } }, ["a, b"]],
    [{ type: "odd" }, []],
    [{}, []],
  ])("%j", (block, lines) => {
    expect(summaryOf(block).map(({ text }) => text)).toEqual(lines);
  });
});
