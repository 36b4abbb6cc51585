import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { manage, ORIGIN, type Sent, send } from "../support/worker.ts";
import { OWN_PAGE, short, signedIn } from "./support.ts";

let session: { cookie: string };
const BEARER = { authorization: `Bearer ${env.ADMIN_KEY}` };

beforeAll(async () => {
  session = await signedIn();
});

const list = (headers: Record<string, string>) => send("GET", "/api/manage/flows", { headers });
const makeRole = (headers: Record<string, string>) =>
  send("POST", "/api/manage/roles", { body: { name: `Role ${crypto.randomUUID()}` }, headers });
const signInWith = (headers: Record<string, string>) =>
  send("POST", "/api/manage/console/sessions", { body: { adminKey: env.ADMIN_KEY }, headers });

const OTHER_PAGES: [string, Record<string, string>][] = [
  ["of another site", { ...OWN_PAGE, origin: "https://evil.example" }],
  ["of another port", { ...OWN_PAGE, origin: `${ORIGIN}:8080` }],
  ["of the same host over HTTPS", { ...OWN_PAGE, origin: ORIGIN.replace("http:", "https:") }],
  ["in a sandbox", { ...OWN_PAGE, origin: "null" }],
  ["without an Origin", { "holdpoint-console": "1" }],
  ["of ours, but without the console's header", { origin: ORIGIN }],
];

describe("with the console's session", () => {
  it("a request of the console reads and changes", async () => {
    expect(short(await list(session))).toBe("200");
    expect(short(await makeRole({ ...session, ...OWN_PAGE }))).toBe("201");
  });

  it.each(OTHER_PAGES)("a page %s changes nothing", async (_, headers) => {
    expect(short(await makeRole({ ...session, ...headers }))).toBe("403/70403");
    const out = await send("DELETE", "/api/manage/console/session", { headers: { ...session, ...headers } });
    expect(short(out)).toBe("403/70403");
    expect(short(await list(session))).toBe("200");
  });

  it.each(OTHER_PAGES)("a page %s doesn't sign anybody in", async (_, headers) => {
    const answer = await signInWith(headers);
    expect([short(answer), answer.headers.get("set-cookie")]).toEqual(["403/70403", null]);
  });

  it("a socket is opened by our own pages only, which can't add a header to it", async () => {
    const open = (headers: Record<string, string>) => list({ ...session, upgrade: "websocket", ...headers });
    expect(short(await open({ origin: "https://evil.example" }))).toBe("403/70403");
    expect(short(await open({}))).toBe("403/70403");
    expect(short(await open({ origin: ORIGIN }))).toBe("200");
  });

  it("HEAD is answered as GET is", async () => {
    expect((await send("HEAD", "/api/manage/flows", { headers: session })).status).toBe(200);
  });

  it("a page of another origin is never told that it may ask", async () => {
    const { headers } = await send("OPTIONS", "/api/manage/flows", {
      headers: { origin: "https://evil.example", "access-control-request-method": "POST", ...session },
    });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("the public API takes nobody for the operator", async () => {
    const assign = { body: { user: "somebody", roleName: "Any" }, headers: { ...session, ...OWN_PAGE } };
    expect(short(await send("POST", "/api/users/assignRole", assign))).toBe("403/2011");
  });
});

describe("the admin key", () => {
  it("needs neither Origin nor header, and a session beside it changes nothing", async () => {
    expect(short(await makeRole(BEARER))).toBe("201");
    expect(short(await makeRole({ ...BEARER, ...session, origin: "https://elsewhere.example" }))).toBe("201");
  });

  it("costs no look-up of a session", async () => {
    const asked = vi.spyOn(env.DB, "prepare");
    await list({ ...BEARER, ...session });
    const statements = asked.mock.calls.map(([sql]) => sql);
    asked.mockRestore();
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.filter((sql) => sql.includes("console_sessions"))).toEqual([]);
  });

  it("that is wrong lets nobody in", async () => {
    expect(short(await list({ authorization: "Bearer wrong" }))).toBe("401/70401");
    expect(short(await list({ authorization: env.ADMIN_KEY }))).toBe("401/70401");
  });
});

describe("whatever the management API answers", () => {
  it.each<[string, () => Promise<Sent>]>([
    ["a list", () => manage("GET", "/flows")],
    [
      "nothing",
      () => send("DELETE", "/api/manage/console/session", { headers: { ...session, ...OWN_PAGE } }),
    ],
    ["a refusal", () => list({})],
    ["a failed check", () => manage("POST", "/roles", { name: "" })],
    ["that there is no such thing", () => manage("GET", "/flows/none")],
    ["that there is no such address", () => manage("GET", "/none")],
  ])("%s: no cache keeps it", async (_, ask) => {
    expect((await ask()).headers.get("cache-control")).toBe("no-store");
  });
});
