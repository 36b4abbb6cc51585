import type { Page } from "playwright-core";
import { afterAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { accessibilityOf, closeBrowser, copied, openConsole, overflowOf } from "./support.ts";

const client = new Client(inject("url"));

afterAll(closeBrowser);

const node = (page: Page, name: string) => page.locator(".react-flow__node").filter({ hasText: name });
const idsOf = (page: Page) =>
  page.locator(".react-flow__node").evaluateAll((nodes) => nodes.map((each) => each.getAttribute("data-id")));

/** Chooses a block where the editor asks which. */
async function choose(page: Page, label: string): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: label }).click();
}

async function rename(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(name);
}

/** Adds what comes next by the + below a block. */
async function addBelow(page: Page, name: string, port: string, label: string): Promise<void> {
  await node(page, name).hover();
  await node(page, name).locator(`[data-port="${port}"] .hp-port-add`).click();
  await choose(page, label);
}

/** Where a flow grows, its picture moves for a fifth of a second: a block may leave the place where it is clicked. */
async function pictureRests(page: Page): Promise<void> {
  let before: string | null = null;
  const isSame = async () => {
    const place = await page.locator(".react-flow__viewport").getAttribute("style");
    const same = place === before;
    before = place;
    return same;
  };
  await expect.poll(isSame, { interval: 300 }).toBe(true);
}

describe("the editor", () => {
  it("builds the specification's order flow from nothing, and its run waits for the copied URL", async () => {
    const { page, problems, close } = await openConsole("/flows/new");
    await rename(page, "Orders of the test");
    await page.getByRole("button", { name: "Set values" }).click();
    await rename(page, "Process order details");
    await addBelow(page, "Process order details", "next", "External Callback");
    await rename(page, "Payment confirmed");
    await addBelow(page, "Payment confirmed", "next", "Set values");
    await rename(page, "Complete order");
    await addBelow(page, "Complete order", "next", "Return");
    expect(await idsOf(page)).toEqual(["processOrderDetails", "paymentConfirmed", "completeOrder", "done"]);

    await pictureRests(page);
    await node(page, "Payment confirmed").click();
    const condition = page.locator('[data-field="condition"] .cm-content');
    await condition.fill("paymentConfirmed.data.orderId == initial.data.orderId");
    await page.getByRole("button", { name: "No problems, 1 note" }).waitFor();

    await page.getByRole("button", { name: "Launch", exact: true }).click();
    await page.getByRole("button", { name: "Launch version 1" }).click();
    await page.getByText("Version 1 is LIVE: new runs get it.").waitFor();
    await page.getByRole("button", { name: "Copy Callback URL" }).click();
    const url = await copied(page);

    await page.getByRole("button", { name: "Start a run" }).click();
    await page.getByLabel("orderId", { exact: true }).fill("A-7");
    await page.getByRole("button", { name: "Start the run" }).click();
    const watch = await page.getByRole("link", { name: "Watch it" }).getAttribute("href");
    const run = watch?.split("/").at(-1) ?? "";
    await client.runBecomes(run, "waiting");
    expect((await client.callback(url, undefined, { orderId: "A-7" })).status).toBe(200);
    await client.runBecomes(run, "completed");
    expect(problems).toEqual([]);
    await close();
  });

  it("loses nothing by a reload, and says what is wrong where it is", async () => {
    const { page, problems, close } = await openConsole("/flows/new?example=order-payment");
    await node(page, "Payment confirmed").click();
    await page.getByRole("button", { name: "More for Payment confirmed" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("button", { name: /problem/ }).click();
    await page.getByRole("listitem").filter({ hasText: "Nothing is called `payment` here" }).first().click();
    await page.getByRole("complementary", { name: "Complete order" }).waitFor();

    await page.reload();
    await page.getByText("which aren't saved yet").waitFor();
    expect(await idsOf(page)).toEqual(["details", "complete", "done", "expired"]);
    await page.getByRole("button", { name: "Start over" }).click();
    await page.getByRole("heading", { name: "Choose the first block" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await idsOf(page)).toEqual(["details", "complete", "done", "expired"]);
    expect(problems).toEqual([]);
    await close();
  });

  it("shows the same document as JSON, both ways, and keeps a text that is no JSON yet", async () => {
    const { page, problems, close } = await openConsole("/flows/new?example=order-payment");
    await page.getByRole("button", { name: "Show the JSON" }).click();
    const code = page.getByLabel("Flow document as JSON");
    await code.press("Control+a");
    // Text that replaces coloured text Chromium itself would give an inline style, which the policy refuses.
    await code.press("Delete");
    await page.keyboard.insertText(
      '{"name": "Typed", "start": "a", "blocks": {"a": {"type": "delay", "for": "PT1H"}}}',
    );
    await node(page, "For 1 hour").waitFor();
    await code.press("End");
    await code.press("Backspace");
    await page.getByText("The picture shows the last valid document.").waitFor();
    await page.reload();
    await page.getByText("The picture shows the last valid document.").waitFor();
    await page.getByRole("button", { name: "Go back to the last valid document" }).click();
    await page.getByText("which aren't saved yet").waitFor();
    expect(await idsOf(page)).toEqual(["a"]);
    expect(problems).toEqual([]);
    await close();
  });

  it("is worked by the keyboard alone", async () => {
    const { page, problems, close } = await openConsole("/flows/new?example=order-payment");
    await node(page, "Process order details").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "Payment confirmed" }).waitFor();
    await page.getByLabel("Then: connect to").selectOption("done");
    await page.locator('.react-flow__edge[data-id="payment next 1"]').waitFor({ state: "attached" });
    await node(page, "Payment confirmed").focus();
    await page.keyboard.press("Delete");
    expect(await idsOf(page)).not.toContain("payment");
    await page.keyboard.press("Control+z");
    expect(await idsOf(page)).toContain("payment");
    expect(problems).toEqual([]);
    await close();
  });

  it("takes the first click after a name was written, though what is clicked moves with the new id", async () => {
    const { page, problems, close } = await openConsole("/flows/new", { width: 390 });
    await page.getByRole("button", { name: "Set values" }).click();
    await rename(page, "Process order details");
    await page.getByRole("button", { name: "Add a value" }).click();
    await page.getByLabel("Name of line 1").fill("total");
    expect(await page.getByLabel("Id", { exact: true }).inputValue()).toBe("processOrderDetails");
    expect(problems).toEqual([]);
    await close();
  });

  it("never overwrites what somebody else saved meanwhile", async () => {
    const { flowId } = await client.publish({ a: { type: "return", value: 1 } }, { start: "a" });
    const { page, problems, close } = await openConsole(`/flows/${flowId}/edit`);
    await page.getByLabel("Description").fill("Mine");
    const theirs = { name: "Theirs", start: "a", blocks: { a: { type: "return", value: 2 } } };
    await client.manage(`POST /flows/${flowId}/versions`, theirs);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Somebody saved this flow meanwhile" }).waitFor();
    await page.getByRole("button", { name: "Save mine as a new version" }).click();
    await page.getByText("Version 3 · saved").waitFor();
    expect(problems).toEqual([]);
    await close();
  });
});

describe.each([
  { width: 1280, theme: "light" },
  { width: 390, theme: "dark" },
] as const)("the editor, $width pixels wide and $theme", (look) => {
  it("fits the window and has nothing that axe finds", async () => {
    const { page, problems, close } = await openConsole("/flows/new", look);
    await page.getByRole("heading", { name: "Choose the first block" }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Order payment" }).click();
    await node(page, "Payment confirmed").click();
    await page.getByLabel("Authentication Type").waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    await page.getByRole("button", { name: "Show the JSON" }).click();
    await page.getByLabel("Flow document as JSON").waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(problems).toEqual([]);
    await close();
  });
});
