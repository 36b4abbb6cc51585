import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { accessibilityOf, closeBrowser, openConsole } from "./support.ts";

// The example asks for it.
beforeAll(() => new Client(inject("url")).manage("POST /roles", { name: "Cashier" }));
afterAll(closeBrowser);

describe("the panel of a block", () => {
  it("says in a closed section what is set, and opens the one that a problem lies in", async () => {
    const { page, problems, close } = await openConsole("/flows/new?example=order-payment");
    await page.locator('.react-flow__node[data-id="payment"]').click();
    const panel = page.getByRole("complementary", { name: "Payment confirmed" });
    await panel.getByText("Kept for 24 hours").waitFor();
    await panel.getByText("Timeout", { exact: true }).click();
    await panel.getByLabel("How long to wait, unit").selectOption("ISO 8601");
    await panel.getByLabel("How long to wait", { exact: true }).fill("soon");
    await panel.getByText("Timeout", { exact: true }).click();
    await panel.getByText("After soon").waitFor();
    await panel.getByText("1 problem").waitFor();

    await page.getByRole("button", { name: "1 problem" }).click();
    await page.getByRole("listitem").filter({ hasText: "timeout.after" }).click();
    const focused = panel.locator('[data-field="timeout.after"] input:focus');
    await focused.waitFor();
    expect(await focused.inputValue()).toBe("soon");

    expect(await accessibilityOf(page)).toEqual([]);
    expect(problems).toEqual([]);
    await close();
  });

  it("keeps JSON in the making while another block is looked at, and past a reload", async () => {
    const { page, problems, close } = await openConsole("/flows/new?example=order-payment");
    const block = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
    await block("expired").click();
    const panel = page.getByRole("complementary", { name: "expired" });
    await panel.getByRole("button", { name: "As JSON", exact: true }).click();
    const code = panel.locator('[data-field="value"] .cm-content');
    await code.press("Control+End");
    await page.keyboard.press("Backspace");
    await page.getByRole("button", { name: "1 problem" }).waitFor();
    await block("done").click();
    await page.getByRole("complementary", { name: "done" }).waitFor();
    await page.getByRole("button", { name: "Launch", exact: true }).click();
    await page.getByText(/A problem to mend .* In expired: This isn't JSON yet/).waitFor();

    await page.reload();
    await page.getByRole("button", { name: "1 problem" }).click();
    await page.getByRole("listitem").filter({ hasText: "This isn't JSON yet" }).click();
    await panel.locator('[data-field="value"] .cm-content:focus').waitFor();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText("}");
    await page.getByRole("button", { name: "No problems" }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("keeps lengths of time and lines in the making, too, until they are whole", async () => {
    const { page, problems, close } = await openConsole("/flows/new?example=order-payment");
    const block = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
    await block("expired").click();
    await page.getByRole("button", { name: "Add a value" }).click();
    await page.getByRole("button", { name: "No problems" }).waitFor();
    const line = page.getByLabel(/^Value of line/);
    await line.fill("A-7");
    await page.getByRole("button", { name: "1 problem" }).waitFor();
    await block("payment").click();
    await page.getByText("Timeout", { exact: true }).click();
    const length = page.getByLabel("How long to wait", { exact: true });
    await length.fill("1o");
    await page.getByText("This is no length of time yet.").waitFor();

    await block("done").click();
    await length.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "2 problems" }).click();
    await page.getByRole("listitem").filter({ hasText: "A line isn't in the document yet" }).click();
    await page.getByText("Give it a name: without one it isn't in the document.").waitFor();
    expect(await line.textContent()).toBe("A-7");
    await page
      .getByLabel(/^Name of line/)
      .last()
      .fill("number");
    await page.getByRole("button", { name: "1 problem" }).waitFor();
    await page.getByRole("button", { name: "Show as JSON" }).click();
    await page.getByText('"number": "A-7"').waitFor();
    await block("payment").click();
    expect(await length.inputValue()).toBe("1o");
    await length.fill("10");
    await page.getByRole("button", { name: "No problems" }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(problems).toEqual([]);
    await close();
  });

  it("takes an object line by line, and says which line it can't keep", async () => {
    const { page, problems, close } = await openConsole("/flows/new");
    await page.getByRole("button", { name: "HTTP request" }).click();
    await page.getByRole("button", { name: "Add a header" }).click();
    await page.getByText("Give it a name: without one it isn't in the document.").waitFor();
    await page.getByLabel("Name of header 1").pressSequentially("x shop");
    const value = page.getByLabel("Value of xshop", { exact: true });
    await value.fill("{{ initial.data.shop }}");
    await page.getByRole("button", { name: "Show as JSON" }).click();
    await page.getByText('"xshop": "{{ initial.data.shop }}"').waitFor();
    await page.getByRole("button", { name: "Remove xshop" }).click();
    await page.getByText('"xshop"').waitFor({ state: "detached" });
    expect(await accessibilityOf(page)).toEqual([]);
    expect(problems).toEqual([]);
    await close();
  });
});
