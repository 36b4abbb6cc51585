import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { usersOf } from "../../src/users/store.ts";
import { logInUser, publish, startRun, viewRun } from "../support/worker.ts";
import { activationsOf, statusOf } from "../triggers/support.ts";
import { type Asked, answer, blocks, linkIn, makeLink, open, submit } from "./support.ts";

const approval = {
  ...blocks.approval,
  authentication: { type: "BACKENDLESS" },
  approvals: 2,
  page: {
    choices: [
      { id: "approve", label: "Approve" },
      { id: "reject", label: "Reject" },
    ],
    comment: "optional",
    redirect: "https://shop.example/{{ approval.data.choice }}",
  },
};

const people: { id: string; token: string }[] = [];
beforeAll(async () => {
  for (const name of ["Ada", "Bob", "Cleo"]) people.push(await logInUser([], { name }));
});

/** As her browser sends it. */
function as(index: number): Record<string, string> {
  return { cookie: `holdpoint-person=${people[index]?.token}` };
}

async function asked(more: object = {}, starter?: number): Promise<Asked> {
  const flow = await publish({
    ...blocks,
    approval: { ...approval, ...more },
    done: { type: "return", value: "{{ approval }}" },
  });
  const headers: Record<string, string> =
    starter === undefined ? {} : { "user-token": people[starter]?.token ?? "" };
  const run = await startRun(flow, {}, headers);
  return { flow, run, link: await linkIn(run) };
}

describe("the page of several who approve", () => {
  it("takes each one's approval by the same link, and goes on with the last one", async () => {
    const { run, link } = await asked();
    expect((await open(link, { headers: as(0) })).page).toContain("0 of 2 approvals were given.");
    const first = await answer(link, as(0), { choice: "approve", comment: "Fine" });
    expect(first.page).toContain("Your approval was received.");
    expect(first.page).toContain("1 of 2 approvals were given.");
    expect(first.page).not.toMatch(/<button name="choice"|http-equiv/);
    expect(await statusOf(run)).toBe("waiting");
    const second = await answer(link, as(1), { choice: "approve", comment: "Fine" });
    expect(second.page).toContain('content="0;url=https://shop.example/approve"');
    const { result } = await viewRun(run);
    expect(Object(result).approvals).toMatchObject([
      { user: { objectId: people[0]?.id, name: "Ada" }, choice: "approve", comment: "Fine" },
      { user: { objectId: people[1]?.id, name: "Bob" } },
    ]);
  });

  it("counts nobody twice, by whatever link, how often and at what moment she approves", async () => {
    const { run, link } = await asked();
    const { url } = await makeLink(run, "approval");
    const sent = [link, url, link, url].map((each) => submit(each, { choice: "approve" }, as(0)));
    for (const { status } of await Promise.all(sent)) expect(status).toBe(303);
    for (const each of [link, url]) {
      expect((await open(each, { headers: as(0) })).page).toContain("1 of 2 approvals");
    }
    expect(await activationsOf(run)).toBe(0);
  });

  it("takes a rejection at once, and tells the others that it is over", async () => {
    const { run, link } = await asked();
    await answer(link, as(0), { choice: "approve" });
    await answer(link, as(1), { choice: "reject" });
    expect((await viewRun(run)).result).toMatchObject({ data: { choice: "reject" } });
    const late = await answer(link, as(2), { choice: "approve" });
    expect(late.page).toContain("This was already answered");
    expect((await open(`${link}?done`, { headers: as(2) })).page).toContain("This was already answered");
    expect(await activationsOf(run)).toBe(1);
  });

  it("is not for who started the run, where the trigger says so", async () => {
    const { run, link } = await asked({ approvals: { count: 1, exceptStarter: true } }, 0);
    for (const shown of [
      await open(link, { headers: as(0) }),
      await answer(link, as(0), { choice: "approve" }),
    ]) {
      expect([shown.status, shown.page]).toEqual([403, expect.stringContaining("You started this yourself")]);
    }
    expect(await activationsOf(run)).toBe(0);
    await answer(link, as(1), { choice: "approve" });
    expect(await statusOf(run)).toBe("completed");
  });

  it("keeps what several people answer before the run waits for it", async () => {
    const first = { type: "external-callback", next: "approval" };
    const flow = await publish({ first, approval, done: blocks.done });
    const run = await startRun(flow);
    const { url } = await makeLink(run, "approval");
    for (const person of [0, 1]) {
      const held = await answer(url, as(person), { choice: "approve" });
      expect(held.page).toContain("Thank you.");
    }
    expect((await open(`${url}?done`, { headers: as(2) })).page).toContain("can’t be answered yet");
  });

  it("asks whoever is signed out by now to sign in", async () => {
    const { link } = await asked();
    await usersOf(env).sessions.endAll(people[2]?.id ?? "");
    expect((await answer(link, as(2), { choice: "approve" })).status).toBe(401);
  });
});
