import { type UserRecord, UserRecordRow } from "./user-record.ts";

/** So many expired rows leave with each new one, so that the table stays bounded. */
const SWEPT_AT_ONCE = 20;

/** Every statement on `sessions`, and its view. `hash`: the SHA-256 of the token. */
export class SessionsTable {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  insert(hash: string, userId: string, created: number, expires: number): D1PreparedStatement {
    return this.#db
      .prepare("INSERT INTO sessions (token_hash, user_id, created, expires) VALUES (?, ?, ?, ?)")
      .bind(hash, userId, created, expires);
  }

  /** Keeps a user's newest sessions only. */
  trim(userId: string, keep: number): D1PreparedStatement {
    return this.#db
      .prepare(
        `DELETE FROM sessions WHERE token_hash IN (
           SELECT token_hash FROM sessions WHERE user_id = ? ORDER BY created DESC LIMIT -1 OFFSET ?)`,
      )
      .bind(userId, keep);
  }

  sweep(now: number): D1PreparedStatement {
    return this.#db
      .prepare(
        `DELETE FROM sessions WHERE token_hash IN (
           SELECT token_hash FROM sessions WHERE expires <= ? LIMIT ${SWEPT_AT_ONCE})`,
      )
      .bind(now);
  }

  /** Rows of `{ token_hash }`. */
  ofUsers(userIds: readonly string[]): D1PreparedStatement {
    return this.#db
      .prepare("SELECT token_hash FROM sessions WHERE user_id IN (SELECT value FROM json_each(?))")
      .bind(JSON.stringify(userIds));
  }

  /** All sessions of a user but that of `except`. */
  endOfUser(userId: string, except = ""): D1PreparedStatement {
    return this.#db
      .prepare("DELETE FROM sessions WHERE user_id = ? AND token_hash <> ?")
      .bind(userId, except);
  }

  /** How many of a user's sessions are still good. */
  async count(userId: string, now: number): Promise<number> {
    const row = await this.#db
      .prepare("SELECT count(*) AS sessions FROM sessions WHERE user_id = ? AND expires > ?")
      .bind(userId, now)
      .first<{ sessions: number }>();
    return row?.sessions ?? 0;
  }

  /** When the ended session would have expired; undefined when there is none. */
  async end(hash: string): Promise<number | undefined> {
    const row = await this.#db
      .prepare("DELETE FROM sessions WHERE token_hash = ? RETURNING expires")
      .bind(hash)
      .first<{ expires: number }>();
    return row?.expires;
  }

  async find(hash: string): Promise<{ record: UserRecord; expires: number } | undefined> {
    const row = await this.#db
      .prepare("SELECT * FROM session_users WHERE token_hash = ?")
      .bind(hash)
      .first<{ expires: number }>();
    return row === null ? undefined : { record: UserRecordRow.parse(row), expires: row.expires };
  }

  /** The version of a session's user; undefined when the session or the user is gone. */
  async userVersion(hash: string): Promise<number | undefined> {
    const row = await this.#db
      .prepare("SELECT version FROM session_users WHERE token_hash = ?")
      .bind(hash)
      .first<{ version: number }>();
    return row?.version;
  }
}
