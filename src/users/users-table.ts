import { identityOf, type User } from "./user.ts";
import { type UserRecord, UserRecordRow } from "./user-record.ts";

/** What of a user can be set, and its column. */
const COLUMNS = [
  ["userStatus", "status"],
  ["email", "email"],
  ["name", "name"],
  ["firstName", "first_name"],
  ["lastName", "last_name"],
  ["gender", "gender"],
  ["phoneNumber", "phone_number"],
  ["age", "age"],
  ["blUserLocale", "locale"],
] as const satisfies readonly (readonly [keyof User, string])[];

type Value = string | number | null;
type Settable = { [Column in (typeof COLUMNS)[number][0]]?: User[Column] | undefined };

/** The columns that `given` sets, with their values. */
function valuesOf(given: Settable & { passwordHash?: string | null | undefined }): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [key, column] of COLUMNS) {
    const value = given[key];
    if (value !== undefined) values[column] = value;
  }
  if (given.email !== undefined) values["identity"] = given.email && identityOf(given.email);
  if (given.passwordHash !== undefined) values["password_hash"] = given.passwordHash;
  return values;
}

/**
 * Every statement on `users`, and its view. Those that change something are returned for a batch, which
 * the store runs together with what belongs to the same change.
 */
export class UsersTable {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** Violates a UNIQUE constraint when the email is taken. */
  insert(user: User, passwordHash: string | null): D1PreparedStatement {
    const values = {
      ...valuesOf({ ...user, passwordHash }),
      id: user.objectId,
      account_type: user.accountType,
      created: user.created,
    };
    const names = Object.keys(values);
    return this.#db
      .prepare(`INSERT INTO users (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`)
      .bind(...Object.values(values));
  }

  /** Violates a UNIQUE constraint when the email is taken. */
  update(
    id: string,
    changes: Settable & { passwordHash?: string | undefined },
    updated: number,
  ): D1PreparedStatement {
    const values = { ...valuesOf(changes), updated };
    const settings = Object.keys(values).map((name) => `${name} = ?`);
    return this.#db
      .prepare(`UPDATE users SET ${settings.join(", ")} WHERE id = ?`)
      .bind(...Object.values(values), id);
  }

  setLastLogin(id: string, at: number): D1PreparedStatement {
    return this.#db.prepare("UPDATE users SET last_login = ? WHERE id = ?").bind(at, id);
  }

  /** Belongs into the batch of every change of these users, their roles or their sessions. */
  bumpVersions(ids: readonly string[]): D1PreparedStatement {
    return this.#db
      .prepare("UPDATE users SET version = version + 1 WHERE id IN (SELECT value FROM json_each(?))")
      .bind(JSON.stringify(ids));
  }

  delete(id: string): D1PreparedStatement {
    return this.#db.prepare("DELETE FROM users WHERE id = ?").bind(id);
  }

  byId(id: string): D1PreparedStatement {
    return this.#db.prepare("SELECT * FROM user_records WHERE id = ?").bind(id);
  }

  byIdentity(identity: string): D1PreparedStatement {
    return this.#db.prepare("SELECT * FROM user_records WHERE identity = ?").bind(identity);
  }

  /** Newest first; `after`: the last one of the page before; `email`: how it begins. */
  async page(
    limit: number,
    {
      after,
      email = "",
    }: { after?: Pick<User, "created" | "objectId"> | undefined; email?: string | undefined },
  ): Promise<UserRecord[]> {
    const identity = identityOf(email);
    const { results } = await this.#db
      .prepare(
        `SELECT * FROM user_records
         WHERE (created, id) < (?1, ?2) AND (?3 = '' OR substr(identity, 1, length(?3)) = ?3)
         ORDER BY created DESC, id DESC LIMIT ?4`,
      )
      .bind(after?.created ?? Number.MAX_SAFE_INTEGER, after?.objectId ?? "", identity, limit)
      .all();
    return results.map((row) => UserRecordRow.parse(row));
  }
}
