import { afterAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { KEYS } from "../support/server.ts";
import { closeBrowser, type Opened, openConsole } from "./support.ts";

const origin = inject("url");
const client = new Client(origin);

afterAll(closeBrowser);

describe.concurrent("a run that is watched", () => {
  /** The page of a run that waits, with the socket that it looks on by. */
  async function watched(prepare: (opened: Opened) => Promise<unknown> = async () => {}) {
    const { flowId, triggers } = await client.publish(
      { payment: { type: "external-callback" } },
      { start: "payment" },
    );
    const run = await client.startRun(flowId, {});
    await client.runBecomes(run, "waiting");
    const opened = await openConsole("/nowhere");
    await prepare(opened);
    const socket = opened.page.waitForEvent("websocket");
    await opened.page.goto(`${origin}/console/runs/${run}`);
    await opened.page.getByText("live", { exact: true }).waitFor();
    return { ...opened, socket: await socket, run, url: triggers["payment"]?.callbackUrl ?? "" };
  }

  it("is shown no longer once the session was ended elsewhere, and its socket is closed", async () => {
    const { page, problems, send, close, socket, run, url } = await watched();
    expect((await send("DELETE /api/manage/console/session")).ok()).toBe(true);
    await client.callback(url, run, { secret: "only for operators" });
    await page.getByLabel("Admin key").waitFor();
    expect(await page.content()).not.toContain("only for operators");
    await eventually(async () => socket.isClosed());
    expect(problems).toEqual([]);
    await close();
  });

  it("is shown no longer once another tab signed out, though nothing happens, and again once one signs in", async () => {
    const { page, problems, close, socket } = await watched();
    const other = await page.context().newPage();
    await other.goto(`${origin}/console/nowhere`);
    await other.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Your session has ended.").waitFor();
    await eventually(async () => socket.isClosed());

    await other.getByLabel("Admin key").fill(KEYS.ADMIN_KEY);
    await other.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("live", { exact: true }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("is shown on when another tab began a session by a link of its own", async () => {
    const { page, problems, close, socket, run, url } = await watched();
    const { code } = (await client.manage("POST /console/codes")).body;
    const other = await page.context().newPage();
    await other.goto(`${origin}/console/nowhere#code=${code}`);
    await other.getByRole("button", { name: "Sign out" }).waitFor();

    await client.callback(url, run, {});
    await eventually(async () => socket.isClosed());
    await page.getByRole("status").filter({ hasText: "Completed" }).waitFor();
    expect(await page.getByLabel("Admin key").count()).toBe(0);
    expect(problems).toEqual([]);
    await close();
  });

  it("is shown no longer once the session's time is over, though nothing happens", async () => {
    const { page, problems, send, close, socket } = await watched(async (opened) =>
      opened.page.route("**/api/manage/console/session", async (route) => {
        const response = await route.fetch();
        const session = await response.json();
        await route.fulfill({ response, json: { ...session, expiresAt: Date.now() + 3_000 } });
      }),
    );
    // A session lasts twelve hours; the page is told of an end that is near.
    await page.unroute("**/api/manage/console/session");
    await send("DELETE /api/manage/console/session");
    await page.getByText("Your session has ended.").waitFor();
    await eventually(async () => socket.isClosed());
    expect(problems).toEqual([]);
    await close();
  });
});
