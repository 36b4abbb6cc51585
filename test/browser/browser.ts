import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/**
 * In a single process the browser ends with its first page; without web security it sends no Origin; a graphics card
 * that is imitated takes most of its time.
 */
const UNWANTED = [
  ...["--single-process", "--disable-web-security", "--allow-running-insecure-content"],
  ...["--ignore-gpu-blocklist", "--in-process-gpu", "--use-gl=angle", "--use-angle=swiftshader"],
  "--enable-unsafe-swiftshader",
];

/** The Chromium that comes as an npm package, as people have it. */
export async function launchBrowser(): Promise<Browser> {
  const args = chromium.args.filter((arg) => !UNWANTED.includes(arg));
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...args, "--disable-gpu"],
  });
}
