import { describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { manage, publish, startRun, viewRun } from "../support/worker.ts";
import { activationsOf, callBack, journalOf, statusOf } from "../triggers/support.ts";
import { answer, asked, blocks, linkIn, linksOf, makeLink, open, SAYS } from "./support.ts";

describe("a link is for one wait", () => {
  /** Asks anew after each answer. */
  const loop = {
    approval: { ...blocks.approval, next: "again" },
    again: { type: "condition", when: "true", yes: "ask", no: "done" },
  };

  it("and lets a later one at the same trigger alone", async () => {
    const { run, link: first } = await asked(loop);
    await answer(first);
    const second = await linkIn(run);
    expect(second).not.toBe(first);
    expect((await open(first)).page).toContain(SAYS.answered);
    expect((await answer(first)).page).toContain("Thank");
    expect(await activationsOf(run)).toBe(1);
    expect((await open(second)).page).toContain("<button>");
    await answer(second);
    expect(await activationsOf(run)).toBe(2);
    expect(await linksOf(run)).toMatchObject([
      { number: 1, visit: 1, state: "answered" },
      { number: 2, visit: 2, state: "answered" },
      { number: 3, visit: 3, state: "open" },
    ]);
  });

  it("and may be made and answered before that wait begins: the answer is held for it", async () => {
    const flow = await publish({
      first: { type: "external-callback", next: "approval" },
      approval: blocks.approval,
      done: blocks.done,
    });
    const run = await startRun(flow);
    const { url, state } = await makeLink(run, "approval");
    expect(state).toBe("not-yet");
    expect((await open(url)).page).toContain("can’t be answered yet");
    for (const time of [1, 2]) expect((await answer(url)).page, `${time}`).toContain("Thank");
    await callBack(flow, "first", { execution: run });
    expect(await statusOf(run)).toBe("completed");
    expect(await activationsOf(run)).toBe(2);
  });

  it("and says so when the run goes on without an answer, or has ended", async () => {
    const timeout = { after: "PT0.05S", next: "later" };
    const later = { type: "delay", for: "P1D" };
    const { run, link } = await asked({ approval: { ...blocks.approval, timeout }, later });
    await eventually(
      () => open(link),
      ({ page }) => page.includes(SAYS.over),
    );
    expect((await answer(link)).status).toBe(410);
    expect(await activationsOf(run)).toBe(0);
    const other = await asked();
    await manage("POST", `/runs/${other.run}/terminate`);
    expect((await open(other.link)).page).toContain(SAYS.ended);
    expect((await answer(other.link)).status).toBe(410);
  });
});

describe("what is read of links", () => {
  it("is the same link for every block until its wait is over", async () => {
    const again = { type: "set", values: { link: "{{ links.approval }}" }, next: "approval" };
    const { run, link } = await asked({ ask: { ...blocks.ask, next: "again" }, again });
    expect((await viewRun(run)).context["again"]).toEqual({ link });
    expect(await linksOf(run)).toHaveLength(1);
  });

  it("is made anew once the former one was revoked", async () => {
    const remind = { type: "external-callback", next: "ask" };
    const fork = { type: "set", values: {}, next: ["approval", "remind"] };
    const { flow, run, link } = await asked({ ask: { ...blocks.ask, next: "fork" }, fork, remind });
    await manage("DELETE", `/runs/${run}/links/1`);
    await callBack(flow, "remind", { execution: run });
    const anew = await linkIn(run);
    expect(anew).not.toBe(link);
    expect(await linksOf(run)).toMatchObject([
      { number: 1, visit: 1, state: "revoked" },
      { number: 2, visit: 1, state: "open" },
    ]);
  });

  it("is no part of what the public API shows of a run, and in no row but the block's own", async () => {
    const { run } = await asked();
    const { context } = await viewRun(run);
    expect(context).not.toHaveProperty("links");
    const rows: { facts: string }[] = JSON.parse(await journalOf(run));
    expect(rows).toHaveLength(1);
    expect(JSON.parse(rows[0]?.facts ?? "").map(({ type }: { type: string }) => type)).toEqual([
      "started",
      "linked",
      "ran",
      "waiting",
    ]);
  });
});
