import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync("src/docs/index.html", "utf8");

test("the reference page works under a policy that forbids inline scripts and styles", () => {
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/);
  expect(readFileSync("src/assets/_headers", "utf8")).toContain("default-src 'self'");
});

test("the reference page loads nothing from elsewhere, and only what is there", () => {
  const loaded = [...page.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, url]) => url ?? "");
  expect(loaded).toContain("/docs/init.js");
  for (const url of loaded.filter((address) => address !== "/api/openapi.json")) {
    const name = url.replace(/^\/docs\//, "");
    const sources = [`src/docs/${name}`, `node_modules/swagger-ui-dist/${name}`];
    expect(
      sources.some((path) => existsSync(path)),
      url,
    ).toBe(true);
  }
});
