import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, it } from "vitest";

it("is styled by one room alone: pages that were visited leave their styles behind", () => {
  const rooms = new Map<string, Set<string>>();
  for (const file of globSync("src/console/**/*.css")) {
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(/^\.(hp-[\w-]+)(?=[ ,{]|::)/gm)) {
      rooms.set(name, (rooms.get(name) ?? new Set()).add(dirname(file)));
    }
  }
  expect(rooms.size).toBeGreaterThan(100);
  expect([...rooms].filter(([, where]) => where.size > 1).map(([name]) => name)).toEqual([]);
});
