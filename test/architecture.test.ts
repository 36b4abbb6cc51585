import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Folder → the folders below it. What lies directly in src serves all and imports none of them, but for the app. */
const BELOW: Record<string, readonly string[]> = {
  expressions: [],
  blocks: ["expressions"],
  users: [],
  "sign-in": ["users"],
  durable: [],
  signatures: ["blocks", "users"],
  overview: [],
  flows: ["expressions", "blocks", "users"],
  triggers: ["expressions", "blocks", "users", "signatures", "durable", "overview", "flows"],
  runs: [
    "expressions",
    "blocks",
    "users",
    "sign-in",
    "signatures",
    "durable",
    "overview",
    "flows",
    "triggers",
  ],
  people: ["blocks", "users", "triggers", "runs"],
};
const ENTRY = ["app.ts", "index.ts"];
/** All that the console's code may take from the server's besides types. */
const SHARED = ["json.ts", "expressions/scan.ts", "blocks/names.ts"];

const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.tsx?$/.test(file),
);
/** The console runs in the browser: a world of its own. */
const [consoleFiles, files] = [sources.filter(isConsole), sources.filter((file) => !isConsole(file))];

function isConsole(file: string): boolean {
  return file.startsWith("console/");
}

function importsOf(file: string): string[] {
  const source = readFileSync(`src/${file}`, "utf8");
  return [...source.matchAll(/(?:from|import)\s+"([^"]+)"/g)].map(([, path = ""]) => path);
}

/** The files of src that a file imports values from. */
function valuesFrom(file: string): string[] {
  const source = readFileSync(`src/${file}`, "utf8");
  const imports = source.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?"(\.[^"]+)"/gm);
  return [...imports].map(([, path = ""]) => new URL(path, `file:///src/${file}`).pathname.slice(1));
}

/** `runs/run.ts` importing `../flows/version.ts` → `flows`. */
function folderOf(file: string, path: string): string | undefined {
  const target = new URL(path, `file:///${file}`).pathname.slice(1);
  return target.includes("/") ? target.split("/")[0] : undefined;
}

describe("the layers", () => {
  it.each(files.filter((file) => !ENTRY.includes(file)))("%s imports only what lies below it", (file) => {
    const own = file.includes("/") ? file.split("/")[0] : undefined;
    const allowed = own === undefined ? [] : [own, ...(BELOW[own] ?? [])];
    const reached = importsOf(file)
      .filter((path) => path.startsWith("."))
      .map((path) => folderOf(file, path))
      .filter((folder) => folder !== undefined);
    expect(reached.filter((folder) => !allowed.includes(folder))).toEqual([]);
  });

  it("names cloudflare:workers in the two object classes only", () => {
    const users = files.filter((file) => importsOf(file).includes("cloudflare:workers"));
    expect(users.toSorted()).toEqual(["runs/flow-run.ts", "triggers/waiting-list.ts"]);
  });

  it("lets only routes, object classes and the queue's consumer acquire stubs", () => {
    const acquiring = files.filter((file) =>
      /\.getByName\(|\.idFromName\(/.test(readFileSync(`src/${file}`, "utf8")),
    );
    const mayAcquire =
      /routes\.ts$|^runs\/(flow-run|consumer|read)\.ts$|^triggers\/(waiting-list|edge-ports)\.ts$/;
    expect(acquiring.filter((file) => !mayAcquire.test(file))).toEqual([]);
  });
});

describe("the console", () => {
  it.each(consoleFiles)("%s takes nothing but types from the server", (file) => {
    const outside = valuesFrom(file).filter(
      (path) => path.startsWith("src/") && !path.startsWith("src/console/"),
    );
    expect(outside.filter((path) => !SHARED.includes(path.slice("src/".length)))).toEqual([]);
  });

  it("shows texts of others as text only", () => {
    const markup = /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write/;
    expect(consoleFiles.filter((file) => markup.test(readFileSync(`src/${file}`, "utf8")))).toEqual([]);
  });
});
