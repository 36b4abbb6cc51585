import { flow, reportsEach, request, set, trigger } from "./support.ts";

reportsEach([
  [
    "a URL without a host",
    flow({ a: request({ url: "/orders" }) }),
    "blocks.a.request.url",
    /complete address/,
  ],
  [
    "a URL of another kind",
    flow({ a: request({ url: "ftp://shop.example/" }) }),
    "blocks.a.request.url",
    /https/,
  ],
  ["an unknown start", flow({ a: trigger() }, { start: "b" }), "start", /No block is called `b`/],
  [
    "an unknown `next`",
    flow({ first: set(1, { next: "secnod" }), second: trigger({ next: "first" }) }, { start: "second" }),
    "blocks.first.next",
    /`secnod`.*mean `second`/,
  ],
  ["one of a list", flow({ a: set(1, { next: ["b", "x"] }), b: trigger() }), "blocks.a.next[1]", /`x`/],
  ["an unknown `yes`", flow({ a: { type: "condition", when: "true", yes: "x" } }), "blocks.a.yes", /`x`/],
  ["an unknown `no`", flow({ a: { type: "condition", when: "true", no: ["x"] } }), "blocks.a.no[0]", /`x`/],
  [
    "an unknown `timeout.next`",
    flow({ a: trigger({ timeout: { after: "PT1H", next: "x" } }) }),
    "blocks.a.timeout.next",
    /`x`/,
  ],
  ["an unknown `onError`", flow({ a: set(1, { onError: "x" }) }), "blocks.a.onError", /`x`/],
  ["a target on the prototype", flow({ a: set(1, { next: "constructor" }) }), "blocks.a.next", /constructor/],
  ["an unreachable block", flow({ a: trigger(), b: set(1) }), "blocks.b", /No way leads here/],
  [
    "two triggers of one name",
    flow({ a: trigger({ name: "Pay", next: "b" }), b: trigger({ name: "Pay" }) }),
    "blocks.b.name",
    /`a` is addressed as "Pay" too/,
  ],
  [
    "a trigger named as another one's id",
    flow({ a: trigger({ name: "b", next: "b" }), b: trigger() }),
    "blocks.a.name",
    /`b` is addressed as "b" too/,
  ],
]);
