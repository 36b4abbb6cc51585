import { describe, expect, it } from "vitest";
import { linkAt } from "../../src/runs/links.ts";
import { answer, callbackOf, NOON, RunWorld, signer } from "../support/ports.ts";

const DAY = 86_400_000;
const pay = { type: "external-callback", next: "end" };
const end = { type: "return" };

/** Sends its link out before it waits. */
const mail = {
  type: "http-request",
  request: { method: "POST", url: "https://mail.example/", body: "{{ links.pay }}" },
  next: "pay",
};

function claimIn(url: string) {
  return signer.links.read(url.replace("https://hold.example/link/", ""));
}

async function callBy(world: RunWorld, link: number, data = {}) {
  const outcome = await world.run.callback({
    flow: world.version.id,
    trigger: world.version.triggerByBlock("pay")?.id ?? "",
    callback: { ...callbackOf({ data, receivedAt: world.now }), link },
  });
  await world.settle();
  return outcome;
}

function links(world: RunWorld) {
  return world.entries.flatMap(({ seq, facts }) =>
    facts.flatMap((fact) =>
      fact.type === "linked" ? [{ seq, number: fact.number, visit: fact.visit }] : [],
    ),
  );
}

describe("a link that is sent out", () => {
  it("stands in the journal before, in the row of the block that read it", async () => {
    const world = new RunWorld({ mail, pay, end });
    const known: unknown[] = [];
    world.respond = async ({ body }) => {
      const { number = 0 } = claimIn(body ?? "") ?? {};
      known.push(links(world).find((link) => link.number === number));
      return answer(200, {});
    };
    await world.start();
    expect(known).toEqual([{ seq: 1, number: 1, visit: 1 }]);
    expect(world.entries[0]?.facts.map(({ type }) => type)).toEqual(["started", "linked", "requesting"]);
  });

  it("is the same one after a crash, and good", async () => {
    const world = new RunWorld({ mail, pay, end });
    world.respond = () => new Promise(() => {});
    void world.start();
    await expect.poll(() => world.requests.length).toBe(1);
    world.restart();
    world.respond = () => answer(200, {});
    await world.fireAlarm();
    const [before, after] = world.requests.map(({ body }) => body);
    expect(after).toBe(before);
    expect(claimIn(after ?? "")).toEqual({ runId: world.runId, number: 1, expiresAt: NOON + 7 * DAY });
    expect(links(world)).toHaveLength(1);
    expect(await world.run.links.view(1)).toMatchObject({ state: "open" });
    expect(await callBy(world, 1)).toMatchObject({ outcome: "activated" });
  });
});

describe("a link", () => {
  it("is made anew once its time is over", async () => {
    const again = { type: "delay", for: "P8D", next: "mail" };
    const fork = { type: "set", values: {}, next: ["pay", "again"] };
    const world = new RunWorld({ mail: { ...mail, next: "fork" }, fork, pay, again, end });
    await world.start();
    while (world.requests.length < 2) await world.fireAlarm();
    expect(links(world)).toMatchObject([
      { number: 1, visit: 1 },
      { number: 2, visit: 1 },
    ]);
    expect(await world.run.links.list()).toMatchObject([{ state: "expired" }, { state: "open" }]);
  });

  it("whose wait's time is over takes no answer, although the alarm is late", async () => {
    const timed = { ...pay, timeout: { after: "PT1H", next: "later" } };
    const later = { type: "delay", for: "P1D", next: "end" };
    const world = new RunWorld({ mail, pay: timed, later, end });
    await world.start();
    world.now += 3_600_000;
    expect(await world.run.links.view(1)).toMatchObject({ state: "over" });
    expect(await callBy(world, 1)).toEqual({ outcome: "refused", code: 28100 });
    expect((await world.view()).steps).toMatchObject([
      { block: "mail" },
      { status: "timed-out" },
      { block: "later" },
    ]);
  });

  it("is good again when a failed run is taken up", async () => {
    const broken = {
      type: "http-request",
      request: { url: "https://shop.example/" },
      retry: { attempts: 1 },
    };
    const world = new RunWorld({ mail: { ...mail, next: ["pay", "broken"] }, broken, pay, end });
    world.respond = ({ url }) => answer(url.includes("shop") ? 404 : 200, {});
    await world.start();
    expect(await world.run.links.view(1)).toMatchObject({ state: "ended" });
    world.respond = () => answer(200, {});
    await world.run.operator.retry();
    expect(await world.run.links.view(1)).toMatchObject({ state: "open" });
    expect(await callBy(world, 1)).toMatchObject({ outcome: "activated" });
  });

  it("with another answer is late, with the same one a duplicate, for good", async () => {
    const world = new RunWorld({
      mail,
      pay: { ...pay, next: "nap" },
      nap: { type: "delay", for: "P9D", next: "end" },
      end,
    });
    await world.start();
    expect(await callBy(world, 1, { yes: true })).toMatchObject({ outcome: "activated" });
    world.now += 8 * DAY;
    expect(await callBy(world, 1, { yes: true })).toMatchObject({ outcome: "duplicate" });
    expect(await callBy(world, 1, { yes: false })).toEqual({ outcome: "refused", code: 70411 });
    world.now -= 8 * DAY;
    expect(await callBy(world, 1, { yes: false })).toEqual({ outcome: "refused", code: 28100 });
  });

  it("that the run doesn't know lets nothing go on", async () => {
    const world = new RunWorld({ mail, pay, end });
    await world.start();
    for (const number of [0, 2, -1]) {
      expect(await callBy(world, number)).toEqual({ outcome: "refused", code: 70404 });
      expect(await world.run.links.view(number)).toBeUndefined();
    }
    expect((await world.view()).status).toBe("waiting");
  });

  it("read in two branches is one, and answers the wait that began first", async () => {
    const twice = { type: "set", values: {}, next: ["one", "two"] };
    const read = (next: string) => ({ type: "set", values: "{{ links.pay }}", next });
    const world = new RunWorld({
      twice,
      one: read("pay"),
      two: read("pay"),
      pay: { type: "external-callback" },
    });
    await world.start();
    const { context, waits } = await world.view();
    expect(context["one"]).toBe(context["two"]);
    expect(await callBy(world, 1)).toMatchObject({ outcome: "activated" });
    expect((await world.view()).waits.map(({ occurrence }) => occurrence)).toEqual([waits[1]?.occurrence]);
  });

  it("is made where expressions read all links, or one by a name that is computed", async () => {
    const all = { type: "set", values: "{{ links }}", next: "some" };
    const some = { type: "set", values: "{{ links[initial.data.which] }}", next: "pay" };
    const world = new RunWorld({ all, some, pay, ship: pay, end });
    await world.start({ which: "ship" });
    const { context } = await world.view();
    expect(Object.keys(Object(context["all"]))).toEqual(["pay", "ship"]);
    expect(context["some"]).toBe(Object(context["all"])["ship"]);
    expect(links(world)).toHaveLength(2);
  });

  it("fails the block that would make one too many", async () => {
    const world = new RunWorld({ mail, pay, end });
    await world.start();
    const made = [];
    for (let n = 0; n < 10_000; n++) made.push(await world.run.links.make("pay", undefined));
    expect(made.filter((each) => typeof each === "object")).toHaveLength(9_999);
    expect(made.at(-1)).toBe("too-many");
    const state = await world.run.standing();
    expect(state && linkAt(state, 10_000)).toMatchObject({ number: 10_000, by: "operator" });
  });
});
