import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launchBrowser } from "../browser/browser.ts";
import { KEYS, Server } from "../support/server.ts";
import { makeData } from "./data.ts";

/** `npm run screenshots`: the console's pages with real data, light and dark, into docs/screenshots. */
const FOLDER = join(import.meta.dirname, "../../docs/screenshots");
/** `npm run screenshots -- 1` is sooner done. */
const MINUTES = Number(process.argv[2] ?? 4);
const WIDTH = 1280;
const HEIGHT = 800;

const server = await Server.start();
try {
  const scenes = await makeData(server.url, MINUTES);
  const browser = await launchBrowser();
  mkdirSync(FOLDER, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({
      viewport: { width: WIDTH, height: HEIGHT },
      colorScheme,
      locale: "en-US",
    });
    await context.request.post(`${server.url}/api/manage/console/sessions`, {
      headers: { origin: server.url, "holdpoint-console": "1" },
      data: { adminKey: KEYS.ADMIN_KEY },
    });
    const page = await context.newPage();
    for (const [name, path] of Object.entries(scenes)) {
      await page.goto(`${server.url}/console${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForLoadState("networkidle");
      // Parts that come late, such as charts and the canvas, stand for themselves until then.
      await page.locator(".hp-spinner").first().waitFor({ state: "detached" });
      await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`), animations: "disabled" });
      console.log(`${name}, ${colorScheme}`);
    }
    await context.close();
  }
  await browser.close();
} finally {
  await server.dispose();
}
