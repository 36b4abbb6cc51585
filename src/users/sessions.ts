import { describeThrown, log } from "../log.ts";
import type { Changes } from "./changes.ts";
import type { Session, SessionCache } from "./session-cache.ts";
import type { SessionsTable } from "./sessions-table.ts";
import { isToken, newToken, sha256 } from "./tokens.ts";
import { effectiveRoles } from "./user.ts";
import type { UserRecord } from "./user-record.ts";
import type { UsersTable } from "./users-table.ts";

/** Absolute: using a session doesn't prolong it. */
export const SESSION_LIFETIME = 30 * 24 * 60 * 60_000;
/** The oldest ends when a user opens one more: what a change must drop from KV stays small. */
const PER_USER = 50;

export interface SessionsPorts {
  table: SessionsTable;
  users: UsersTable;
  changes: Changes;
  cache: SessionCache;
  now: () => number;
  waitUntil?: ((work: Promise<void>) => void) | undefined;
}

/** Who is logged in: opens sessions, ends them, and answers what a token stands for. */
export class Sessions {
  readonly #ports: SessionsPorts;

  constructor(ports: SessionsPorts) {
    this.#ports = ports;
  }

  /**
   * Logs a user in, whoever asks, and sets `lastLogin`. The record is as the session was opened on it;
   * undefined: no such user.
   */
  async open(userId: string): Promise<{ token: string; record: UserRecord } | undefined> {
    const { table, users, changes } = this.#ports;
    const token = newToken();
    const now = this.#ports.now();
    const record = await changes.commitOne(userId, [
      table.sweep(now),
      table.insert(sha256(token), userId, now, now + SESSION_LIFETIME),
      table.trim(userId, PER_USER),
      users.setLastLogin(userId, now),
    ]);
    if (record) return { token, record };
    await this.end(token);
    return undefined;
  }

  /** The session of an enabled user: up to 60 s old, or read from D1 with `fresh`. Undefined: nobody's token. */
  async resolve(token: string, { fresh = false } = {}): Promise<Session | undefined> {
    if (!isToken(token)) return undefined;
    const hash = sha256(token);
    const session =
      (fresh ? undefined : await this.#ports.cache.get(hash)) ?? (await this.#read(hash, { fill: !fresh }));
    if (session === undefined || session.user.userStatus === "DISABLED") return undefined;
    return session.expires > this.#ports.now() ? session : undefined;
  }

  /** False when the token was nobody's. */
  async end(token: string): Promise<boolean> {
    if (!isToken(token)) return false;
    const hash = sha256(token);
    const expires = await this.#ports.table.end(hash);
    if (expires === undefined) return false;
    await this.#ports.cache.drop([hash]);
    return expires > this.#ports.now();
  }

  /** How many sessions a user has that are still good. */
  async count(userId: string): Promise<number> {
    return this.#ports.table.count(userId, this.#ports.now());
  }

  /** Ends all sessions of a user; false when there is no such user. */
  async endAll(userId: string): Promise<boolean> {
    const { table, changes } = this.#ports;
    return (await changes.commitOne(userId, [table.endOfUser(userId)])) !== undefined;
  }

  async #read(hash: string, { fill }: { fill: boolean }): Promise<Session | undefined> {
    const { table, now, waitUntil } = this.#ports;
    const readAt = now();
    const found = await table.find(hash);
    if (found === undefined) return undefined;
    if (found.expires <= readAt) {
      await table.end(hash);
      return undefined;
    }
    const { user, roles, version } = found.record;
    const session = {
      user,
      roles: effectiveRoles(user, roles),
      expires: found.expires,
      userVersion: version,
    };
    if (fill) {
      const filled = this.#fill(hash, session, readAt);
      if (waitUntil) waitUntil(filled);
      else await filled;
    }
    return session;
  }

  /**
   * Whoever changed the user between our read and our put has dropped the entry before it was there: so the
   * version is read again after the put. Never rejects.
   */
  async #fill(hash: string, session: Session, readAt: number): Promise<void> {
    const { cache, table } = this.#ports;
    await cache.put(hash, session, readAt);
    try {
      if ((await table.userVersion(hash)) === session.userVersion) return;
    } catch (thrown) {
      log("warn", "session cache: check failed", describeThrown(thrown));
    }
    await cache.drop([hash]);
  }
}
