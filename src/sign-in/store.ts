import { createHmac } from "node:crypto";
import { isToken, newToken } from "../users/tokens.ts";
import { CODE_LIFETIME, type ConsoleCode, type ConsoleSession, SESSION_LIFETIME } from "./session.ts";

/** So many expired rows leave with each new one, so that the tables stay bounded. */
const SWEPT_AT_ONCE = 20;

type Table = "console_codes" | "console_sessions";

export interface SignInsPorts {
  db: D1Database;
  adminKey: string;
  now: () => number;
}

export function signInsOf(env: Pick<Env, "DB" | "ADMIN_KEY">): SignIns {
  return new SignIns({ db: env.DB, adminKey: env.ADMIN_KEY, now: Date.now });
}

/** Codes and sessions of the console; owns their two tables. */
export class SignIns {
  readonly #db: D1Database;
  readonly #adminKey: string;
  readonly #now: () => number;

  constructor({ db, adminKey, now }: SignInsPorts) {
    this.#db = db;
    this.#adminKey = adminKey;
    this.#now = now;
  }

  /** A code that signs in once, within five minutes. */
  async newCode(): Promise<ConsoleCode> {
    const code = newToken();
    const expiresAt = this.#now() + CODE_LIFETIME;
    await this.#db.batch([
      this.#sweep("console_codes"),
      this.#db
        .prepare("INSERT INTO console_codes (hash, expires) VALUES (?, ?)")
        .bind(this.#hash("console_codes", code), expiresAt),
    ]);
    return { code, expiresAt };
  }

  /** Uses a code up: of all who come with it, one statement lets one in. */
  async redeem(code: string): Promise<boolean> {
    if (!isToken(code)) return false;
    const row = await this.#db
      .prepare("DELETE FROM console_codes WHERE hash = ? AND expires > ? RETURNING expires")
      .bind(this.#hash("console_codes", code), this.#now())
      .first();
    return row !== null;
  }

  /** Opens a session, whoever asks, and answers its token. */
  async open(): Promise<string> {
    const token = newToken();
    const now = this.#now();
    await this.#db.batch([
      this.#sweep("console_sessions"),
      this.#db
        .prepare("INSERT INTO console_sessions (hash, created, expires) VALUES (?, ?, ?)")
        .bind(this.#hash("console_sessions", token), now, now + SESSION_LIFETIME),
    ]);
    return token;
  }

  /** What a session is called inside. Nobody gets in with it, nor does its token show from it. */
  idOf(token: string): string {
    return this.#hash("console_sessions", token);
  }

  /** Which of these sessions, by their ids, go on. */
  async standing(ids: readonly string[]): Promise<Set<string>> {
    const { results } = await this.#db
      .prepare(
        "SELECT hash FROM console_sessions WHERE hash IN (SELECT value FROM json_each(?)) AND expires > ?",
      )
      .bind(JSON.stringify(ids), this.#now())
      .all<{ hash: string }>();
    return new Set(results.map(({ hash }) => hash));
  }

  async find(token: string): Promise<ConsoleSession | undefined> {
    if (!isToken(token)) return undefined;
    const row = await this.#db
      .prepare("SELECT created, expires FROM console_sessions WHERE hash = ? AND expires > ?")
      .bind(this.#hash("console_sessions", token), this.#now())
      .first<{ created: number; expires: number }>();
    return row === null ? undefined : { since: row.created, expiresAt: row.expires };
  }

  /** Ends a session, if it is one. */
  async end(token: string): Promise<void> {
    if (!isToken(token)) return;
    await this.#db
      .prepare("DELETE FROM console_sessions WHERE hash = ?")
      .bind(this.#hash("console_sessions", token))
      .run();
  }

  /** Under the key, so that another key ends all of them, and by its table, so that no code is a session's token. */
  #hash(table: Table, token: string): string {
    return createHmac("sha256", this.#adminKey).update(`${table}\0${token}`).digest("hex");
  }

  #sweep(table: Table): D1PreparedStatement {
    return this.#db
      .prepare(
        `DELETE FROM ${table} WHERE hash IN (
           SELECT hash FROM ${table} WHERE expires <= ? LIMIT ${SWEPT_AT_ONCE})`,
      )
      .bind(this.#now());
  }
}
