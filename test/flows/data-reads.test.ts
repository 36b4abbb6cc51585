import { expect, it } from "vitest";
import example from "../../examples/order-payment.json";
import { dataReads } from "../../src/flows/data-reads.ts";
import { FlowDocument } from "../../src/flows/document.ts";
import { flow, set, trigger } from "./checks/support.ts";

it("names what of the initial data and of each callback is read, each path once, the title's first", () => {
  expect(dataReads(FlowDocument.parse(example))).toEqual({
    initial: [["orderId"], ["items"]],
    payment: [["orderId"], ["paid"]],
  });
});

it("says so where data is read as a whole, or not at all", () => {
  const document = flow({
    a: set("{{ initial.data }}", { next: "b" }),
    b: trigger({ next: "c" }),
    c: trigger({ next: "d" }),
    d: set("{{ [b, c.user.email] }}"),
  });
  expect(dataReads(FlowDocument.parse(document))).toEqual({ initial: [[]], b: [[]], c: [] });
});
