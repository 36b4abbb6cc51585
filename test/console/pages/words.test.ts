import { describe, expect, it } from "vitest";
import { curlOf } from "../../../src/console/api/curl.ts";
import { happeningOf } from "../../../src/console/pages/run/happening.ts";
import { apiFilter, NO_FILTER, readFilter, writeFilter } from "../../../src/console/pages/runs/filter.ts";

describe("a timeline item", () => {
  it("tells who called back and what it brought", () => {
    const item = {
      at: 5,
      type: "activated",
      block: "payment",
      occurrence: 2,
      receipt: "r-1",
      output: { data: { paid: 9 }, user: { email: "casey@example.com" }, receivedAt: 5 },
    };
    expect(happeningOf(item)).toEqual({
      at: 5,
      text: "was activated by a callback",
      tone: "good",
      block: "payment",
      occurrence: 2,
      receipt: "r-1",
      user: "casey@example.com",
      until: undefined,
      brought: { paid: 9 },
    });
  });

  it("tells which attempt failed, why, and when the next one is", () => {
    const item = {
      at: 1,
      type: "attempt-failed",
      block: "a",
      attempt: 2,
      error: { message: "503" },
      retryAt: 9,
    };
    expect(happeningOf(item)).toMatchObject({ text: "failed at attempt 2: 503. Next attempt", until: 9 });
  });

  it("tells who rejected a wait and why, and until when it was extended", () => {
    const error = { code: "rejected", message: "Out of stock", source: "pay" };
    const output = { data: { reason: "Out of stock" }, user: { email: "casey@example.com" } };
    const rejected = { at: 1, type: "rejected", block: "pay", error, output };
    expect(happeningOf({ ...rejected, receipt: "r-1" })).toMatchObject({
      text: "was rejected: Out of stock",
      user: "casey@example.com",
      receipt: "r-1",
      brought: { reason: "Out of stock" },
    });
    expect(happeningOf(rejected).text).toBe("was rejected by hand: Out of stock");
    const extended = { at: 1, type: "extended", block: "pay", timeoutAt: 9 };
    expect(happeningOf({ ...extended, receipt: "r-2" })).toMatchObject({
      text: "got another deadline, and waits until",
      until: 9,
    });
    expect(happeningOf(extended).text).toBe("got another deadline by hand, and waits until");
  });

  it("is shown by its name where there are no words for it, or its fields were left out", () => {
    expect(happeningOf({ at: 1, type: "danced" })).toMatchObject({ text: "danced", tone: "plain" });
    expect(happeningOf({ at: 1, type: "failed", omittedBytes: 9 })).toMatchObject({
      text: "failed: no reason is given",
    });
  });
});

describe("the filter of runs", () => {
  it("stands in the address as it was chosen", () => {
    const filter = {
      ...NO_FILTER,
      flowId: "F",
      status: "failed",
      title: " Order 7 ",
      from: "2026-11-01T10:00",
    };
    const query = writeFilter(filter);
    expect(query.toString()).toBe("flow=F&status=failed&title=Order+7&from=2026-11-01T10%3A00");
    expect(readFilter(query)).toEqual({ ...filter, title: "Order 7" });
  });

  it("leaves out what an address has no meaning for", () => {
    expect(
      apiFilter(readFilter(new URLSearchParams("status=odd&from=yesterday&to=2026-11-01T10:00"))),
    ).toEqual({
      to: new Date(2026, 10, 1, 10, 1).getTime(),
    });
  });
});

it("quotes a callback so that a shell takes it as it is", () => {
  expect(curlOf({ url: "https://x.example/activate", data: `{"a":"it's"}`, execution: "any" })).toBe(
    `curl 'https://x.example/activate?execution=any' \\\n  -H 'Content-Type: application/json' \\\n  ` +
      `--data-raw '{"a":"it'\\''s"}'`,
  );
});
