import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { resetMeanwhile } from "../support/reset.ts";
import { manage, ORIGIN, startRun, viewRun } from "../support/worker.ts";
import { activationsOf, callBack, journalOf, statusOf } from "../triggers/support.ts";
import { answer, asked, blocks, linksOf, open, SAYS } from "./support.ts";

describe("a link", () => {
  it("shows a page with a button, which lets its run go on", async () => {
    const { run, link } = await asked();
    expect(link).toMatch(new RegExp(`^${ORIGIN}/link/[\\w-]{58}$`));
    const shown = await open(link);
    expect(shown).toMatchObject({ status: 200, page: expect.stringContaining("<h1>Approval</h1>") });
    expect(shown.page).toContain("<button>Confirm</button>");
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
    expect(page).toContain("Please sign in");
    expect(page).not.toContain("Confirm");
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

describe("what the deployment says", () => {
  /** The Worker and the tests share their environment. */
  const usual = env.CALLBACKS_PER_10S;
  const say = (name: string, value: string) => void Reflect.set(env, name, value);
  afterEach(() => {
    say("CALLBACKS_PER_10S", usual);
    Reflect.deleteProperty(env, "LINK_KEYS");
  });

  it("bounds how often one address opens and answers links of a run", async () => {
    const { link, run } = await asked();
    say("CALLBACKS_PER_10S", "3");
    const headers = { "cf-connecting-ip": "203.0.113.9" };
    for (const time of [1, 2, 3]) expect((await open(link, { headers })).status, `${time}`).toBe(200);
    for (const turnedAway of [await open(link, { headers }), await answer(link, headers)]) {
      expect(turnedAway).toMatchObject({ status: 429, page: expect.stringContaining("try again") });
      expect(Number(turnedAway.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(await activationsOf(run)).toBe(0);
    expect((await open(link, { headers: { "cf-connecting-ip": "203.0.113.10" } })).status).toBe(200);
  });

  it("asks to try again where its run is reset meanwhile", async () => {
    const { link, run } = await asked();
    const { status, page, headers } = await resetMeanwhile(env.FLOW_RUN.getByName(run), () => open(link));
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
    expect(page).toContain("try again");
    expect((await open(link)).status).toBe(200);
  });

  it("changes the keys of links, and those under a key that is listed stay good", async () => {
    const derived = await asked();
    say("LINK_KEYS", "k1:a-secret-of-24-characters 0");
    const first = await asked();
    expect((await open(derived.link)).status).toBe(200);
    say("LINK_KEYS", "k2:other-secret-of-24-chars k1:a-secret-of-24-characters");
    const second = await asked();
    expect((await open(derived.link)).status).toBe(404);
    expect((await answer(first.link)).page).toContain("Thank");
    expect((await answer(second.link)).page).toContain("Thank");
    say("LINK_KEYS", "k2:other-secret-of-24-chars");
    expect((await open(first.link)).status).toBe(404);
    expect((await open(second.link)).status).toBe(200);
    say("LINK_KEYS", "");
    expect((await answer(derived.link)).page).toContain("Thank");
  });

  it("stops links alone where the list of keys is wrong, and tells nobody what it is", async () => {
    const { link, run, flow } = await asked();
    say("LINK_KEYS", "k1:short");
    const shown = await open(link);
    expect(shown).toMatchObject({ status: 500, page: expect.stringContaining("went wrong on our side") });
    expect(shown.page).not.toContain("k1");
    const other = await startRun(flow);
    expect((await viewRun(other)).error).toEqual({
      code: "internal",
      message: "The block could not be carried out",
      source: "ask",
    });
    expect((await callBack(flow, "approval", { execution: run })).status).toBe(200);
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
    await eventually(
      () => open(link),
      ({ status }) => status === 410,
    );
    for (const { status, page } of [await open(link), await answer(link)]) {
      expect([status, page]).toEqual([410, expect.stringContaining(SAYS.expired)]);
      expect(page).not.toContain("Secret");
    }
    expect(await linksOf(run)).toMatchObject([{ number: 1, state: "expired" }]);
    expect(await statusOf(run)).toBe("waiting");
  });
});
