import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { manage, ORIGIN, publish, startRun, viewRun } from "../support/worker.ts";
import { activationsOf, callBack, journalOf, statusOf } from "../triggers/support.ts";
import { answer, asked, blocks, linkIn, linksOf, makeLink, open } from "./support.ts";

const SAYS = {
  answered: "This was already answered",
  revoked: "This link was withdrawn",
  expired: "This link has expired",
  ended: "This has come to its end",
  over: "This is no longer waiting",
};

describe("a link", () => {
  it("shows a page with a button, which lets its run go on", async () => {
    const { run, link } = await asked();
    expect(link).toMatch(new RegExp(`^${ORIGIN}/link/[\\w-]{58}$`));
    const shown = await open(link);
    expect(shown).toMatchObject({ status: 200, page: expect.stringContaining("<h1>Approval</h1>") });
    expect(shown.page).toContain('<form method="post"><button>Confirm</button></form>');
    const answered = await answer(link);
    expect(answered).toMatchObject({ status: 200, page: expect.stringContaining("Thank you.") });
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: {} });
  });

  it.each([
    ["GET", "GET", {}],
    ["HEAD", "HEAD", {}],
    ["a prefetching GET", "GET", { "sec-purpose": "prefetch;prerender", purpose: "prefetch" }],
    ["a scanner's GET with the page's origin", "GET", { origin: ORIGIN, "user-agent": "MailScanner" }],
  ])("lets nothing go on when it is opened by %s, twice", async (_, method, headers) => {
    const { run, link } = await asked();
    const before = await journalOf(run);
    for (const time of [1, 2]) expect((await open(link, { method, headers })).status, `${time}`).toBe(200);
    expect(await journalOf(run)).toBe(before);
    expect(await statusOf(run)).toBe("waiting");
  });

  it.each([["https://evil.example"], ["null"], [""]])(
    "takes no answer from the origin %j",
    async (origin) => {
      const { run, link } = await asked();
      expect((await answer(link, { origin })).status).toBe(403);
      const bare = await open(link, { method: "POST", body: "" });
      expect(bare).toMatchObject({ status: 403, page: expect.stringContaining("on this page itself") });
      expect(await activationsOf(run)).toBe(0);
    },
  );

  it("takes nothing but GET, HEAD and POST", async () => {
    const { link } = await asked();
    const { status, headers } = await open(link, { method: "PUT", headers: { origin: ORIGIN } });
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  });

  it("answered twice lets its run go on once, and thanks twice", async () => {
    const { run, link } = await asked();
    const answers = await Promise.all([answer(link), answer(link)]);
    answers.push(await answer(link));
    for (const { status, page } of answers)
      expect([status, page]).toEqual([200, expect.stringContaining("Thank")]);
    expect(await activationsOf(run)).toBe(1);
  });

  it("says that it was answered when it is opened later, whoever answered", async () => {
    const one = await asked({ done: { type: "delay", for: "P1D" } });
    await answer(one.link);
    const two = await asked({ done: { type: "delay", for: "P1D" } });
    await callBack(two.flow, "approval", { execution: two.run, body: { by: "API" } });
    for (const { link } of [one, two]) expect((await open(link)).page).toContain(SAYS.answered);
    expect((await answer(two.link)).page).toContain(SAYS.answered);
    expect(await activationsOf(two.run)).toBe(1);
  });

  it("leaves a receipt that names it, like every callback", async () => {
    const { flow, run, link } = await asked();
    const { headers } = await answer(link, { "user-agent": "Browser" });
    const receipt = headers.get("holdpoint-receipt");
    const { body } = await manage("GET", `/receipts/${receipt}`);
    expect(body).toMatchObject({
      outcome: "activated",
      executionIds: [run],
      link: 1,
      to: { flow: flow.versionId, trigger: flow.triggers["approval"]?.triggerId, execution: run },
      sender: { agent: "Browser" },
    });
  });

  it("is judged by the condition, and can be answered once that fits", async () => {
    const condition = "has(approval.data.sum)";
    const { run, link } = await asked({ approval: { ...blocks.approval, condition } });
    const { status, page, headers } = await answer(link);
    expect([status, page]).toEqual([200, expect.stringContaining("was not accepted")]);
    expect(await statusOf(run)).toBe("waiting");
    const { body } = await manage("GET", `/receipts/${headers.get("holdpoint-receipt")}`);
    expect(body).toMatchObject({ outcome: "ignored", link: 1 });
    expect((await open(link)).page).toContain("<button>");
  });

  it("doesn't stand in for a user where one is asked for", async () => {
    const { run, link } = await asked({
      approval: { ...blocks.approval, authentication: { type: "BACKENDLESS" } },
    });
    const { page } = await open(link);
    expect(page).toContain("have signed in");
    expect(page).not.toContain("<form");
    expect((await answer(link)).status).toBe(401);
    expect(await activationsOf(run)).toBe(0);
  });

  it("stands in for a signature, since the flow has handed it out", async () => {
    const authentication = { type: "SIGNATURE", scheme: "GITHUB", secret: "HOOK" };
    const { flow, run, link } = await asked({ approval: { ...blocks.approval, authentication } });
    expect((await callBack(flow, "approval", { execution: run })).status).toBe(401);
    expect((await answer(link)).page).toContain("Thank");
    expect(await statusOf(run)).toBe("completed");
  });

  it("is held to its own wait also when the operator replays its callback", async () => {
    const condition = "has(approval.data.sum) || initial.data.open == true";
    const { run, link } = await asked({ approval: { ...blocks.approval, condition } }, { open: false });
    const receipt = (await answer(link)).headers.get("holdpoint-receipt");
    await manage("DELETE", `/runs/${run}/links/1`);
    const { body } = await manage("POST", `/receipts/${receipt}/replay`);
    expect(body).toMatchObject({ outcome: "refused", code: 70411 });
    expect((await manage("GET", `/receipts/${Object(body).receipt}`)).body).toMatchObject({
      replayOf: receipt,
      link: 1,
    });
  });

  it("that is tampered with, or is none, is nowhere, whatever is done with it", async () => {
    const { run, link } = await asked();
    const last = link.at(-1) === "A" ? "B" : "A";
    const other = (await asked()).link;
    const spliced = other.slice(0, -22) + link.slice(-22);
    for (const url of [
      link.slice(0, -1) + last,
      `${link}A`,
      link.slice(0, -4),
      `${ORIGIN}/link/x`,
      spliced,
    ]) {
      expect((await open(url)).status, url).toBe(404);
      expect((await answer(url)).status, url).toBe(404);
    }
    expect(await activationsOf(run)).toBe(0);
  });
});

describe("a run's page", () => {
  it("takes no more requests of one address than a trigger does", async () => {
    const { link } = await asked();
    const headers = { "cf-connecting-ip": "203.0.113.9" };
    const limit = Number(env.CALLBACKS_PER_10S);
    const opened = await Promise.all(Array.from({ length: limit + 1 }, () => open(link, { headers })));
    const turnedAway = opened.filter(({ status }) => status === 429);
    expect(turnedAway).toHaveLength(1);
    expect(Number(turnedAway[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await open(link)).status).toBe(200);
  });
});

describe("a link's time", () => {
  it("is seven days, or what the trigger says", async () => {
    const { run } = await asked();
    const [link] = await linksOf(run);
    expect(Number(link?.expiresAt) - Number(link?.madeAt)).toBeGreaterThanOrEqual(7 * 86_400_000);
    const short = await asked({ approval: { ...blocks.approval, link: { expires: "PT90S" } } });
    const [other] = await linksOf(short.run);
    expect(Math.floor((Number(other?.expiresAt) - Number(other?.madeAt)) / 1_000)).toBe(90);
  });

  it("over, it neither shows what it was about nor takes an answer", async () => {
    const text = "Secret {{ initial.data.name }}";
    const { run, link } = await asked(
      { approval: { ...blocks.approval, link: { expires: "PT1S" }, page: { text } } },
      { name: "Ada" },
    );
    await scheduler.wait(2_100);
    for (const { status, page } of [await open(link), await answer(link)]) {
      expect([status, page]).toEqual([410, expect.stringContaining(SAYS.expired)]);
      expect(page).not.toContain("Secret");
    }
    expect(await linksOf(run)).toMatchObject([{ number: 1, state: "expired" }]);
    expect(await statusOf(run)).toBe("waiting");
  });
});

describe("the operator", () => {
  it("makes links to a run that waits, each good beside the others", async () => {
    const { run, link } = await asked();
    const made = await makeLink(run, "approval", "PT1H");
    expect(made).toMatchObject({ number: 2, block: "approval", visit: 1, state: "open", by: "operator" });
    expect(made.url).not.toBe(link);
    expect((await answer(made.url)).page).toContain("Thank");
    expect((await answer(link)).page).toContain(SAYS.answered);
    expect(await activationsOf(run)).toBe(1);
  });

  it("sees links without their tokens", async () => {
    const { run, link } = await asked();
    const { body } = await manage("GET", `/runs/${run}/links`);
    expect(body).toEqual({
      items: [
        {
          number: 1,
          block: "approval",
          visit: 1,
          state: "open",
          madeAt: expect.any(Number),
          expiresAt: expect.any(Number),
          revokedAt: null,
          by: "flow",
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain(link.slice(-40));
  });

  it("revokes a link, which then neither shows anything nor takes an answer, while another one does", async () => {
    const { run, link } = await asked({ approval: { ...blocks.approval, page: { text: "Sign here" } } });
    const other = await makeLink(run, "approval");
    for (const time of [1, 2])
      expect((await manage("DELETE", `/runs/${run}/links/1`)).status, `${time}`).toBe(204);
    for (const { status, page, headers } of [await open(link), await answer(link)]) {
      expect([status, page]).toEqual([410, expect.stringContaining(SAYS.revoked)]);
      expect(page).not.toMatch(/Sign here|Approval/);
      const receipt = headers.get("holdpoint-receipt");
      if (receipt)
        expect((await manage("GET", `/receipts/${receipt}`)).body).toMatchObject({
          outcome: "refused",
          code: 70411,
        });
    }
    expect(await activationsOf(run)).toBe(0);
    expect(await linksOf(run)).toMatchObject([
      { number: 1, state: "revoked", revokedAt: expect.any(Number) },
      { number: 2, state: "open", revokedAt: null },
    ]);
    expect((await answer(other.url)).page).toContain("Thank");
  });

  it("gets no link where there is nothing to answer", async () => {
    const { run } = await asked();
    const status = async (id: string, body: unknown) =>
      (await manage("POST", `/runs/${id}/links`, body)).status;
    expect(await status(run, { block: "done" })).toBe(400);
    expect(await status(run, { block: "nowhere" })).toBe(400);
    expect(await status(run, { block: "approval", expires: "P366D" })).toBe(400);
    expect(await status(run, { block: "approval", expires: "PT0S" })).toBe(400);
    expect(await status(crypto.randomUUID(), { block: "approval" })).toBe(404);
    expect((await manage("DELETE", `/runs/${run}/links/7`)).status).toBe(404);
    await manage("POST", `/runs/${run}/terminate`);
    expect(await status(run, { block: "approval" })).toBe(410);
    const past = await asked({ done: { type: "delay", for: "P1D" } });
    await answer(past.link);
    expect(await status(past.run, { block: "approval" })).toBe(409);
  });
});

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
    await scheduler.wait(200);
    expect((await open(link)).page).toContain(SAYS.over);
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
