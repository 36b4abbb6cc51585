import { readFileSync } from "node:fs";

const CONSOLE = "dist/assets/console";
/** What the page names is what every visit loads first; all else is loaded by the pages that need it. */
const page = readFileSync(`${CONSOLE}/index.html`, "utf8");
const shell = [...page.matchAll(/"\/console\/(assets\/[^"]+\.(?:js|css))"/g)].map(
  ([, name]) => `${CONSOLE}/${name}`,
);

export default [
  { name: "Worker, gzip", path: "dist/bundle/index.js", gzip: true, limit: "200 KB" },
  { name: "Console's shell, gzip", path: shell, gzip: true, limit: "120 KB" },
];
