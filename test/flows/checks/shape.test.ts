import { DOCUMENT_BYTES } from "../../../src/flows/document.ts";
import { flow, reportsEach, set, trigger } from "./support.ts";

reportsEach([
  ["no object", [], "", /JSON object/],
  ["no name", { start: "a", blocks: { a: trigger() } }, "name", /`name` is missing/],
  ["an unknown field", flow({ a: trigger() }, { colour: 1 }), "colour", /Unknown field `colour`/],
  ["a misspelt field", flow({ a: trigger({ conditon: "true" }) }), "blocks.a.conditon", /mean `condition`/],
  [
    "an unknown field far below",
    flow({ a: trigger({ authentication: { type: "BACKENDLESS", role: "x" } }) }),
    "blocks.a.authentication.role",
    /Unknown field `role`/,
  ],
  ["an unknown type", flow({ a: { type: "sett" } }), "blocks.a.type", /`sett`.*mean `set`.*http-request/],
  ["no type", flow({ a: {} }), "blocks.a.type", /one of: external-callback, set/],
  ["a missing field", flow({ a: { type: "condition" } }), "blocks.a.when", /`when` is missing/],
  ["a number as `next`", flow({ a: trigger({ next: 5 }) }), "blocks.a.next", /id of a block, or a list/],
  ["an odd block id", flow({ "a-b": trigger() }), "blocks.a-b", /A block id is a letter/],
  ["a reserved block id", flow({ run: trigger() }), "blocks.run", /reserved/],
  ["a word of the language", flow({ in: trigger() }), "blocks.in", /word of the expression language/],
  ["a name of Object.prototype", flow({ toString: trigger() }), "blocks.toString", /another id/],
  [
    "a key that reaches a prototype",
    flow({ a: set(JSON.parse('{"x":{"__proto__":1}}')) }),
    "blocks.a.values.x.__proto__",
    /__proto__/,
  ],
  ["too much nesting", flow({ a: set(JSON.parse("[".repeat(100) + "]".repeat(100))) }), "blocks.a", /64/],
  ["too large", flow({ a: set("é".repeat(DOCUMENT_BYTES / 2)) }), "", /at most 524288 bytes/],
  ["years in a duration", flow({ a: { type: "delay", for: "P1Y" } }), "blocks.a.for", /no fixed length/],
  [
    "an empty list of roles",
    flow({ a: trigger() }, { access: { start: [] } }),
    "access.start",
    /leave the field out/,
  ],
  [
    "roles without users",
    flow({ a: trigger({ authentication: { requiredRoles: ["Cashier"] } }) }),
    "blocks.a.authentication.requiredRoles",
    /BACKENDLESS/,
  ],
  [
    "no such day",
    flow({ a: { type: "delay", until: "2026-02-30T00:00:00Z" } }),
    "blocks.a.until",
    /no such instant/,
  ],
  [
    "a day without time",
    flow({ a: { type: "delay", until: "2026-02-03" } }),
    "blocks.a.until",
    /no such instant/,
  ],
]);
