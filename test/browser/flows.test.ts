import { readFile } from "node:fs/promises";
import type { Page, Route } from "playwright-core";
import { afterAll, describe, expect, inject, it } from "vitest";
import { type Body, Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { accessibilityOf, closeBrowser, openConsole } from "./support.ts";

const origin = inject("url");
const client = new Client(origin);

afterAll(closeBrowser);

const BLOCKS = {
  order: { type: "set", name: "Order", values: { due: "{{ initial.data.price * 2 }}" }, next: "payment" },
  payment: {
    type: "external-callback",
    name: "Payment confirmed",
    condition: "payment.data.orderId == initial.data.orderId",
  },
};

/** A flow whose runs wait for a payment, and two of them. */
async function flowWithWaits() {
  const flow = await client.publish(BLOCKS);
  const [first, second] = [
    await client.startRun(flow.flowId, { orderId: "A-1", price: 1 }),
    await client.startRun(flow.flowId, { orderId: "A-2", price: 1 }),
  ];
  await client.runBecomes(first, "waiting");
  await client.runBecomes(second, "waiting");
  await openRunsBecome(flow.flowId, 2);
  return { ...flow, first, second };
}

/** The counts of open runs are told a moment after the run. */
async function openRunsBecome(flowId: string, count: number): Promise<void> {
  await eventually(
    () => client.manage(`GET /flows/${flowId}`),
    ({ body: { versions } }) =>
      versions.reduce((sum: number, { waiting, running }: Body) => sum + waiting + running, 0) === count,
  );
}

/** Asks for a change of a version, and answers the dialog that says what it will do. */
async function ask(page: Page, what: string) {
  await page.getByRole("table").getByRole("button", { name: what }).click();
  const dialog = page.getByRole("dialog", { name: `${what}?` });
  return { dialog, confirm: dialog.getByRole("button", { name: what }) };
}

/** What a version is shown as. */
function statusOf(page: Page, number: number) {
  return page
    .getByRole("row")
    .filter({ hasText: `Version ${number}` })
    .getByRole("cell")
    .nth(1);
}

function message(page: Page, text: string) {
  return page.getByRole("log", { name: "Messages" }).getByText(text);
}

describe.concurrent("the versions of a flow", () => {
  it("are launched, paused and stopped once it was said what becomes of how many runs", async () => {
    const { flowId, name, first, second, triggers } = await flowWithWaits();
    await client.manage(`POST /flows/${flowId}/versions`, { name, start: "order", blocks: BLOCKS });
    const { page, problems, close } = await openConsole(`/flows/${flowId}`);

    const launch = await ask(page, "Launch version 2");
    await launch.dialog
      .getByText(
        "New runs get version 2 from now on. Version 1, LIVE until now, is paused: 2 runs (waiting) of it go on and still take callbacks.",
      )
      .waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await launch.dialog.waitFor({ state: "hidden" });
    expect(await statusOf(page, 1).textContent()).toBe("LIVE");

    await (await ask(page, "Launch version 2")).confirm.click();
    await message(page, "Version 2 is LIVE").waitFor();
    await statusOf(page, 1).getByText("Paused").waitFor();
    expect(await statusOf(page, 2).textContent()).toBe("LIVE");
    const url = triggers["payment"]?.callbackUrl ?? "";
    expect((await client.callback(url, first, { orderId: "A-1" })).status).toBe(200);
    await client.runBecomes(first, "completed");
    await openRunsBecome(flowId, 1);

    const stop = await ask(page, "Stop version 1");
    await stop.dialog
      .getByText("1 run (waiting) is terminated. Version 1 can't be launched again.")
      .waitFor();
    await stop.confirm.click();
    await statusOf(page, 1).getByText("Stopped").waitFor();
    await client.runBecomes(second, "terminated");

    const pause = await ask(page, "Pause version 2");
    await pause.dialog
      .getByText("No new runs start until a version is launched. It has no open runs.")
      .waitFor();
    await pause.confirm.click();
    await page.getByText("No version is LIVE, so no run can be started").waitFor();
    expect(await page.getByRole("button", { name: "Start a run" }).isDisabled()).toBe(true);
    expect(problems).toEqual([]);
    await close();
  });
});

describe.concurrent("a flow", () => {
  it("is deleted by keys alone once its name was typed, with what is said to end then", async () => {
    const { flowId, name, first, second } = await flowWithWaits();
    const { page, problems, close } = await openConsole(`/flows/${flowId}`);
    const pause = page.getByRole("button", { name: "Pause version 1" });
    await pause.press("Enter");
    const asked = page.getByRole("dialog", { name: "Pause version 1?" });
    await asked.getByText("2 runs (waiting) of it go on and still take callbacks.").waitFor();
    // Since the page was loaded.
    await client.manage(`POST /runs/${second}/terminate`);
    await openRunsBecome(flowId, 1);
    await page.keyboard.press("Escape");
    await asked.waitFor({ state: "hidden" });
    expect(await pause.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Pause version 1");

    await page.getByRole("button", { name: "More" }).press("Enter");
    // Keys go where the focus is, which moves a moment after the menu opens.
    const focused = page.locator("[role=menuitem]:focus");
    await focused.waitFor();
    await page.keyboard.press("ArrowDown");
    await focused.filter({ hasText: "Delete" }).waitFor();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Delete this flow?" });
    await dialog
      .getByText("Its version is stopped and its URLs stop working. 1 open run is terminated.")
      .waitFor();
    await page.keyboard.type(name.slice(0, -1));
    expect(await dialog.getByRole("button", { name: "Delete the flow" }).isDisabled()).toBe(true);
    await page.keyboard.type(name.slice(-1));
    await page.keyboard.press("Enter");
    await message(page, `${name} was deleted`).waitFor();
    await page.getByRole("heading", { name: "Flows", level: 1 }).waitFor();
    await client.runBecomes(first, "terminated");
    expect((await client.manage(`GET /flows/${flowId}`)).status).toBe(404);
    expect(problems).toEqual([]);
    await close();
  });

  it("starts a run from its form, says what can't be sent, and leads to the run", async () => {
    const { flowId } = await client.publish(BLOCKS);
    const { page, problems, close } = await openConsole(`/flows/${flowId}`);
    await page.getByRole("button", { name: "Start a run" }).click();
    const dialog = page.getByRole("dialog", { name: "Start a run" });
    await dialog.getByLabel("orderId", { exact: true }).fill("A-7");
    await dialog.getByLabel("price", { exact: true }).fill("dear");
    await dialog.getByRole("button", { name: "Start the run" }).click();
    await dialog.getByText("Write a number, such as 25.9, or choose another type").waitFor();
    expect(await accessibilityOf(page)).toEqual([]);

    await dialog.getByLabel("price", { exact: true }).fill("5");
    await dialog.getByRole("tab", { name: "JSON" }).click();
    const json = dialog.getByLabel("Data as JSON");
    expect(JSON.parse(await json.inputValue())).toEqual({ orderId: "A-7", price: 5 });
    await json.fill('{"orderId": "A-8", "price": 6, "gift": true}');
    await dialog.getByRole("tab", { name: "Fields" }).click();
    expect(await dialog.getByLabel("orderId", { exact: true }).inputValue()).toBe("A-8");
    await dialog.getByRole("button", { name: "Start the run" }).click();
    await dialog.getByRole("link", { name: "Watch it" }).click();
    await page.getByText("live", { exact: true }).waitFor();
    const run = page.url().split("/").at(-1) ?? "";
    expect(await client.run(run)).toMatchObject({
      context: { initial: { data: { orderId: "A-8", price: 6, gift: true } }, order: { due: 12 } },
    });

    // A command that fits this run, and not just any.
    expect(await page.getByRole("region", { name: "cURL" }).textContent()).toContain(`'{"orderId":"A-8"}'`);
    await page.getByRole("button", { name: "Start another" }).click();
    expect(await dialog.getByLabel("orderId", { exact: true }).inputValue()).toBe("A-8");
    await dialog.getByLabel("orderId", { exact: true }).fill("A-9");
    await dialog.getByRole("button", { name: "Start the run" }).click();
    await dialog.getByRole("link", { name: "Watch it" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("live", { exact: true }).waitFor();
    const another = page.url().split("/").at(-1) ?? "";
    expect(await client.run(another)).toMatchObject({
      context: { initial: { data: { orderId: "A-9", price: 6, gift: true } } },
    });

    await page.getByRole("region", { name: "About this run" }).getByRole("link").click();
    const waiting = page.getByRole("row").filter({ hasText: "Version 1" }).getByRole("cell").nth(2);
    await eventually(
      () => waiting.textContent(),
      (count) => count === "2",
    );
    expect(problems).toEqual([]);
    await close();
  });
});

describe.concurrent("a new flow", () => {
  it("is made from an example, under a name that is free", async () => {
    await client.manage("POST /roles", { name: "Cashier" });
    await client.manage("POST /flows", JSON.parse(await readFile("examples/order-payment.json", "utf8")));
    const { page, problems, close } = await openConsole("/flows");
    await page.getByRole("button", { name: "From an example" }).click();
    await page.getByRole("menuitem", { name: "Order payment" }).click();
    await page.locator(".react-flow__node").filter({ hasText: "Payment confirmed" }).waitFor();
    expect(page.url()).toBe(`${origin}/console/flows/new`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Version 1 · saved").waitFor();
    const name = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
    expect(name).toMatch(/^Order payment \d+$/);

    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    await page.getByText("Launch a version below.").waitFor();
    await page.getByText("The URLs work once the version is launched.").waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("comes from a file and goes into one, and takes no other's place unasked", async () => {
    const { page, problems, close } = await openConsole("/flows");
    const document = { name: `Imported ${crypto.randomUUID()}`, start: "order", blocks: BLOCKS };
    const choose = async (name: string, text: string) => {
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Import" }).click();
      await (await chooser).setFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
    };
    await choose("broken.json", '{"name": "Broken",');
    await message(page, "broken.json was not opened. It is not JSON").waitFor();
    await choose("list.json", "[]");
    await message(page, "list.json was not opened.").waitFor();
    await choose("first.json", JSON.stringify({ ...document, name: "First" }));
    await page.getByRole("heading", { name: "First", level: 1 }).waitFor();

    await page.getByRole("link", { name: "Back" }).click();
    await choose("second.json", JSON.stringify(document));
    const replace = page.getByRole("dialog", { name: "Replace the new flow that isn't saved?" });
    await replace.getByRole("button", { name: "Cancel" }).click();
    await choose("second.json", JSON.stringify(document));
    await replace.getByRole("button", { name: "Replace it" }).click();
    await page.getByRole("heading", { name: document.name, level: 1 }).waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Version 1 · saved").waitFor();

    await page.getByRole("link", { name: "Back" }).click();
    await page.getByRole("button", { name: "More" }).click();
    const saved = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Export as JSON" }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe(`${document.name.toLowerCase().replace(" ", "-")}.json`);
    expect(JSON.parse(await readFile(await file.path(), "utf8"))).toEqual(document);
    expect(problems).toEqual([]);
    await close();
  });
});

describe.concurrent("the overview of a server where nothing happened yet", () => {
  const json = (body: object) => (route: Route) => route.fulfill({ json: body });

  it("says the next step: build a flow, launch it, start a run", async () => {
    const { flowId, name, triggers } = await client.publish(BLOCKS);
    const { items } = (await client.manage(`GET /flows?search=${encodeURIComponent(name)}`)).body;
    const { page, problems, close } = await openConsole("/nowhere");
    const { body: now } = await client.manage("GET /overview?range=hour");
    const waited = { ...now.waited, count: 0 };
    const quiet = { ...now, buckets: [], waiting: 0, running: 0, failed24h: 0, waited };
    await page.route("**/api/manage/overview?*", json(quiet));
    const show = async (flows: object[]) => {
      await page.route("**/api/manage/flows?limit=100", json({ items: flows }));
      await page.goto(`${origin}/console/`);
    };
    await show([]);
    await page.getByText("Nothing is here yet").waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    const build = page.getByRole("link", { name: "Build a flow" });
    expect(await build.getAttribute("href")).toBe("/console/flows/new");

    await show([{ ...items[0], live: null }]);
    await page.getByText(`Launch a version of “${name}”`).waitFor();
    const go = page.getByRole("link", { name: "Go to the flow" });
    expect(await go.getAttribute("href")).toBe(`/console/flows/${flowId}`);

    await show(items);
    const steps = page.getByRole("region", { name: "Next steps" });
    await steps.getByText(triggers["payment"]?.stableUrl ?? "").waitFor();
    await steps.getByRole("button", { name: "Start a run", exact: true }).click();
    await page.getByRole("dialog", { name: "Start a run" }).getByLabel("orderId", { exact: true }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });
});
