import { afterAll, describe, expect, it } from "vitest";
import { accessibilityOf, closeBrowser, openConsole } from "./support.ts";

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
});
