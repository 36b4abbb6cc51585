import { describe } from "vitest";
import { acceptsEach, flow, reportsEach, set, trigger } from "./support.ts";

const timeout = { after: "PT1H" };

describe("deadlines", () => {
  reportsEach([
    [
      "a heartbeat without a timeout",
      flow({ a: trigger({ heartbeat: { most: "P1D" } }) }),
      "blocks.a.heartbeat",
      /needs a `timeout`/,
    ],
    [
      "a heartbeat of no length",
      flow({ a: trigger({ timeout: { at: "2026-01-31T12:00:00Z" }, heartbeat: { most: "P1D" } }) }),
      "blocks.a.heartbeat.extend",
      /how far/,
    ],
    [
      "a bound that the timeout reaches by itself",
      flow({ a: trigger({ timeout, heartbeat: { most: "PT60M" } }) }),
      "blocks.a.heartbeat.most",
      /no heartbeat could move it/,
    ],
    [
      "a heartbeat without a bound",
      flow({ a: trigger({ timeout, heartbeat: {} }) }),
      "blocks.a.heartbeat.most",
      /missing/,
    ],
    [
      "a length that is none",
      flow({ a: trigger({ timeout, heartbeat: { extend: "soon", most: "P1D" } }) }),
      "blocks.a.heartbeat.extend",
      /duration/,
    ],
    [
      "an unknown `onReject`",
      flow({ a: trigger({ onReject: ["b", "x"] }), b: set(1) }),
      "blocks.a.onReject[1]",
      /`x`/,
    ],
    [
      "the error of a trigger that nothing rejects",
      flow({ a: trigger({ next: "b" }), b: set("{{ a.error.message }}") }),
      "blocks.b.values",
      /`a.error`/,
    ],
  ]);

  acceptsEach([
    ["a heartbeat as long as the timeout", flow({ a: trigger({ timeout, heartbeat: { most: "P1D" } }) })],
    [
      "a heartbeat of a length of its own",
      flow({
        a: trigger({ timeout: { at: "2026-01-31T12:00:00Z" }, heartbeat: { extend: "PT5M", most: "P1D" } }),
      }),
    ],
    [
      "a block that only a rejection leads to, and that reads why",
      flow({ a: trigger({ onReject: "b" }), b: set("{{ a.error.message }}") }),
    ],
  ]);
});
