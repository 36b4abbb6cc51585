import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import order from "../../examples/order-payment.json";
import { addBlock, duplicateBlock } from "../../src/console/document/add.ts";
import { EMPTY_DRAFT, readDraft } from "../../src/console/document/draft.ts";
import { freeId, idFrom, idProblem } from "../../src/console/document/ids.ts";
import { BLOCK_TYPES } from "../../src/console/document/kinds.ts";
import {
  allLinks,
  connect,
  disconnect,
  linksOf,
  portsOf,
  redirect,
} from "../../src/console/document/links.ts";
import { removeBlocks } from "../../src/console/document/remove.ts";
import { renameBlock } from "../../src/console/document/rename.ts";
import { readsOf } from "../../src/console/document/slots.ts";
import { readShape } from "../../src/flows/checks/shape.ts";
import { FlowDocument } from "../../src/flows/document.ts";
import { readsOf as serverReadsOf } from "../../src/flows/graph.ts";
import { drafts, withBlock } from "./drafts.ts";

const read = readDraft(order);
const example = read.ok ? read.draft : EMPTY_DRAFT;

function linked(id: string, draft = example): string[] {
  return linksOf(id, draft.blocks[id] ?? {}).map(({ port, to }) => `${port} ${to}`);
}

describe("adding a block", () => {
  it("makes the first one the start, by an id made from its name", () => {
    const { draft, id } = addBlock(EMPTY_DRAFT, "external-callback");
    expect(id).toBe("externalCallback");
    expect(draft).toEqual({
      name: EMPTY_DRAFT.name,
      start: id,
      blocks: { [id]: { type: "external-callback", name: "External Callback" } },
    });
  });

  it("asks nothing more of any type than its links", async () => {
    for (const type of BLOCK_TYPES.filter((each) => each !== "http-request")) {
      expect(readShape(addBlock({ name: "x", blocks: {} }, type).draft).errors).toEqual([]);
    }
  });

  it("gives a second one of its kind another name and id", () => {
    const first = addBlock(EMPTY_DRAFT, "delay").draft;
    const { draft, id } = addBlock(first, "delay", { behind: { block: "delay", port: "next" } });
    expect([id, draft.blocks[id]?.name, draft.blocks.delay?.next]).toEqual(["delay2", "Delay 2", "delay2"]);
  });

  it("puts it between the two ends of a link", () => {
    const [link] = allLinks(example);
    const { draft, id } = addBlock(example, "condition", { into: link });
    expect(linked("details", draft)).toEqual([`next ${id}`]);
    expect(linked(id, draft)).toEqual(["yes payment"]);
  });

  it("always leaves links to blocks that exist alone", () => {
    fc.assert(
      fc.property(drafts, fc.constantFrom(...BLOCK_TYPES), (draft, type) => {
        const added = addBlock(draft, type);
        expect(allLinks(added.draft)).toEqual(allLinks(draft));
        expect(Object.hasOwn(draft.blocks, added.id)).toBe(false);
      }),
    );
  });
});

describe("connecting", () => {
  it("starts branches side by side when a port leads somewhere already", () => {
    const draft = connect(example, "details", "next", "expired");
    expect(draft.blocks.details?.next).toEqual(["payment", "expired"]);
    expect(
      disconnect(draft, { from: "details", port: "next", index: 0, to: "payment" }).blocks.details?.next,
    ).toBe("expired");
  });

  it("gives a timeout a day until its author says otherwise", () => {
    const { draft } = addBlock(example, "external-callback");
    expect(
      connect(draft, "externalCallback", "timeout.next", "expired").blocks.externalCallback?.timeout,
    ).toEqual({
      after: "PT24H",
      next: "expired",
    });
  });

  it("leads a rejection to as many blocks as one likes, which go by other names once they are renamed", () => {
    const { draft } = addBlock(example, "external-callback");
    const once = connect(draft, "externalCallback", "onReject", "expired");
    expect(once.blocks.externalCallback?.onReject).toBe("expired");
    const twice = connect(once, "externalCallback", "onReject", "done");
    const renamed = renameBlock(twice, "expired", "late");
    expect(renamed.blocks.externalCallback?.onReject).toEqual(["late", "done"]);
  });

  it("keeps one target for errors", () => {
    const once = connect(example, "details", "onError", "expired");
    expect(connect(once, "details", "onError", "done").blocks.details?.onError).toBe("done");
  });

  it("is undone by disconnecting", () => {
    fc.assert(
      fc.property(withBlock, fc.constantFrom("a", "b", "new"), ([draft, from], to) => {
        const [port = "next"] = portsOf(draft.blocks[from] ?? {});
        const before = linksOf(from, draft.blocks[from] ?? {});
        fc.pre(!before.some((link) => link.port === port && link.to === to));
        const connected = connect(draft, from, port, to);
        const link = linksOf(from, connected.blocks[from] ?? {}).find(
          (each) => each.port === port && each.to === to,
        );
        expect(link && linksOf(from, disconnect(connected, link).blocks[from] ?? {})).toEqual(before);
      }),
    );
  });

  it("leads a link elsewhere without a second way to the same block", () => {
    const both = connect(example, "details", "next", "expired");
    const [first] = allLinks(both);
    expect(first && redirect(both, first, "done").blocks.details?.next).toEqual(["done", "expired"]);
    expect(first && redirect(both, first, "expired").blocks.details?.next).toBe("expired");
  });
});

describe("renaming a block", () => {
  it("rewrites links, the start and what expressions read", () => {
    const draft = renameBlock(renameBlock(example, "details", "order"), "payment", "paid");
    expect(draft.start).toBe("order");
    expect(Object.keys(draft.blocks)).toEqual(["order", "paid", "complete", "expired", "done"]);
    expect(draft.blocks.paid?.condition).toBe(
      "paid.data.orderId == initial.data.orderId && paid.data.paid >= order.total",
    );
    expect(draft.blocks.complete?.values).toEqual({
      orderId: "{{ initial.data.orderId }}",
      paidBy: "{{ paid.user.email }}",
      firstName: "{{ paid.user.firstName }}",
    });
  });

  it("leaves no mention of the old id and is undone by renaming back", () => {
    fc.assert(
      fc.property(withBlock, ([draft, id]) => {
        const renamed = renameBlock(draft, id, "fresh");
        expect(Object.values(renamed.blocks).flatMap((block) => [...readsOf(block)])).not.toContain(id);
        expect(
          Object.entries(renamed.blocks).flatMap(([each, block]) => linksOf(each, block)),
        ).not.toContainEqual(expect.objectContaining({ to: id }));
        expect(renameBlock(renamed, "fresh", id)).toEqual(draft);
      }),
    );
  });

  it("never takes the id of another block", () => {
    expect(renameBlock(example, "details", "payment")).toBe(example);
    expect(idProblem(example, "payment")).toContain("already");
    expect(idProblem(example, "urls")).toContain("reserved");
    expect(idProblem(example, "1st")).toContain("letter");
    expect(idProblem(example, "first")).toBe(undefined);
  });
});

describe("removing blocks", () => {
  it("lets what led to one lead on to where it led", () => {
    const draft = removeBlocks(example, ["payment"]);
    expect(linked("details", draft)).toEqual(["next complete"]);
    expect(removeBlocks(example, ["details"]).start).toBe("payment");
  });

  it("takes out all of them, back to an empty flow", () => {
    expect(removeBlocks(example, Object.keys(example.blocks))).toEqual({
      name: order.name,
      description: order.description,
      title: order.title,
      blocks: {},
    });
  });

  it("leaves no link to a block that is gone, and makes no other one dangle", () => {
    fc.assert(
      fc.property(withBlock, ([draft, id]) => {
        const dangling = (of: typeof draft) =>
          Object.entries(of.blocks)
            .flatMap(([each, block]) => linksOf(each, block))
            .filter(({ to }) => !Object.hasOwn(of.blocks, to))
            .map(({ to }) => to);
        const removed = removeBlocks(draft, [id]);
        expect(dangling(removed)).not.toContain(id);
        expect(dangling(draft)).toEqual(expect.arrayContaining(dangling(removed)));
        expect(removed.start).not.toBe(id);
      }),
    );
  });
});

describe("duplicating a block", () => {
  it("copies it with its way on, reading its own callback", () => {
    const { draft, id } = duplicateBlock(example, "payment");
    expect(id).toBe("paymentConfirmedCopy");
    expect(linked(id, draft)).toEqual(["next complete", "timeout.next expired"]);
    expect(draft.blocks[id]?.condition).toBe(
      `${id}.data.orderId == initial.data.orderId && ${id}.data.paid >= details.total`,
    );
    expect(allLinks(draft).filter(({ to }) => to === id)).toEqual([]);
  });
});

describe("ids made from names", () => {
  it.each([
    ["Payment confirmed", "paymentConfirmed"],
    ["HTTP request", "httpRequest"],
    ["Zürich – Öl", "zurichOl"],
    ["2nd reminder", "_2ndReminder"],
    ["支払い", "block"],
    ["", "block"],
    ["run", "runBlock"],
    ["If", "ifBlock"],
  ])("%s → %s", (name, id) => {
    expect(idFrom(name)).toBe(id);
  });

  it("are always ones that a block may have", () => {
    fc.assert(
      fc.property(
        drafts,
        fc.oneof(fc.string(), fc.constantFrom("a", "toString", "__a", "null")),
        (draft, name) => {
          expect(idProblem(draft, freeId(draft, name))).toBe(undefined);
        },
      ),
    );
  });
});

/** What the server finds, or undefined where it finds a mistake. */
function serverReads(document: FlowDocument, id: string): ReadonlySet<string> | undefined {
  try {
    return new Set(
      serverReadsOf(document, id).flatMap(([root = "", field]) =>
        (root === "urls" || root === "links") && field !== undefined ? [root, field] : [root],
      ),
    );
  } catch {
    return undefined;
  }
}

it("knows what the server will find that a block reads", () => {
  let compared = 0;
  fc.assert(
    fc.property(drafts, (draft) => {
      const { data } = FlowDocument.safeParse(draft);
      if (!data) return;
      for (const [id, block] of Object.entries(draft.blocks)) {
        const expected = serverReads(data, id);
        if (!expected) continue;
        compared++;
        expect(readsOf(block)).toEqual(expected);
      }
    }),
  );
  expect(compared).toBeGreaterThan(50);
});
