import type { Page } from "playwright-core";
import { afterAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { accessibilityOf, closeBrowser, openPage, overflowOf } from "./support.ts";

const client = new Client(inject("url"));
afterAll(closeBrowser);

const PASSWORD = "correct horse";

async function newUser(name: string): Promise<string> {
  const email = `${crypto.randomUUID()}@example.com`;
  await client.manage("POST /users", { email, name, password: PASSWORD });
  return email;
}

/** A run that two users have to approve, and the path of its link. */
async function asked(): Promise<{ run: string; path: string }> {
  const { flowId } = await client.publish({
    ask: { type: "set", values: { link: "{{ links.approval }}" }, next: "approval" },
    approval: {
      type: "external-callback",
      authentication: { type: "BACKENDLESS" },
      approvals: 2,
      schema: {
        required: ["amount"],
        properties: {
          amount: { type: "number", title: "Amount", description: "In euros", minimum: 1 },
          day: { type: "string", format: "date", title: "Day" },
          urgent: { type: "boolean", title: "Urgent" },
          account: { enum: ["Main", "Savings"], title: "Account" },
        },
      },
      page: {
        title: "Pay {{ initial.data.to }}?",
        choices: [
          { id: "approve", label: "Approve" },
          { id: "reject", label: "Reject", style: "danger" },
        ],
        comment: "optional",
        thanks: "Thank you all.",
      },
      next: "done",
    },
    done: { type: "return", value: "{{ approval }}" },
  });
  const run = await client.startRun(flowId, { to: "Ada" });
  return { run, path: new URL((await client.run(run)).context.ask.link).pathname };
}

/** What opens links before people do: mail scanners, previews, browsers that fetch ahead. All of it twice. */
async function scan(path: string): Promise<void> {
  const ahead = { "sec-purpose": "prefetch;prerender", purpose: "prefetch" };
  for (const init of [{}, { method: "HEAD" }, { headers: ahead }]) {
    for (const _ of [1, 2]) expect((await fetch(inject("url") + path, init)).status).toBe(200);
  }
}

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

describe.each([
  [1280, "light", true],
  [1280, "dark", false],
  [390, "dark", true],
  [390, "light", false],
] as const)("%i pixels wide and %s, with scripts: %s", (width, theme, javaScript) => {
  async function expectGood(page: Page): Promise<void> {
    expect(await overflowOf(page)).toBe(0);
    expect(await accessibilityOf(page, { javaScript })).toEqual([]);
  }

  it("two people sign in, fill in the form, correct it, and approve, and then it is over", async () => {
    const { run, path } = await asked();
    const [ada, bob] = [await newUser("Ada"), await newUser("Bob")];
    await scan(path);
    const { page, problems, close } = await openPage(path, { width, theme, javaScript });
    await page.getByText("Please sign in to answer.").waitFor();
    await expectGood(page);
    await signIn(page, ada, "wrong");
    await page.getByRole("alert").filter({ hasText: "is not right" }).waitFor();
    await expectGood(page);
    await signIn(page, ada);

    await page.getByText("0 of 2 approvals were given.").waitFor();
    await expectGood(page);
    await page.getByLabel("Amount").fill("0");
    await page.getByLabel("Account").selectOption("Savings");
    await page.getByLabel("Urgent").check();
    await page.getByLabel("Comment").fill("Fine");
    await page.getByLabel("Amount").press("Enter");
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("Please enter at least 1.").waitFor();
    await expectGood(page);
    const amount = page.getByLabel("Amount");
    expect(await amount.getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator(":focus").getAttribute("id")).toBe(await amount.getAttribute("id"));
    expect(await page.getByLabel("Account").inputValue()).toBe("Savings");
    expect(await page.getByLabel("Urgent").isChecked()).toBe(true);
    expect(await page.getByLabel("Comment").inputValue()).toBe("Fine");
    await amount.fill("7.5");
    await page.getByLabel("Day").fill("2026-01-31");
    expect((await client.run(run)).status).toBe("waiting");
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("Your approval was received.").waitFor();
    await page.getByText("1 of 2 approvals were given.").waitFor();
    await expectGood(page);
    await page.reload();
    await page.getByText("1 of 2 approvals were given.").waitFor();

    await page.getByRole("button", { name: "Sign out" }).click();
    await signIn(page, bob);
    await page.getByText("Signed in as Bob.").waitFor();
    await scan(path);
    expect((await client.run(run)).status).toBe("waiting");
    await page.getByLabel("Amount").fill("7.5");
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("Thank you all.").waitFor();
    await expectGood(page);
    await page.reload();
    await page.getByText("Thank you all.").waitFor();
    await page.goto(new URL(path, page.url()).href);
    await page.getByText("This was already answered.").waitFor();
    await expectGood(page);
    expect(await client.run(run)).toMatchObject({
      status: "completed",
      result: {
        data: { amount: 7.5, choice: "approve" },
        approvals: [
          { user: { name: "Ada" }, comment: "Fine" },
          { user: { name: "Bob" }, comment: null },
        ],
      },
    });
    expect(problems).toEqual([]);
    await close();
  });
});

describe("a page that leads on", () => {
  it.each([true, false])("goes there by itself, with scripts: %s", async (javaScript) => {
    const { flowId } = await client.publish({
      ask: { type: "set", values: { link: "{{ links.confirmed }}" }, next: "confirmed" },
      confirmed: { type: "external-callback", page: { redirect: "{{ initial.data.to }}" }, next: "done" },
      done: { type: "return" },
    });
    const to = `${inject("url")}/docs/`;
    const run = await client.startRun(flowId, { to });
    const path = new URL((await client.run(run)).context.ask.link).pathname;
    const { page, close } = await openPage(path, { javaScript });
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.waitForURL(to);
    expect((await client.run(run)).status).toBe("completed");
    await close();
  });
});
