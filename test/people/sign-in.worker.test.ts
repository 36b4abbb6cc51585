import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { usersOf } from "../../src/users/store.ts";
import { manage, ORIGIN, viewRun } from "../support/worker.ts";
import { activationsOf, statusOf } from "../triggers/support.ts";
import { answer, asked, blocks, cookieOf, open, submit } from "./support.ts";

const PASSWORD = "correct horse";

beforeAll(async () => {
  await manage("POST", "/roles", { name: "Cashier" });
});

async function newUser(columns: { roles?: string[]; name?: string } = {}) {
  const email = `${crypto.randomUUID()}@example.com`;
  const { status, body } = await manage("POST", "/users", { email, password: PASSWORD, ...columns });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { email, id: String(Object(body).objectId) };
}

function signIn(link: string, login: string, password = PASSWORD, headers: Record<string, string> = {}) {
  return submit(link, { act: "sign-in", login, password }, headers);
}

function protectedBy(authentication: object = {}, more: object = {}) {
  const approval = {
    ...blocks.approval,
    authentication: { type: "BACKENDLESS", ...authentication },
    ...more,
  };
  return asked({ approval }, { order: "A-7" });
}

describe("a page that asks who answers", () => {
  it("shows what it is about to those alone who have signed in", async () => {
    const { link } = await protectedBy({}, { page: { title: "Order", text: "To {{ initial.data.order }}" } });
    const { status, page } = await open(link);
    expect(status).toBe(200);
    expect(page).toContain("Please sign in to answer.");
    expect(page).not.toMatch(/A-7|Confirm/);
    const { email } = await newUser();
    const headers = cookieOf(await signIn(link, email));
    const { page: shown } = await open(link, { headers });
    expect(shown).toContain("<p>To A-7</p>");
    expect(shown).toContain(`Signed in as ${email}.`);
  });

  it("takes the answer of somebody who has signed in, as hers", async () => {
    const { run, link } = await protectedBy();
    const { email, id } = await newUser({ name: "Ada <b>" });
    const signed = await signIn(link, ` ${email.toUpperCase()} `);
    expect([signed.status, signed.headers.get("location")]).toEqual([303, new URL(link).pathname]);
    const headers = cookieOf(signed);
    expect((await open(link, { headers })).page).toContain("Signed in as Ada &lt;b&gt;.");
    const answered = await answer(link, headers);
    expect(answered.page).toContain("Thank you.");
    expect((await viewRun(run)).context["approval"]).toMatchObject({ user: { objectId: id } });
    const { body } = await manage("GET", `/receipts/${answered.headers.get("holdpoint-receipt")}`);
    expect(body).toMatchObject({ outcome: "activated", user: id, link: 1 });
  });

  it("keeps the session from scripts and from all but links' pages, until the browser ends", async () => {
    const { link } = await protectedBy();
    const { email } = await newUser();
    const cookie = (await signIn(link, email)).headers.get("set-cookie");
    expect(cookie).toMatch(/^holdpoint-person=[\w.-]+; Path=\/link; HttpOnly; SameSite=Lax$/);
    const secure = await signIn(link.replace("http:", "https:"), email, PASSWORD, {
      origin: ORIGIN.replace("http:", "https:"),
    });
    expect(secure.headers.get("set-cookie")).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
  });

  it.each([
    ["a wrong password", { password: "wrong" }],
    ["nobody's e-mail", { email: "nobody@example.com" }],
    ["nothing", { email: "", password: "" }],
  ])("lets nobody in by %s, and says no more than that", async (_, given) => {
    const { link } = await protectedBy();
    const { email, password } = { ...(await newUser()), password: PASSWORD, ...given };
    const { status, page, headers } = await signIn(link, email, password);
    expect(status).toBe(401);
    expect(page).toContain('role="alert" id="e0">The e-mail or the password is not right.');
    expect(page).toContain(`value="${email}"`);
    expect(page).not.toContain('wrong"');
    expect(headers.has("set-cookie")).toBe(false);
  });

  it("locks out who guesses, also with the right password then", async () => {
    const { link } = await protectedBy();
    const { email } = await newUser();
    for (let guess = 0; guess < 10; guess++) await usersOf(env).loginFailures.count(email);
    const { status, page, headers } = await signIn(link, email);
    expect([status, page]).toEqual([429, expect.stringContaining("try again in 15 minutes")]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(800);
    expect(headers.has("set-cookie")).toBe(false);
  });

  it("lets nobody in who is disabled, nor goes on to trust her session", async () => {
    const { run, link } = await protectedBy({ fresh: true });
    const { email, id } = await newUser();
    const headers = cookieOf(await signIn(link, email));
    await manage("PUT", `/users/${id}`, { userStatus: "DISABLED" });
    const { status, page } = await signIn(link, email);
    expect([status, page]).toEqual([403, expect.stringContaining("disabled")]);
    expect((await answer(link, headers)).status).toBe(401);
    expect((await open(link, { headers })).page).toContain("Please sign in");
    expect(await statusOf(run)).toBe("waiting");
  });

  it("signs out for good", async () => {
    const { run, link } = await protectedBy();
    const { email } = await newUser();
    const headers = cookieOf(await signIn(link, email));
    const out = await submit(link, { act: "sign-out" }, headers);
    expect([out.status, out.headers.get("set-cookie")]).toEqual([303, expect.stringContaining("Max-Age=0")]);
    expect((await open(link, { headers })).page).toContain("Please sign in");
    expect((await answer(link, headers)).status).toBe(401);
    expect(await activationsOf(run)).toBe(0);
  });

  it("ends the session before when somebody else signs in", async () => {
    const { link } = await protectedBy();
    const [first, second] = [await newUser(), await newUser()];
    const before = cookieOf(await signIn(link, first.email));
    const now = cookieOf(await signIn(link, second.email, PASSWORD, before));
    expect((await open(link, { headers: before })).page).toContain("Please sign in");
    expect((await open(link, { headers: now })).page).toContain(second.email);
  });

  it.each(["https://evil.example", "null"])("signs nobody in or out for a page of %j", async (origin) => {
    const { link } = await protectedBy();
    const { email } = await newUser();
    expect((await signIn(link, email, PASSWORD, { origin })).status).toBe(403);
    const headers = cookieOf(await signIn(link, email));
    expect((await submit(link, { act: "sign-out" }, { ...headers, origin })).status).toBe(403);
    expect((await open(link, { headers })).page).toContain(email);
  });
});

describe("who may answer on a page", () => {
  it("is who has the roles that callbacks need", async () => {
    const { run, link } = await protectedBy({ requiredRoles: ["Cashier"] }, { page: { text: "Secret" } });
    const [paul, carla] = [await newUser(), await newUser({ roles: ["Cashier"] })];
    const without = cookieOf(await signIn(link, paul.email));
    for (const shown of [await open(link, { headers: without }), await answer(link, without)]) {
      expect([shown.status, shown.page]).toEqual([403, expect.stringContaining("You may not answer this.")]);
      expect(shown.page).toContain("Sign out");
      expect(shown.page).not.toMatch(/Secret|Confirm/);
    }
    expect(await activationsOf(run)).toBe(0);
    expect((await answer(link, cookieOf(await signIn(link, carla.email)))).page).toContain("Thank you.");
  });

  it("is decided when she answers", async () => {
    const { run, link } = await protectedBy({ requiredRoles: ["Cashier"], fresh: true });
    const { email, id } = await newUser({ roles: ["Cashier"] });
    const headers = cookieOf(await signIn(link, email));
    expect((await open(link, { headers })).page).toContain("Confirm");
    await manage("DELETE", `/users/${id}/roles/Cashier`);
    expect((await answer(link, headers)).status).toBe(403);
    expect(await activationsOf(run)).toBe(0);
  });

  it("is anybody where the trigger asks nobody, whatever session the browser has", async () => {
    const { link } = await asked();
    const headers = { cookie: "holdpoint-person=gone" };
    expect((await open(link, { headers })).page).toContain("Confirm");
    expect((await answer(link, headers)).page).toContain("Thank you.");
  });
});
