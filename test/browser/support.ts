import axe from "axe-core";
import type { APIResponse, Browser, Page } from "playwright-core";
import { inject } from "vitest";
import { KEYS } from "../support/server.ts";
import { launchBrowser } from "./browser.ts";

const origin = inject("url");

let started: Promise<Browser> | undefined;

function browser(): Promise<Browser> {
  started ??= launchBrowser();
  return started;
}

export async function closeBrowser(): Promise<void> {
  await (await started)?.close();
  started = undefined;
}

interface Look {
  width?: number;
  theme?: "light" | "dark";
  /** Absent: pages may run scripts. */
  javaScript?: boolean;
}

export interface Opened {
  page: Page;
  /** What the browser complains about, answers of 500 and above, and requests to other hosts, from the beginning on. */
  problems: string[];
  /** Sends requests with the page's cookies, as the console does. */
  send: (request: string, data?: object) => Promise<APIResponse>;
  close: () => Promise<void>;
}

/** A page of the server, in a browser that knows nothing else: nobody is signed in. */
export async function openPage(path: string, look: Look = {}): Promise<Opened> {
  const opened = await newPage(look);
  await opened.page.goto(origin + path);
  return opened;
}

/** A page of the console, signed in. */
export async function openConsole(path: string, look: Look = {}): Promise<Opened> {
  const opened = await newPage(look);
  const answer = await opened.send("POST /api/manage/console/sessions", { adminKey: KEYS.ADMIN_KEY });
  if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}`);
  await opened.page.goto(`${origin}/console${path}`);
  return opened;
}

async function newPage({ width = 1280, theme = "light", javaScript = true }: Look): Promise<Opened> {
  const context = await (await browser()).newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    javaScriptEnabled: javaScript,
    // By default it is `en-US@posix` here, which no browser of a person says and Intl refuses.
    locale: "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const send = (request: string, data?: object) => {
    const [method = "", path = ""] = request.split(" ");
    const headers = { origin, "holdpoint-console": "1" };
    return context.request.fetch(origin + path, { method, headers, ...(data && { data }) });
  };
  return { page, problems: watch(page), send, close: () => context.close() };
}

function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on("console", (message) => {
    // The browser tells of every answer that is no success; the page shows those in its own words.
    const isAnswer = message.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(message.type()) && !isAnswer) problems.push(message.text());
  });
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("response", (got) => got.status() >= 500 && problems.push(`${got.url()} ${got.status()}`));
  page.on("requestfailed", (request) => {
    // A page that is left asks no longer.
    const why = request.failure()?.errorText ?? "";
    if (why !== "net::ERR_ABORTED") problems.push(`${request.url()} ${why}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !["data:", "blob:"].includes(url.protocol)) problems.push(url.href);
  });
  return problems;
}

/** While something fades in, its colours are others. What turns for ever doesn't count. */
const APPEARED = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity).map(({ finished }) => finished))`;

const FOUND = `axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`;

/** Where a page may run no scripts no timer fires: axe takes turns by short ones, and gives up by long ones. */
const TURNS = `globalThis.setTimeout = (act, ms = 0, ...given) => {
  if (ms < 1000) Promise.resolve().then(() => act(...given));
  return 0;
}`;

/**
 * What axe finds, each with the elements that it is about. The page's policy doesn't concern what the debugger runs, nor
 * does it that the page's own scripts don't run.
 */
export async function accessibilityOf(page: Page, { javaScript = true }: Look = {}): Promise<string[]> {
  if (!javaScript) await page.evaluate(TURNS);
  await page.evaluate(APPEARED);
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(FOUND);
}

/** By how many pixels the page is wider than the window. */
export function overflowOf(page: Page): Promise<unknown> {
  return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

/** What a copy button put into the clipboard. */
export function copied(page: Page): Promise<string> {
  return page.evaluate<string>("navigator.clipboard.readText()");
}
