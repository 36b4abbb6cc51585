import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Folder → the folders below it. What lies directly in src serves all and imports none of them, but for the app. */
const BELOW: Record<string, readonly string[]> = {
  expressions: [],
  blocks: ["expressions"],
  users: [],
  durable: [],
  flows: ["expressions", "blocks", "users"],
  triggers: ["expressions", "blocks", "users", "durable", "flows"],
  runs: ["expressions", "blocks", "users", "durable", "flows", "triggers"],
};
const ENTRY = ["app.ts", "index.ts"];

const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.tsx?$/.test(file),
);

function importsOf(file: string): string[] {
  const source = readFileSync(`src/${file}`, "utf8");
  return [...source.matchAll(/(?:from|import)\s+"([^"]+)"/g)].map(([, path = ""]) => path);
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
