import { env } from "cloudflare:workers";
import { describe, expect, it, onTestFinished } from "vitest";
import { manage, send } from "../support/worker.ts";
import { cookieOf, newCode, OWN_PAGE, short, showSession, signedIn, signIn, signInsAt } from "./support.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CODE_WRONG = {
  code: 70401,
  message: "This link was used before or has expired. Sign in with the admin key.",
};

describe("signing in", () => {
  it("by the admin key opens the management API to the browser, and to no page's script", async () => {
    const answer = await signIn({ adminKey: env.ADMIN_KEY });
    expect([answer.status, answer.body]).toEqual([204, undefined]);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^holdpoint-console=[\w-]{43}; Max-Age=43200; Path=\/api\/manage; HttpOnly; SameSite=Strict$/,
    );
    expect((await send("GET", "/api/manage/flows", { headers: cookieOf(answer) })).status).toBe(200);
  });

  it("over HTTPS gives a cookie that never leaves HTTPS", async () => {
    const { headers } = await send("POST", "https://holdpoint.test/api/manage/console/sessions", {
      body: { adminKey: env.ADMIN_KEY },
      headers: { ...OWN_PAGE, origin: "https://holdpoint.test" },
    });
    expect(headers.get("set-cookie")).toMatch(/; Secure(;|$)/);
  });

  it("by a code works once", async () => {
    const code = await newCode();
    const answer = await signIn({ code });
    expect(short(answer)).toBe("204");
    expect(short(await showSession(cookieOf(answer)))).toBe("200");
    const again = await signIn({ code });
    expect([again.status, again.body, again.headers.get("set-cookie")]).toEqual([401, CODE_WRONG, null]);
  });

  it("by a code works once, also for those who come with it at the same time", async () => {
    const code = await newCode();
    const answers = await Promise.all(Array.from({ length: 5 }, () => signIn({ code })));
    expect(answers.map(short).toSorted()).toEqual(["204", ...Array(4).fill("401/70401")]);
  });

  it("by a code works within five minutes", async () => {
    const late = await signInsAt(Date.now() - 5 * MINUTE).newCode();
    expect(await signIn({ code: late.code })).toMatchObject({ status: 401, body: CODE_WRONG });
    const inTime = await signInsAt(Date.now() - 4.5 * MINUTE).newCode();
    expect(short(await signIn({ code: inTime.code }))).toBe("204");
  });

  it.each([
    ["a wrong key", { adminKey: "wrong" }],
    ["an empty key", { adminKey: "" }],
    ["a made-up code", { code: "A".repeat(43) }],
    ["no code at all", { code: "" }],
    ["the key as a code", { code: env.ADMIN_KEY }],
  ])("is refused for %s", async (_, credential) => {
    const answer = await signIn(credential);
    expect([short(answer), answer.headers.get("set-cookie")]).toEqual(["401/70401", null]);
  });

  it("is refused for a session's token as a code, and for a code as a session's token", async () => {
    const { cookie } = await signedIn();
    expect(short(await signIn({ code: cookie.split("=")[1] }))).toBe("401/70401");
    expect(short(await showSession({ cookie: `holdpoint-console=${await newCode()}` }))).toBe("401/70401");
  });

  it.each([
    [{}, "400/70400"],
    [{ adminKey: env.ADMIN_KEY, code: "A" }, "400/70400"],
    [{ adminKey: 1 }, "400/70400"],
    [{ adminKey: "A".repeat(5000) }, "413/70413"],
    ["{", "400/8058"],
  ])("is refused for %j", async (body, answer) => {
    expect(short(await signIn(body))).toBe(answer);
  });

  it("with no admin key set lets nobody in", async () => {
    const { cookie } = await signedIn();
    setAdminKey("");
    for (const adminKey of ["", "undefined"]) expect(short(await signIn({ adminKey }))).toBe("401/70401");
    expect(short(await showSession({ cookie }))).toBe("401/70401");
  });
});

describe("a code", () => {
  it("is made by who shows the admin key, and holds for five minutes", async () => {
    const before = Date.now();
    const { status, body } = await manage("POST", "/console/codes");
    expect([status, body]).toEqual([
      201,
      { code: expect.stringMatching(/^[\w-]{43}$/), expiresAt: expect.any(Number) },
    ]);
    const { expiresAt } = body as { expiresAt: number };
    expect(expiresAt).toBeGreaterThanOrEqual(before + 5 * MINUTE);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 5 * MINUTE);
  });

  it("is made neither by anybody nor by the console, whose session would never end then", async () => {
    const headers = { ...(await signedIn()), ...OWN_PAGE };
    expect(short(await send("POST", "/api/manage/console/codes", { headers }))).toBe("401/70401");
    expect(short(await send("POST", "/api/manage/console/codes"))).toBe("401/70401");
  });
});

describe("a session", () => {
  it("says since when it is and until when", async () => {
    const before = Date.now();
    const { status, body } = await showSession(await signedIn());
    expect([status, body]).toEqual([200, { since: expect.any(Number), expiresAt: expect.any(Number) }]);
    const { since, expiresAt } = body as { since: number; expiresAt: number };
    expect(since).toBeGreaterThanOrEqual(before);
    expect(expiresAt - since).toBe(12 * HOUR);
  });

  it("ends after twelve hours, whatever was done with it", async () => {
    const token = await signInsAt(Date.now() - 12 * HOUR).open();
    expect(await showSession({ cookie: `holdpoint-console=${token}` })).toMatchObject({
      status: 401,
      body: { code: 70401, message: "The console's session has ended. Sign in again." },
    });
    const young = await signInsAt(Date.now() - 11 * HOUR).open();
    expect(short(await showSession({ cookie: `holdpoint-console=${young}` }))).toBe("200");
  });

  it("ends by signing out, on the server and in the browser", async () => {
    const session = await signedIn();
    const other = await signedIn();
    const out = await send("DELETE", "/api/manage/console/session", { headers: { ...session, ...OWN_PAGE } });
    expect([out.status, out.headers.get("set-cookie")]).toEqual([
      204,
      "holdpoint-console=; Max-Age=0; Path=/api/manage; HttpOnly; SameSite=Strict",
    ]);
    expect(short(await showSession(session))).toBe("401/70401");
    expect(short(await send("GET", "/api/manage/flows", { headers: session }))).toBe("401/70401");
    expect(short(await showSession(other))).toBe("200");
  });

  it("ends when the same browser signs in anew", async () => {
    const session = await signedIn();
    const renewed = cookieOf(await signIn({ adminKey: env.ADMIN_KEY }, session));
    expect(short(await showSession(session))).toBe("401/70401");
    expect(short(await showSession(renewed))).toBe("200");
  });

  it("stays when signing in anew fails", async () => {
    const session = await signedIn();
    await signIn({ adminKey: "wrong" }, session);
    expect(short(await showSession(session))).toBe("200");
  });

  it("ends when the admin key changes, and so does a code", async () => {
    const session = await signedIn();
    const code = await newCode();
    setAdminKey("another key");
    expect(short(await showSession(session))).toBe("401/70401");
    expect(short(await send("GET", "/api/manage/flows", { headers: session }))).toBe("401/70401");
    expect(short(await signIn({ code }))).toBe("401/70401");
    expect(short(await signIn({ adminKey: "another key" }))).toBe("204");
  });

  it.each(["", "nonsense", "A".repeat(43), "x".repeat(5000)])("is none of %j", async (token) => {
    expect(short(await showSession({ cookie: `holdpoint-console=${token}` }))).toBe("401/70401");
  });

  it("is shown to nobody without one, the admin key included", async () => {
    expect(short(await showSession({}))).toBe("401/70401");
    expect(short(await showSession({ authorization: `Bearer ${env.ADMIN_KEY}` }))).toBe("401/70401");
  });
});

/** The Worker and the tests share their environment. */
function setAdminKey(key: string): void {
  const usual = env.ADMIN_KEY;
  Reflect.set(env, "ADMIN_KEY", key);
  onTestFinished(() => void Reflect.set(env, "ADMIN_KEY", usual));
}
