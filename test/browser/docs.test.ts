import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

let browser: Browser;

beforeAll(async () => {
  const executablePath = await chromium.executablePath();
  // In a single process the browser ends with its first page.
  const args = chromium.args.filter((arg) => arg !== "--single-process");
  browser = await playwright.launch({ executablePath, args });
});

afterAll(() => browser.close());

it.each([1280, 390])(
  "the reference page shows the operations at %i pixels, from this host alone",
  async (width) => {
    const origin = inject("url");
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const problems: string[] = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", ({ message }) => problems.push(message));
    page.on("request", (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith("data:"))
        problems.push(request.url());
    });
    await page.goto(`${origin}/docs/`);
    const operation = page
      .getByText("/api/automation/flow/{flowId}/trigger/{triggerId}/activate", { exact: true })
      .first();
    await operation.click();
    await page.getByText("The id of one run").first().waitFor();
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect({ problems, overflow }).toEqual({ problems: [], overflow: 0 });
    await page.close();
  },
);
