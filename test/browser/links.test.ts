import { afterAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { accessibilityOf, closeBrowser, openPage, overflowOf } from "./support.ts";

const client = new Client(inject("url"));
afterAll(closeBrowser);

/** A run that waits for an answer, and the path of its link. */
async function asked(): Promise<{ run: string; path: string }> {
  const { flowId } = await client.publish({
    ask: { type: "set", values: { link: "{{ links.approval }}" }, next: "approval" },
    approval: {
      type: "external-callback",
      page: {
        title: "Order {{ initial.data.order }}",
        text: "Ship it?\nToday?",
      },
      next: "done",
    },
    done: { type: "return" },
  });
  const run = await client.startRun(flowId, { order: "A-7" });
  return { run, path: new URL((await client.run(run)).context.ask.link).pathname };
}

describe("a link in a browser", () => {
  it("is answered by its button, and by nothing before", async () => {
    const { run, path } = await asked();
    const { page, problems, close } = await openPage(path);
    await page.getByRole("heading", { level: 1, name: "Order A-7" }).waitFor();
    await page.reload();
    expect((await client.run(run)).status).toBe("waiting");
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("Thank you. Your answer was received.").waitFor();
    expect((await client.run(run)).status).toBe("completed");
    await page.reload();
    await page.getByText("Thank you. Your answer was received.").waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it.each([
    [320, "light"],
    [1280, "dark"],
  ] as const)("can be read and used by everybody, %i pixels wide and %s", async (width, theme) => {
    const { path } = await asked();
    const { page, problems, close } = await openPage(path, { width, theme });
    expect(await overflowOf(page)).toBe(0);
    expect(await accessibilityOf(page)).toEqual([]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Thank you.").waitFor();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(problems).toEqual([]);
    await close();
  });

  it.each(["light", "dark"] as const)(
    "that is none, or is withdrawn, can be read by everybody, %s",
    async (theme) => {
      const { run } = await asked();
      const { url, number } = (await client.manage(`POST /runs/${run}/links`, { block: "approval" })).body;
      await client.manage(`DELETE /runs/${run}/links/${number}`);
      const { page, problems, close } = await openPage("/link/none", { width: 390, theme });
      const expectGood = async (says: string) => {
        await page.getByRole("heading", { level: 1, name: says }).waitFor();
        expect(await overflowOf(page)).toBe(0);
        expect(await accessibilityOf(page)).toEqual([]);
      };
      await expectGood("There is nothing at this address.");
      await page.goto(url);
      await expectGood("This link was withdrawn");
      expect(problems).toEqual([]);
      await close();
    },
  );

  it("is not answered by a page of another origin that sends its form there", async () => {
    const { run, path } = await asked();
    const { page, close } = await openPage("/docs/");
    const url = new URL(path, page.url()).href;
    // An opaque origin, as any page that isn't ours.
    await page.goto(`data:text/html,<form method=post action="${url}"><button>Win</button></form>`);
    await page.getByRole("button", { name: "Win" }).click();
    await page.getByText("on this page itself").waitFor();
    expect((await client.run(run)).status).toBe("waiting");
    await close();
  });
});
