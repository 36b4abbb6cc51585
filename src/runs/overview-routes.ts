import * as z from "zod";
import { type AppEnv, Hono } from "../hono.ts";
import { describe, shown } from "../openapi.ts";
import { CountsTable } from "../overview/counts-table.ts";
import { History, historyOf, Range, slotsOf } from "../overview/overview.ts";
import { valid } from "../validate.ts";
import { counted, MOST_COUNTED } from "./counted.ts";
import { RunIndex } from "./index-table.ts";
import { WaitingTable } from "./waiting-table.ts";

const DAY_MS = 24 * 3_600_000;

const OverviewView = shown(() =>
  History.extend({
    waiting: counted("Runs that wait"),
    running: counted("Runs that go on by themselves"),
    failed24h: counted("Runs that failed in the last 24 hours"),
  }),
);
const OverviewQuery = z.strictObject({
  range: Range.default("hour").meta({
    description: "60 minutes (of a flow 12 times five), 96 quarters of an hour, or 30 days (UTC)",
  }),
  flowId: z.string().optional(),
});

/** How it goes, for the operator, relative to `/api/manage`, whose mount requires the key. */
export const overviewRoutes = new Hono<AppEnv>().get(
  "/overview",
  describe("Show what became of callbacks lately, how long runs waited, and what runs do now", {
    tag: "Overview",
    status: 200,
    answer: OverviewView,
    failures: [70400],
    description:
      "Counts lag a few seconds behind. What a crash took before it was counted is missing from those of callbacks. " +
      "`turnedAway`: requests that reached no trigger, since none is there or they were too many, too large or of another " +
      "type; they are no flow's and leave no receipt. `waiting` of an interval: runs that waited at its end, or wait now; " +
      "null before that was counted.",
  }),
  valid("query", OverviewQuery),
  async (c) => {
    const { range, flowId } = c.req.valid("query");
    const now = Date.now();
    const slots = slotsOf(range, flowId, now);
    const [rows, waiting, runs] = await Promise.all([
      new CountsTable(c.env.DB).sums(slots.from, slots.minutes, flowId),
      new WaitingTable(c.env.DB).series(flowId, slots.ends),
      new RunIndex(c.env.DB).totals(flowId, { since: now - DAY_MS, most: MOST_COUNTED }),
    ]);
    return c.json({ ...historyOf(slots, rows, waiting), ...runs });
  },
);
