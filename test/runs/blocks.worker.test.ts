import { describe, expect, it } from "vitest";
import {
  eventually,
  logInUser,
  ORIGIN,
  publish,
  send,
  startRun,
  type View,
  viewRun,
} from "../support/worker.ts";

const callback = (url: string, run: string, body: unknown = {}) =>
  send("POST", `${url}?execution=${run}`, { body });

const ended = (run: string): Promise<View> =>
  eventually(
    () => viewRun(run),
    ({ status }) => status !== "running" && status !== "waiting",
  );

describe("blocks", () => {
  it("compute, decide and return", async () => {
    const flow = await publish({
      sum: { type: "set", values: { total: "{{ sum(initial.data.items.map(i, i.price)) }}" }, next: "big" },
      big: { type: "condition", when: "sum.total > 10", yes: "yes", no: "no" },
      yes: { type: "return", value: { status: "big", total: "{{ sum.total }}" } },
      no: { type: "return", value: "small" },
    });
    const big = await startRun(flow, { items: [{ price: 4 }, { price: 7.5 }] });
    expect(await viewRun(big)).toMatchObject({
      status: "completed",
      result: { status: "big", total: 11.5 },
      waits: [],
      context: { sum: { total: 11.5 }, big: true },
      timeline: [
        { type: "started" },
        { type: "ran", block: "sum" },
        { type: "ran", block: "big", output: true, next: ["yes"] },
        { type: "ended", status: "completed" },
      ],
    });
    const small = await startRun(flow, { items: [] });
    expect(await viewRun(small)).toMatchObject({ status: "completed", result: "small" });
  });

  it("see the run and who started it", async () => {
    const flow = await publish({ all: { type: "return", value: "{{ [run, initial] }}" } });
    const user = await logInUser([], { firstName: "Ada" });
    const run = await startRun(flow, { a: 1 }, { "user-token": user.token });
    const { result } = await viewRun(run);
    expect(result).toEqual([
      { id: run, flowId: flow.flowId, startedAt: expect.any(Number) },
      {
        data: { a: 1 },
        user: expect.objectContaining({ objectId: user.id, firstName: "Ada", lastName: null }),
      },
    ]);
    expect(JSON.stringify(await viewRun(run))).not.toContain(user.token);
    const nobodys = await startRun(flow);
    expect((await viewRun(nobodys)).result).toMatchObject([{ id: nobodys }, { data: {}, user: null }]);
  });

  it("wait for a duration, and until an instant", async () => {
    const flow = await publish({
      nap: { type: "delay", for: "PT0.05S", next: "until" },
      until: { type: "delay", until: "{{ nap + 20 }}", next: "past" },
      past: { type: "delay", until: "2020-01-01T00:00:00Z", next: "done" },
      done: { type: "return", value: "{{ [nap - run.startedAt >= 50, until - nap, past] }}" },
    });
    const run = await startRun(flow);
    expect(await viewRun(run)).toMatchObject({ status: "running" });
    expect(await ended(run)).toMatchObject({
      status: "completed",
      result: [true, 20, Date.UTC(2020, 0, 1)],
    });
  });

  it("go where onError says, which sees what failed", async () => {
    const flow = await publish({
      bad: { type: "set", values: "{{ initial.data.missing.field }}", onError: "mend" },
      mend: { type: "return", value: "{{ bad.error }}" },
    });
    expect(await viewRun(await startRun(flow))).toMatchObject({
      status: "completed",
      result: { code: expect.any(String), message: expect.stringContaining("missing"), source: "bad" },
    });
  });

  it("fail the run without onError, and other branches end with it", async () => {
    const flow = await publish({
      start: { type: "set", values: 0, next: ["wait", "bad"] },
      wait: { type: "external-callback" },
      bad: { type: "condition", when: "initial.data.flag" },
    });
    const run = await startRun(flow, { flag: "yes" });
    expect(await viewRun(run)).toMatchObject({
      status: "failed",
      error: { code: "type", message: "`initial.data.flag` is not true or false", source: "bad" },
      waits: [],
    });
    const url = `${flow.triggers["wait"]?.callbackUrl}`;
    expect(await callback(url, run)).toMatchObject({ status: 410, body: { code: 28136 } });
  });

  it("come again through back edges, and a trigger is then a new wait", async () => {
    const flow = await publish({
      ask: { type: "external-callback", next: "more" },
      more: { type: "condition", when: "ask.data.more == true", yes: "ask", no: "done" },
      done: { type: "return", value: "{{ ask.data.n }}" },
    });
    const run = await startRun(flow);
    const url = `${flow.triggers["ask"]?.callbackUrl}`;
    const first = await viewRun(run);
    expect(await callback(url, run, { more: true, n: 1 })).toMatchObject({ status: 200 });
    const second = await viewRun(run);
    expect(second.waits).toMatchObject([{ block: "ask" }]);
    expect(second.waits[0]?.occurrence).toBeGreaterThan(first.waits[0]?.occurrence ?? 99);
    expect(await callback(url, run, { more: false, n: 2 })).toMatchObject({ status: 200 });
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: 2 });
  });

  it("end the run after 10,000 of them", async () => {
    const flow = await publish({ spin: { type: "set", values: 1, next: "spin" } });
    const run = await startRun(flow);
    expect(await ended(run)).toMatchObject({
      status: "failed",
      error: { code: "too_many_blocks", source: "spin" },
    });
  });
});

describe("urls", () => {
  const blocks = {
    link: { type: "set", values: "{{ urls.pay }}", next: "pay" },
    pay: { type: "external-callback", next: "done" },
    other: { type: "external-callback", next: "done" },
    done: { type: "return", value: "{{ pay.data }}" },
  };

  it("resume this run at this trigger, and nothing else", async () => {
    const flow = await publish({ ...blocks, link: { ...blocks.link, next: ["pay", "other"] } });
    const [run, another] = [await startRun(flow), await startRun(flow)];
    const url = `${(await viewRun(run)).context["link"]}`;
    expect(url.startsWith(`${ORIGIN}/api/automation/flow/`)).toBe(true);
    expect(url).not.toContain(flow.triggers["pay"]?.triggerId);
    const [path] = url.split("?");
    for (const query of ["", "?execution=any", "?execution=all", `?execution=${another}`]) {
      expect(await send("POST", `${path}${query}`, { body: {} })).toMatchObject({
        status: 404,
        body: { code: 28010 },
      });
    }
    expect(await send("POST", url, { body: { n: 1 } })).toMatchObject({ status: 200 });
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: { n: 1 } });
    expect((await viewRun(another)).waits).toHaveLength(2);
  });

  it("are the same in the operator's view", async () => {
    const flow = await publish(Object.fromEntries(Object.entries(blocks).filter(([id]) => id !== "other")));
    const { waits, context } = await viewRun(await startRun(flow));
    expect(waits).toMatchObject([{ block: "pay", callbackUrl: context["link"] }]);
  });
});
