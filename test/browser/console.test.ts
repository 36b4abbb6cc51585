import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { KEYS } from "../support/server.ts";
import { accessibilityOf, closeBrowser, type Opened, openConsole, openPage, overflowOf } from "./support.ts";

const origin = inject("url");
const client = new Client(origin);
let flow: { flowId: string; name: string };

/** The pages that need no id, by their headings. */
const PAGES = {
  "/": "Overview",
  "/flows": "Flows",
  "/runs": "Runs",
  "/waiting": "Waiting",
  "/users": "Users",
  "/nowhere": "No such page",
};

beforeAll(async () => {
  flow = await client.publish({ done: { type: "return", value: 1 } });
});
afterAll(closeBrowser);

function heading(page: Page, name: string) {
  return page.getByRole("heading", { level: 1, name, exact: true });
}

function area(page: Page, name: string) {
  return page.getByRole("navigation").getByRole("link", { name });
}

function signInForm(page: Page) {
  const key = page.getByLabel("Admin key");
  const submit = page.getByRole("button", { name: "Sign in" });
  return {
    key,
    signIn: async (adminKey: string) => {
      await key.fill(adminKey);
      await submit.click();
    },
  };
}

describe("signing in", () => {
  it("takes the admin key, and goes on where one wanted to go", async () => {
    const { page, problems, close } = await openPage("/console/runs?status=failed");
    await signInForm(page).signIn(KEYS.ADMIN_KEY);
    await heading(page, "Runs").waitFor();
    expect(page.url()).toBe(`${origin}/console/runs?status=failed`);
    expect(await page.evaluate("document.cookie + JSON.stringify({ ...localStorage })")).not.toContain("key");
    expect(problems).toEqual([]);
    await close();
  });

  it("says that a key is wrong, and takes the right one then", async () => {
    const { page, close } = await openPage("/console/");
    const { key, signIn } = signInForm(page);
    await signIn("not-the-key");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("key");
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await key.inputValue()).toBe("not-the-key");
    await signIn(KEYS.ADMIN_KEY);
    await heading(page, "Overview").waitFor();
    await close();
  });

  it("takes a link's code once, and out of the address bar", async () => {
    const { code } = (await client.manage("POST /console/codes")).body;
    const first = await openPage(`/console/flows#code=${code}`);
    await heading(first.page, "Flows").waitFor();
    expect(first.page.url()).toBe(`${origin}/console/flows`);
    await first.close();

    const second = await openPage(`/console/flows#code=${code}`);
    await second.page.getByRole("alert").waitFor();
    expect(second.page.url()).toBe(`${origin}/console/flows`);
    await signInForm(second.page).signIn(KEYS.ADMIN_KEY);
    await heading(second.page, "Flows").waitFor();
    await second.close();
  });

  it("is over after signing out, for the server too", async () => {
    const { page, send, close } = await openConsole("/users");
    const [cookie] = await page.context().cookies();
    await page.getByRole("button", { name: "Sign out" }).click();
    await signInForm(page).key.waitFor();
    await page.reload();
    await signInForm(page).key.waitFor();
    await page.context().addCookies(cookie ? [cookie] : []);
    expect((await send("GET /api/manage/users")).status()).toBe(401);
    await close();
  });

  it("is asked for again when the session has ended, and leads back to where one was", async () => {
    const { page, send, close } = await openConsole(`/flows/${flow.flowId}`);
    await heading(page, flow.name).waitFor();
    await send("DELETE /api/manage/console/session");
    await area(page, "Runs").click();
    await signInForm(page).signIn(KEYS.ADMIN_KEY);
    await heading(page, "Runs").waitFor();
    await page.goBack();
    await heading(page, flow.name).waitFor();
    await close();
  });
});

describe("the shell", () => {
  it("comes with a strict policy at every address, and its files for good", async () => {
    for (const path of ["/console/", "/console/runs/no-such-run"]) {
      const { status, headers } = await fetch(origin + path);
      expect(status).toBe(200);
      expect(headers.get("content-type")).toContain("text/html");
      expect(headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      expect(headers.get("content-security-policy")).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cache-control")).toContain("must-revalidate");
    }
    const [script = ""] = await shellFiles();
    expect((await fetch(origin + script)).headers.get("cache-control")).toBe(
      "public, max-age=31536000, immutable",
    );
    expect((await fetch(`${origin}/console/assets/gone.js`)).status).toBe(404);
  });

  it("loads what the page needs, and no editor", async () => {
    const { page, close } = await openConsole("/users");
    await heading(page, PAGES["/users"]).waitFor();
    const loaded = await page.evaluate<string[]>(
      "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)",
    );
    const shell = await shellFiles();
    expect(shell.filter((file) => !loaded.includes(file))).toEqual([]);
    const sources = await Promise.all(
      loaded.filter((file) => file.endsWith(".js")).map(async (file) => (await fetch(origin + file)).text()),
    );
    expect(sources.filter((source) => /react-flow__|cm-editor|\buplot\b/.test(source))).toEqual([]);
    await close();
  });

  it("says that a part of it is gone after a deploy, and loads it anew", async () => {
    const { page, close } = await openConsole("/nowhere");
    await heading(page, "No such page").waitFor();
    await page.route(/console\/assets\/.*\.js$/, (route) => route.fulfill({ status: 404 }));
    await area(page, "Users").click();
    const reload = page.getByRole("button", { name: "Reload" });
    await reload.waitFor();
    await page.unroute(/console\/assets\/.*\.js$/);
    await reload.click();
    await heading(page, PAGES["/users"]).waitFor();
    await close();
  });

  it("shows the same page after a reload, and says where there is none", async () => {
    const { page, problems, close } = await openConsole(`/flows/${flow.flowId}`);
    await heading(page, flow.name).waitFor();
    await page.reload();
    await heading(page, flow.name).waitFor();
    await page.goto(`${origin}/console/nowhere`);
    await page.getByRole("link", { name: "Go to the overview" }).click();
    await heading(page, "Overview").waitFor();
    expect(page.url()).toBe(`${origin}/console/`);
    expect(problems).toEqual([]);
    await close();
  });

  it("keeps the colours that were chosen", async () => {
    const { page, close } = await openConsole("/users", { theme: "dark" });
    const brightness = () =>
      page.evaluate<number>(
        "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)[0]",
      );
    await heading(page, PAGES["/users"]).waitFor();
    expect(await brightness()).toBeLessThan(64);
    await page.getByLabel("Colours").selectOption({ label: "Light" });
    expect(await brightness()).toBeGreaterThan(192);
    await page.reload();
    await heading(page, PAGES["/users"]).waitFor();
    expect(await brightness()).toBeGreaterThan(192);
    await page.getByLabel("Colours").selectOption({ label: "As the system" });
    expect(await brightness()).toBeLessThan(64);
    await close();
  });

  it("is used by the keyboard alone", async () => {
    const { page, close } = await openConsole("/flows");
    await heading(page, "Flows").waitFor();
    const focused = () => page.evaluate<string>("document.activeElement.textContent");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("main");

    await area(page, "Runs").focus();
    await page.keyboard.press("Enter");
    await heading(page, "Runs").waitFor();
    expect(await focused()).toBe("Runs");
    expect(await area(page, "Runs").getAttribute("aria-current")).toBe("page");
    await close();
  });

  it("folds its navigation on a narrow screen, and folds it again behind who has chosen", async () => {
    const { page, close } = await openConsole("/flows", { width: 390 });
    await heading(page, "Flows").waitFor();
    const link = area(page, "Users");
    expect(await link.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Menu" }).click();
    expect(await accessibilityOf(page)).toEqual([]);
    await link.click();
    await heading(page, PAGES["/users"]).waitFor();
    expect(await link.isVisible()).toBe(false);
    await close();
  });
});

describe("every page", () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openConsole("/nowhere");
  });
  afterAll(() => opened.close());

  it.each(Object.entries(PAGES))(
    "%s can be used by everybody, wide and dark, narrow and light",
    async (path, name) => {
      const { page, problems } = opened;
      await page.goto(`${origin}/console${path}`);
      await heading(page, name).waitFor();
      await page.waitForLoadState("networkidle");
      await expect.poll(() => page.title()).toBe(`${name} · Holdpoint`);
      // Wide and light, narrow and dark are looked at where text from outside is shown.
      for (const [width, colorScheme] of [
        [1280, "dark"],
        [390, "light"],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        expect(await overflowOf(page)).toBe(0);
        expect(await accessibilityOf(page)).toEqual([]);
      }
      expect(problems).toEqual([]);
    },
  );
});

/** What the page itself names. */
async function shellFiles(): Promise<string[]> {
  const page = await (await fetch(`${origin}/console/`)).text();
  return [...page.matchAll(/"(\/console\/assets\/[^"]+\.(?:js|css))"/g)].map(([, file = ""]) => file);
}
