import * as z from "zod";
import { type AppEnv, Hono } from "../hono.ts";
import { describe, shown } from "../openapi.ts";
import { CountsTable } from "../overview/counts-table.ts";
import { firstMinute, History, historyOf, RANGES, Range } from "../overview/overview.ts";
import { valid } from "../validate.ts";
import { counted, MOST_COUNTED } from "./counted.ts";
import { RunIndex } from "./index-table.ts";

const DAY_MS = 24 * 3_600_000;

const OverviewView = shown(() =>
  History.extend({
    waiting: counted("Runs that wait"),
    running: counted("Runs that go on by themselves"),
    failed24h: counted("Runs that failed in the last 24 hours"),
  }),
);
const OverviewQuery = z.strictObject({
  range: Range.default("hour").meta({ description: "60 minutes, 96 quarters of an hour, or 30 days (UTC)" }),
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
      "Counts lag a few seconds behind. What a crash took before it was counted is missing from them.",
  }),
  valid("query", OverviewQuery),
  async (c) => {
    const { range } = c.req.valid("query");
    const now = Date.now();
    const from = firstMinute(range, now);
    const [rows, runs] = await Promise.all([
      new CountsTable(c.env.DB).sums(from, RANGES[range].minutes),
      new RunIndex(c.env.DB).totals({ since: now - DAY_MS, most: MOST_COUNTED }),
    ]);
    return c.json({ ...historyOf(range, from, rows), ...runs });
  },
);
