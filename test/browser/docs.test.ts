import chromium from "@sparticuz/chromium";
import { type Browser, type Page, chromium as playwright } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";

const origin = inject("url");
const ACTIVATE = "/api/automation/flow/{flowId}/trigger/{triggerId}/activate";
let browser: Browser;

beforeAll(async () => {
  const executablePath = await chromium.executablePath();
  // In a single process the browser ends with its first page.
  const args = chromium.args.filter((arg) => arg !== "--single-process");
  browser = await playwright.launch({ executablePath, args });
});

afterAll(() => browser.close());

/** The reference page, and what it complains about or asks of other hosts from its first request on. */
async function openReference(width: number): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const problems: string[] = [];
  page.on(
    "console",
    (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()),
  );
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("requestfailed", (request) => problems.push(`${request.url()} failed`));
  page.on(
    "response",
    (answer) => answer.status() >= 400 && problems.push(`${answer.url()} ${answer.status()}`),
  );
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== "data:") problems.push(url.href);
  });
  await page.goto(`${origin}/docs/`);
  await page.locator(".opblock").first().waitFor();
  return { page, problems };
}

function overflowOf(page: Page): Promise<unknown> {
  return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

describe.each([1280, 390])("the reference page, %i pixels wide", (width) => {
  it("shows every operation and opens one, without an error, from this host alone", async () => {
    const { page, problems } = await openReference(width);
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
    await page.close();
  });
});
