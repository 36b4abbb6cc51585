import type { SessionCache } from "./session-cache.ts";
import type { SessionsTable } from "./sessions-table.ts";
import { type UserRecord, UserRecordRow } from "./user-record.ts";
import type { UsersTable } from "./users-table.ts";

/**
 * The one way to change users, their roles or their sessions: a batch that also bumps the users' versions,
 * after which KV forgets what it holds of their sessions.
 */
export class Changes {
  readonly #db: D1Database;
  readonly #users: UsersTable;
  readonly #sessions: SessionsTable;
  readonly #cache: SessionCache;

  constructor(db: D1Database, users: UsersTable, sessions: SessionsTable, cache: SessionCache) {
    this.#db = db;
    this.#users = users;
    this.#sessions = sessions;
    this.#cache = cache;
  }

  /** Commits a change of several users; answers what the last statement gave. */
  async commit(ids: readonly string[], statements: D1PreparedStatement[]): Promise<D1Result | undefined> {
    const [sessions, ...results] = await this.#db.batch<Record<string, unknown>>([
      this.#sessions.ofUsers(ids),
      this.#users.bumpVersions(ids),
      ...statements,
    ]);
    await this.#cache.drop(sessions?.results.map((row) => String(row["token_hash"])) ?? []);
    return results.at(-1);
  }

  /** Commits a change of one user and answers how she is after it; undefined: no such user. */
  async commitOne(id: string, statements: D1PreparedStatement[]): Promise<UserRecord | undefined> {
    return recordOf(await this.commit([id], [...statements, this.#users.byId(id)]));
  }
}

/** The user that a statement found. */
export function recordOf(result: D1Result | undefined): UserRecord | undefined {
  const row = result?.results[0];
  return row === undefined ? undefined : UserRecordRow.parse(row);
}

/** Whether a batch failed, and was undone, because of a constraint of the tables. */
export function violates(thrown: unknown, constraint: "UNIQUE" | "FOREIGN KEY"): boolean {
  return thrown instanceof Error && thrown.message.includes(`${constraint} constraint failed`);
}
