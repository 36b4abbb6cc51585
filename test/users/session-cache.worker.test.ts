import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { resolveCaller } from "../../src/users/caller.ts";
import { SESSION_LIFETIME } from "../../src/users/sessions.ts";
import { newToken, sha256 } from "../../src/users/tokens.ts";
import { loggedIn, login, newRole, store } from "./support.ts";

const users = store();

function cached(token: string): Promise<unknown> {
  return env.CACHE.get(`session:${sha256(token)}`, "json");
}

/** A logged-in user whose session is in KV. */
async function cachedUser() {
  const made = await loggedIn();
  await resolveCaller(users, made.token);
  expect(await cached(made.token)).not.toBeNull();
  return made;
}

/** KV with some of its methods replaced. */
function kv(replaced: Partial<Pick<KVNamespace, "get" | "put" | "delete">>): KVNamespace {
  return new Proxy(env.CACHE, {
    get(target, name) {
      const own: unknown = Reflect.get(replaced, name);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** D1 that counts what is prepared on it. */
function countingDb(): { db: D1Database; prepared: () => number } {
  let prepared = 0;
  const db = new Proxy(env.DB, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === "prepare") prepared += 1;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { db, prepared: () => prepared };
}

describe("a caller", () => {
  it("is resolved from D1 first and from KV then, the same both times", async () => {
    const { token, id } = await loggedIn();
    const first = await resolveCaller(users, token);
    expect(first).toMatchObject({ kind: "user", user: { objectId: id }, roles: ["AuthenticatedUser"] });
    const { db, prepared } = countingDb();
    expect(await resolveCaller(store({ db }), token)).toEqual(first);
    expect(prepared()).toBe(0);
  });

  it("is read from D1 where fresh is demanded, leaving KV alone", async () => {
    const { token, id } = await cachedUser();
    await env.DB.prepare("UPDATE users SET name = 'Changed elsewhere' WHERE id = ?").bind(id).run();
    expect(await resolveCaller(users, token)).toMatchObject({ user: { name: null } });
    expect(await resolveCaller(users, token, { fresh: true })).toMatchObject({
      user: { name: "Changed elsewhere" },
    });
  });

  it("is read from D1 again when the entry is 60 s old, even if KV still has it", async () => {
    const { token, id } = await cachedUser();
    await env.DB.prepare("UPDATE users SET name = 'Changed elsewhere' WHERE id = ?").bind(id).run();
    const [before, after] = [50_000, 60_000].map((ms) => store({ now: () => Date.now() + ms }));
    expect(await resolveCaller(before ?? users, token)).toMatchObject({ user: { name: null } });
    expect(await resolveCaller(after ?? users, token)).toMatchObject({ user: { name: "Changed elsewhere" } });
  });

  it("is anonymous without a token, and unknown by one that can't be one, without a look-up", async () => {
    const { db, prepared } = countingDb();
    const refusing = kv({ get: () => Promise.reject(new Error("looked up")) });
    const blind = store({ db, cache: refusing });
    expect(await resolveCaller(blind, undefined)).toEqual({ kind: "anonymous" });
    expect(await resolveCaller(blind, "")).toEqual({ kind: "anonymous" });
    for (const token of ["x", "x".repeat(44), `${"x".repeat(42)}%`, "x".repeat(100_000)])
      expect(await resolveCaller(blind, token)).toEqual({ kind: "unknown" });
    expect(prepared()).toBe(0);
    expect(await resolveCaller(users, newToken())).toEqual({ kind: "unknown" });
  });

  it("is unknown at the end of the session's 30 days, cached or not, and the row goes", async () => {
    const { token } = await cachedUser();
    const later = store({ now: () => Date.now() + SESSION_LIFETIME });
    expect(await resolveCaller(later, token)).toEqual({ kind: "unknown" });
    await env.CACHE.delete(`session:${sha256(token)}`);
    expect(await resolveCaller(later, token)).toEqual({ kind: "unknown" });
    const row = await env.DB.prepare("SELECT * FROM sessions WHERE token_hash = ?")
      .bind(sha256(token))
      .first();
    expect(row).toBeNull();
  });

  it("is nobody's business in what is stored: no token, no password hash", async () => {
    const { token, id } = await cachedUser();
    const { keys } = await env.CACHE.list();
    const stored = JSON.stringify([
      keys,
      await cached(token),
      (await env.DB.prepare("SELECT * FROM sessions WHERE user_id = ?").bind(id).all()).results,
    ]);
    expect(stored).not.toContain(token);
    expect(stored).not.toContain("password");
  });
});

describe("the cache entry is dropped at once", () => {
  const role = newRole();
  const changes: [string, (made: { id: string; token: string }) => Promise<unknown>][] = [
    ["at logout", ({ token }) => users.sessions.end(token)],
    ["when all sessions end", ({ id }) => users.sessions.endAll(id)],
    ["when the user is disabled", ({ id }) => users.update(id, { userStatus: "DISABLED" })],
    ["when the user changes", ({ id }) => users.update(id, { name: "New" })],
    ["when the user logs in once more", ({ id }) => users.sessions.open(id)],
    ["when the user is deleted", ({ id }) => users.delete(id)],
    ["when a role is given", ({ id }) => users.roles.assign(id, role)],
    ["when a role is taken", ({ id }) => users.roles.unassign(id, role)],
  ];

  it.each(changes)("%s", async (_, change) => {
    if ((await users.roles.missing([role])).length > 0) await users.roles.create(role);
    const made = await cachedUser();
    await change(made);
    expect(await cached(made.token)).toBeNull();
  });

  it("when a role is deleted, for everybody who held it", async () => {
    const gone = newRole();
    await users.roles.create(gone);
    const made = [await loggedIn(), await loggedIn()];
    for (const { id, token } of made) {
      await users.roles.assign(id, gone);
      expect(await resolveCaller(users, token)).toMatchObject({ roles: ["AuthenticatedUser", gone] });
    }
    await users.roles.delete(gone);
    for (const { token } of made)
      expect(await resolveCaller(users, token)).toMatchObject({ roles: ["AuthenticatedUser"] });
  });

  it("for all of the user's sessions", async () => {
    const { id, token } = await loggedIn();
    const other = await login(id);
    for (const each of [token, other]) await resolveCaller(users, each);
    await users.update(id, { name: "New" });
    expect([await cached(token), await cached(other)]).toEqual([null, null]);
  });
});

describe("a fill that races with a change leaves nothing stale", () => {
  const role = newRole();
  const changes: [string, (made: { id: string; token: string }) => Promise<unknown>][] = [
    ["a role given", ({ id }) => users.roles.assign(id, role)],
    ["the user disabled", ({ id }) => users.update(id, { userStatus: "DISABLED" })],
    ["the user changed", ({ id }) => users.update(id, { name: "New" })],
    ["the user deleted", ({ id }) => users.delete(id)],
    ["the session ended", ({ token }) => users.sessions.end(token)],
  ];

  it.each(changes)("%s between the read of D1 and the put", async (_, change) => {
    if ((await users.roles.missing([role])).length > 0) await users.roles.create(role);
    const made = await loggedIn();
    const put: KVNamespace["put"] = async (key: string, value: string, options?: KVNamespacePutOptions) => {
      await change(made);
      await env.CACHE.put(key, value, options);
    };
    await resolveCaller(store({ cache: kv({ put }) }), made.token);
    expect(await cached(made.token)).toBeNull();
  });

  it("also when the filling is left to waitUntil", async () => {
    const { id, token } = await loggedIn();
    const work: Promise<void>[] = [];
    const put: KVNamespace["put"] = async (key: string, value: string, options?: KVNamespacePutOptions) => {
      await users.update(id, { name: "New" });
      await env.CACHE.put(key, value, options);
    };
    const racing = store({ cache: kv({ put }), waitUntil: (filling) => void work.push(filling) });
    expect(await resolveCaller(racing, token)).toMatchObject({ kind: "user", user: { name: null } });
    expect(work).toHaveLength(1);
    await Promise.all(work);
    expect(await cached(token)).toBeNull();
  });
});

describe("when KV fails", () => {
  const failing = kv({
    get: () => Promise.reject(new Error("KV is down")),
    put: () => Promise.reject(new Error("KV is down")),
    delete: () => Promise.reject(new Error("KV is down")),
  });

  it("D1 answers and changes go through", async () => {
    const { id, token } = await loggedIn();
    const without = store({ cache: failing });
    expect(await resolveCaller(without, token)).toMatchObject({ kind: "user", user: { objectId: id } });
    await without.update(id, { name: "New" });
    expect(await resolveCaller(without, token)).toMatchObject({ user: { name: "New" } });
    expect(await without.sessions.end(token)).toBe(true);
    expect(await resolveCaller(without, token)).toEqual({ kind: "unknown" });
  });

  it("an entry that is not ours to read counts as none", async () => {
    const { id, token } = await loggedIn();
    await env.CACHE.put(
      `session:${sha256(token)}`,
      JSON.stringify({ user: { objectId: "X" }, roles: ["Admin"] }),
    );
    expect(await resolveCaller(users, token)).toMatchObject({
      user: { objectId: id },
      roles: ["AuthenticatedUser"],
    });
  });
});

it("keeps a user's newest 50 sessions", async () => {
  const { id, token } = await loggedIn();
  let now = Date.now();
  const ticking = store({ now: () => (now += 1) });
  for (let n = 0; n < 50; n += 1) await login(id, ticking);
  expect(await resolveCaller(users, token)).toEqual({ kind: "unknown" });
  const { results } = await env.DB.prepare("SELECT 1 FROM sessions WHERE user_id = ?").bind(id).all();
  expect(results).toHaveLength(50);
});
