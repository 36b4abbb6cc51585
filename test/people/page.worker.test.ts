import { describe, expect, it } from "vitest";
import { answer, asked, blocks, open } from "./support.ts";

const page = {
  title: "Order {{ initial.data.order }}",
  text: "Ship it?\nTo: {{ initial.data.to }}",
  thanks: "Done.",
};

describe("the page of a link", () => {
  it("says what the author wrote, filled in with what the run knows", async () => {
    const data = { order: 7, to: "Ada" };
    const { link } = await asked({ approval: { ...blocks.approval, page } }, data);
    const { page: shown } = await open(link);
    expect(shown).toContain("<title>Order 7</title>");
    expect(shown).toContain("<h1>Order 7</h1><p>Ship it?\nTo: Ada</p>");
    expect((await answer(link)).page).toContain("<h1>Order 7</h1><p>Done.</p>");
  });

  it("shows whatever it is filled in with as text", async () => {
    const evil = `"><script>alert(1)</script><img src=x onerror='alert(1)'>&amp;`;
    const { link } = await asked(
      { approval: { ...blocks.approval, page } },
      { order: evil, to: `${evil}</main></style>` },
    );
    const { page: shown } = await open(link);
    expect(shown).not.toMatch(/<script|<img|<\/style>\s*<\/p>/);
    expect(shown).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(shown.match(/<\/main>/g)).toHaveLength(1);
  });

  it("can be answered also where its texts can't be filled in: then the trigger's name is its title", async () => {
    const { link, run } = await asked({ approval: { ...blocks.approval, page } });
    const { page: shown } = await open(link);
    expect(shown).toMatch(/<h1>Approval<\/h1><form/);
    expect((await answer(link)).page).toContain("Done.");
    expect(run).toBeTruthy();
  });

  it.each([
    ["that asks", ""],
    ["that thanks", "?done"],
    ["of a link that is none", "x"],
  ])("%s runs no script, loads nothing, is in no frame and no cache", async (_, more) => {
    const { link } = await asked();
    if (more === "?done") await answer(link);
    const shown = await open(link + more);
    const policy = shown.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      "content-type": "text/html; charset=UTF-8",
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex, nofollow",
    });
    expect(shown.headers.has("access-control-allow-origin")).toBe(false);
    expect(shown.page).not.toMatch(/<script|\son\w+=|style=|src=|href=/);
    const style = /<style>([^]*?)<\/style>/.exec(shown.page)?.[1] ?? "";
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    expect(policy).toContain(`'sha256-${Buffer.from(hash).toString("base64")}'`);
  });

  it("is written for light and dark", async () => {
    const { link } = await asked();
    expect((await open(link)).page).toMatch(/color-scheme:light dark.*light-dark\(/);
  });
});
