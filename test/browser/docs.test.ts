import { afterAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { closeBrowser, openPage, overflowOf } from "./support.ts";

const origin = inject("url");
const ACTIVATE = "/api/automation/flow/{flowId}/trigger/{triggerId}/activate";

afterAll(closeBrowser);

describe.each([1280, 390])("the reference page, %i pixels wide", (width) => {
  it("shows every operation and opens one, without an error, from this host alone", async () => {
    const { page, problems, close } = await openPage("/docs/", { width });
    await page.locator(".opblock").first().waitFor();
    const { paths } = (await new Client(origin).send("GET /api/openapi.json")).body;
    const operations = Object.values<object>(paths).flatMap((item) => Object.keys(item));
    expect(await page.locator(".opblock").count()).toBe(operations.length);
    expect(await overflowOf(page)).toBe(0);

    await page.getByText(ACTIVATE, { exact: true }).first().click();
    const parameters = page.locator(".opblock.is-open table.parameters");
    await parameters.getByText("execution", { exact: true }).waitFor();
    expect(await parameters.isVisible()).toBe(true);
    expect(await overflowOf(page)).toBe(0);
    expect(problems).toEqual([]);
    await close();
  });
});
