import { acceptsEach, flow, reportsEach, request, set, trigger } from "./support.ts";

reportsEach([
  ["broken syntax", flow({ a: trigger({ condition: "a.data.x ==" }) }), "blocks.a.condition", /^1:\d+ /],
  ["an open {{", flow({ a: set({ x: ["{{ 1"] }) }), "blocks.a.values.x[0]", /no }}/],
  ["an unknown function", flow({ a: set("{{ summ([1]) }}") }), "blocks.a.values", /summ/],
  ["wrong types", flow({ a: set({ t: "{{ 1 + [] }}" }) }), "blocks.a.values.t", /^1:4 /],
  ["an odd key", flow({ a: set({ "x y": "{{ 1 + }}" }) }), 'blocks.a.values["x y"]', /^1:/],
  [
    "a condition of text",
    flow({ a: trigger({ condition: '"yes"' }) }),
    "blocks.a.condition",
    /true or false/,
  ],
  ["a number as `when`", flow({ a: { type: "condition", when: "1 + 1" } }), "blocks.a.when", /true or false/],
  ["a list as instant", flow({ a: { type: "delay", until: "[1]" } }), "blocks.a.until", /an instant/],
  [
    "a list as time of timeout",
    flow({ a: trigger({ timeout: { at: "true" } }) }),
    "blocks.a.timeout.at",
    /an instant/,
  ],

  ["a name that nobody gives", flow({ a: set("{{ order.id }}") }), "blocks.a.values", /`order`/],
  [
    "a block that comes later",
    flow({ a: set("{{ b.data }}", { next: "b" }), b: trigger() }),
    "blocks.a.values",
    /`b` never runs before this one/,
  ],
  [
    "a block side by side",
    flow({ a: set(1, { next: ["b", "c"] }), b: set(1), c: set("{{ b }}") }),
    "blocks.c.values",
    /never runs before/,
  ],
  ["the block itself", flow({ a: set("{{ a }}") }), "blocks.a.values", /this very block/],
  [
    "the run in the first trigger's condition",
    flow({ a: trigger({ condition: "a.data.id == initial.data.id" }) }),
    "blocks.a.condition",
    /begins a new run.*only the callback: `a`/,
  ],
  [
    "a title of more than `initial`",
    flow({ a: trigger() }, { title: "Order {{ a.data.id }}" }),
    "title",
    /from `initial` alone/,
  ],
  [
    "a title without `data`",
    flow({ a: trigger() }, { title: "Order {{ initial.orderId }}" }),
    "title",
    /mean `initial.data.orderId`/,
  ],
  [
    "the URL of no trigger",
    flow({ a: set("{{ urls.a }}", { next: "b" }), b: trigger() }),
    "blocks.a.values",
    /`urls.a`.*no trigger/,
  ],
  [
    "a misspelt URL",
    flow({ a: set("{{ urls.pay }}", { next: "pay1" }), pay1: trigger() }),
    "blocks.a.values",
    /mean `pay1`/,
  ],
  [
    "the link of no trigger",
    flow({ a: set("{{ links.a }}", { next: "b" }), b: trigger() }),
    "blocks.a.values",
    /`links.a`.*no trigger, so it has no link/,
  ],
  [
    "a link on a page, which is made where no link can be",
    flow({ a: trigger({ page: { text: "Or {{ links.a }}" } }) }),
    "blocks.a.page.text",
    /Read the link in a `set` block before/,
  ],
  [
    "a link in an answer",
    flow({ a: trigger({ response: { redirect: "{{ links.b }}" }, next: "b" }), b: trigger() }),
    "blocks.a.response.redirect",
    /Read the link in a `set` block before/,
  ],
  [
    "its own callback on a trigger's page, before it came",
    flow({ a: trigger({ page: { title: "{{ a.data.name }}" } }) }),
    "blocks.a.page.title",
    /has no output yet/,
  ],
  ["data without `data`", flow({ a: set("{{ initial.id }}") }), "blocks.a.values", /mean `initial.data.id`/],
  [
    "a callback without `data`",
    flow({ a: trigger({ next: "b" }), b: set("{{ a.id }}") }),
    "blocks.b.values",
    /mean `a.data.id`/,
  ],
  ["an unknown field of the run", flow({ a: set("{{ run.flowid }}") }), "blocks.a.values", /mean `flowId`/],
  [
    "a field of a response",
    flow({ a: request({}, { next: "b" }), b: set("{{ a.data }}") }),
    "blocks.b.values",
    /status, headers, body/,
  ],
  [
    "an error that nobody catches",
    flow({ a: request({}, { next: "b" }), b: set("{{ a.error }}") }),
    "blocks.b.values",
    /`a.error`/,
  ],
]);

acceptsEach([
  [
    "itself in a trigger's condition",
    flow({ a: set(1, { next: "b" }), b: trigger({ condition: "b.data.ok" }) }),
  ],
  ["its own output in a loop", flow({ a: trigger({ next: "b" }), b: set("{{ b }}", { next: "a" }) })],
  [
    "blocks of either way",
    flow({
      a: { type: "condition", when: "initial.data.big", yes: "b", no: "c" },
      b: set(1, { next: "d" }),
      c: set(1, { next: "d" }),
      d: set("{{ has(b.x) ? b.x : c }}"),
    }),
  ],
  [
    "the error of a block that catches it",
    flow({ a: request({}, { onError: "b" }), b: set("{{ a.error.code }}") }),
  ],
  ["variables of loops", flow({ a: set("{{ [1, 2].map(order, order * 2) }}") })],
  [
    "a secret behind a written host",
    flow({
      a: request({
        url: "https://shop.example/orders/{{ initial.data.id }}?key={{ secrets.SHOP_KEY }}",
        headers: { authorization: "Bearer {{ secrets.SHOP }}" },
      }),
    }),
  ],
  [
    "the URL of any trigger",
    flow({ a: request({ method: "POST", body: "{{ urls.b }}" }, { next: "b" }), b: trigger() }),
  ],
  [
    "the link of any trigger, and on a page what a block made of it",
    flow({
      a: set("{{ links.b }}", { next: "b" }),
      b: trigger({ page: { title: "{{ initial.data.name }}", text: "Forward {{ a }}" } }),
    }),
  ],
  ["a field of its own called constructor", flow({ a: set({ constructor: 1, toString: "{{ 1 }}" }) })],
]);
