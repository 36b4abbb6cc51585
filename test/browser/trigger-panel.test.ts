import { afterAll, describe, expect, it } from "vitest";
import { accessibilityOf, closeBrowser, copied, openConsole } from "./support.ts";

afterAll(closeBrowser);

describe("the panel of an External Callback", () => {
  it("sets who may call, what callbacks may be and what senders are answered, without a document to write", async () => {
    const { page, problems, send, close } = await openConsole("/flows/new?example=order-payment");
    await page.locator('.react-flow__node[data-id="payment"]').click();
    const panel = page.getByRole("complementary", { name: "Payment confirmed" });

    await panel.getByLabel("Authentication Type").selectOption("SIGNATURE: whoever signs");
    await panel.getByLabel("Who signs").selectOption("GitHub");
    await panel.getByLabel("Name of the secret 1", { exact: true }).fill("whsec_1a2b3c");
    await panel.getByText("This looks like the secret itself.").waitFor();
    await panel.getByLabel("Name of the secret 1", { exact: true }).fill("REPO");
    await panel.getByRole("button", { name: "Let a second one be good, too" }).click();
    await panel.getByLabel("Name of the secret 2", { exact: true }).fill("REPO_OLD");
    await panel.getByRole("button", { name: "Copy command for REPO_OLD" }).click();
    expect(await copied(page)).toBe("npm run wrangler -- secret put FLOW_SECRET_REPO_OLD");
    await page.getByRole("button", { name: "No problems" }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await panel.getByText("Authentication", { exact: true }).click();
    await panel.getByText("Signed: GitHub").waitFor();

    await panel.getByText("Callback formats", { exact: true }).click();
    await panel.getByLabel("Form: from web pages").check();
    await panel.getByRole("button", { name: "Add a header" }).click();
    await panel.getByLabel("header 1", { exact: true }).fill("X-Event");
    await panel.getByRole("button", { name: "Begin with an example" }).click();
    await panel.getByLabel("A callback that doesn't fit the schema").selectOption("IGNORE");
    await panel.getByText("Callback formats", { exact: true }).click();
    await panel.getByText("JSON, Form; keeps 1 header; by a schema").waitFor();

    await panel.getByText("Answer", { exact: true }).click();
    await panel.getByLabel("The sender is answered").selectOption("A text or JSON");
    await panel.getByLabel("Status", { exact: true }).selectOption("201 Created");
    await panel.getByLabel("A sender may wait for the run's result").uncheck();
    await page.getByRole("button", { name: "No problems" }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);

    // What one kind of answer had is there again when it is chosen again.
    await panel.getByLabel("The sender is answered").selectOption("Go to another page");
    await page.getByRole("button", { name: "1 problem" }).waitFor();
    await panel.getByLabel("The sender is answered").selectOption("A text or JSON");
    await page.getByRole("button", { name: "No problems" }).waitFor();

    await panel.getByText("Timeout", { exact: true }).click();
    await panel.getByLabel("A sender may ask for more time").check();
    await panel.getByText("Links and pages", { exact: true }).click();
    await panel.getByLabel("A link is good for", { exact: true }).fill("2");
    await panel.getByRole("textbox", { name: "What the person reads" }).fill("Paid?\n{{ details.total }}");
    await page.getByRole("button", { name: "No problems" }).waitFor();
    expect(await accessibilityOf(page)).toEqual([]);

    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Version 1 · saved").waitFor();
    await panel.getByText("so there is no cURL for it").waitFor();
    const [, flowId] = /flows\/([\w-]{36})/.exec(page.url()) ?? [];
    const flow = await (await send(`GET /api/manage/flows/${flowId}`)).json();
    const [{ id }] = flow.versions;
    const version = await (await send(`GET /api/manage/flows/${flowId}/versions/${id}`)).json();
    expect(version.document.blocks.payment).toMatchObject({
      authentication: { type: "SIGNATURE", scheme: "GITHUB", secret: ["REPO", "REPO_OLD"] },
      accept: ["json", "form"],
      headers: ["x-event"],
      schema: { required: ["orderId", "paid"] },
      onMismatch: "IGNORE",
      heartbeat: { most: "P7D" },
      link: { expires: "P2D" },
      page: { text: "Paid?\n{{ details.total }}" },
      response: { status: 201, body: { ok: true }, wait: false },
    });
    expect(problems).toEqual([]);
    await close();
  });
});
