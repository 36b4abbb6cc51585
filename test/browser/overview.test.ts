import { afterAll, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { accessibilityOf, closeBrowser, openConsole } from "./support.ts";

const client = new Client(inject("url"));

afterAll(closeBrowser);

/** What the server has counted of a flow, once it has. */
function countedIn(flowId: string) {
  return eventually(
    async () => (await client.manage(`GET /overview?flowId=${flowId}`)).body,
    ({ buckets, waited }) => buckets.at(-1).waiting === 2 && waited.count === 1,
  );
}

it("shows one flow alone, with how many of its runs waited over time", async () => {
  const flow = await client.publish({ payment: { type: "external-callback" } });
  const runs = [];
  for (let started = 0; started < 3; started += 1) runs.push(await client.startRun(flow.flowId));
  for (const run of runs) await client.runBecomes(run, "waiting");
  const { stableUrl = "" } = flow.triggers["payment"] ?? {};
  await client.callback(stableUrl, runs[0], {});
  await client.callback(stableUrl.replace(flow.flowId, crypto.randomUUID().toUpperCase()), undefined, {});
  await countedIn(flow.flowId);

  const { page, problems, close } = await openConsole("/");
  await page.getByText("turned away before any trigger").waitFor();
  await page.getByLabel("Flow").selectOption(flow.name);
  await page.waitForURL(`**/?range=hour&flow=${flow.flowId}`);
  const callbacks = page.getByRole("figure", { name: "Callbacks per five minutes" });
  await callbacks.getByRole("listitem").filter({ hasText: "activated 1" }).waitFor();
  expect(await page.getByText("turned away").count()).toBe(0);

  const waiting = page.getByRole("figure", { name: "Runs that waited" });
  expect(await waiting.getByRole("listitem").textContent()).toBe("runs that wait 2");
  await waiting.locator(".hp-chart canvas").waitFor();
  await waiting.getByText("Show as a table").click();
  expect(await waiting.getByRole("row").nth(1).textContent()).toMatch(/2$/);
  expect(await accessibilityOf(page)).toEqual([]);

  await page.getByRole("link", { name: "Runs that wait" }).click();
  await page.waitForURL(`**/runs?status=waiting&flow=${flow.flowId}`);
  await page.getByRole("row").nth(2).waitFor();
  expect(await page.getByRole("row").count()).toBe(3);
  expect(problems).toEqual([]);
  await close();
});
