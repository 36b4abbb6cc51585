import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { accessibilityOf, closeBrowser, type Opened, openConsole, overflowOf } from "./support.ts";

const origin = inject("url");
const client = new Client(origin);
const EVIL = `<img src=x onerror="window.owned=1"><script>window.owned=1</script>`;

let paths: Record<string, string>;

beforeAll(async () => {
  const flow = await client.publish(
    {
      begin: { type: "set", values: {}, next: "note" },
      note: {
        type: "external-callback",
        name: `Note ${EVIL}`,
        condition: "note.data.text == initial.data.text",
        next: "fail",
      },
      fail: { type: "set", name: EVIL, values: { length: "{{ note.data.missing.length }}" } },
    },
    { name: `${EVIL} ${crypto.randomUUID()}`, title: "{{ initial.data.text }}" },
  );
  const { triggerId = "", stableUrl = "" } = flow.triggers["note"] ?? {};
  const text = `${EVIL} ${crypto.randomUUID()}`;
  const [failed, waiting] = [
    await client.startRun(flow.flowId, { text }),
    await client.startRun(flow.flowId, { text }),
  ];
  await client.runBecomes(waiting, "waiting");
  await client.send(`POST ${stableUrl}`, { text }, { "user-agent": EVIL });
  await client.runBecomes(failed, "failed");
  const ignored = await client.send(`POST ${stableUrl}`, { text: 1, [EVIL]: EVIL }, { "user-agent": EVIL });
  await client.manage("POST /users", {
    email: `${crypto.randomUUID()}@example.com`,
    firstName: EVIL,
    lastName: EVIL,
  });
  const receipt = ignored.headers.get("holdpoint-receipt");
  paths = {
    overview: "/",
    flows: "/flows",
    flow: `/flows/${flow.flowId}`,
    runs: "/runs",
    "a failed run": `/runs/${failed}`,
    "a waiting run": `/runs/${waiting}`,
    waiting: "/waiting",
    "who waits": `/waiting/${flow.flowId}/${triggerId}`,
    receipts: `/receipts/${flow.flowId}/${triggerId}`,
    receipt: `/receipts/${receipt}?flow=${flow.flowId}`,
    users: "/users",
  };
});

afterAll(closeBrowser);

const NAMES = [
  "overview",
  "flows",
  "flow",
  "runs",
  "a failed run",
  "a waiting run",
  "waiting",
  "who waits",
  "receipts",
  "receipt",
  "users",
];

describe.each([
  [1280, "light"],
  [390, "dark"],
] as const)("%i pixels wide, %s", (width, theme) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openConsole("/nowhere", { width, theme });
  });
  afterAll(() => opened.close());

  it.each(NAMES)("the page %s shows text from outside as text, and every reader can use it", async (name) => {
    const { page, problems } = opened;
    await page.goto(`${origin}/console${paths[name]}`);
    await page.locator("main").getByText("<img src=x").filter({ visible: true }).first().waitFor();
    expect(await page.evaluate("window.owned")).toBeUndefined();
    expect(await accessibilityOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    expect(problems).toEqual([]);
  });
});
