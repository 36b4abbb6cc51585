import { Failure } from "../errors.ts";
import { newGuid } from "../ids.ts";
import { log } from "../log.ts";
import { Changes, recordOf, violates } from "./changes.ts";
import { LoginFailures } from "./login-failures.ts";
import { hashPassword } from "./passwords.ts";
import { noSuchUser, Roles } from "./roles.ts";
import { RolesTable } from "./roles-table.ts";
import { SessionCache } from "./session-cache.ts";
import { Sessions } from "./sessions.ts";
import { SessionsTable } from "./sessions-table.ts";
import { sha256 } from "./tokens.ts";
import {
  type AccountType,
  identityOf,
  isGuest,
  type NewUser,
  newUser,
  type User,
  type UserChanges,
} from "./user.ts";
import type { UserRecord } from "./user-record.ts";
import { UsersTable } from "./users-table.ts";

const PAGE = 50;

export interface UsersPorts {
  db: D1Database;
  cache: KVNamespace;
  now: () => number;
  /** Takes filling the cache off the answer's way; without it the filling is awaited. */
  waitUntil?: (work: Promise<void>) => void;
}

/** The user store of a request or an object. */
export function usersOf(env: Pick<Env, "DB" | "CACHE">, waitUntil?: UsersPorts["waitUntil"]): Users {
  return new Users({ db: env.DB, cache: env.CACHE, now: Date.now, ...(waitUntil && { waitUntil }) });
}

/** The user store: users here, and what belongs to them. What can't be done is thrown as a wire failure. */
export class Users {
  readonly roles: Roles;
  readonly sessions: Sessions;
  readonly loginFailures: LoginFailures;
  readonly #now: () => number;
  readonly #users: UsersTable;
  readonly #roles: RolesTable;
  readonly #sessions: SessionsTable;
  readonly #changes: Changes;

  constructor({ db, cache: kv, now, waitUntil }: UsersPorts) {
    const cache = new SessionCache(kv, now);
    this.#now = now;
    this.#users = new UsersTable(db);
    this.#roles = new RolesTable(db);
    this.#sessions = new SessionsTable(db);
    this.#changes = new Changes(db, this.#users, this.#sessions, cache);
    this.roles = new Roles(this.#roles, this.#users, this.#changes, now);
    this.sessions = new Sessions({
      table: this.#sessions,
      users: this.#users,
      changes: this.#changes,
      cache,
      now,
      waitUntil,
    });
    this.loginFailures = new LoginFailures(db, now);
  }

  /** Adds a user. 3033: the email is taken; 70400: a role that can't be assigned; 997: busy hashing. */
  async register(given: NewUser): Promise<UserRecord> {
    const roles = given.roles ?? [];
    const errors = await this.roles.problems(roles);
    if (errors.length > 0) throw new Failure(70400, { errors });
    const passwordHash = given.password === undefined ? null : await hashPassword(given.password);
    return this.#insert(given, "BACKENDLESS", passwordHash, roles);
  }

  /** Adds a guest, who can't log in again once her session has ended. */
  async registerGuest(): Promise<UserRecord> {
    return this.#insert({ email: null }, "GUEST", null, []);
  }

  async find(id: string): Promise<UserRecord | undefined> {
    return recordOf(await this.#users.byId(id).all());
  }

  /** By the email as somebody types it. */
  async findByEmail(email: string): Promise<UserRecord | undefined> {
    return recordOf(await this.#users.byIdentity(identityOf(email)).all());
  }

  /** As the Backendless client names a user whose roles are to change. */
  async findByIdOrEmail(text: string): Promise<UserRecord | undefined> {
    return (await this.find(text)) ?? (await this.findByEmail(text));
  }

  /** Newest first, 50 a page. `email`: how the email begins; `cursor`: what the page before gave. */
  async list(query: {
    cursor?: string | undefined;
    email?: string | undefined;
  }): Promise<{ items: UserRecord[]; cursor?: string }> {
    const after = query.cursor === undefined ? undefined : placeOf(query.cursor);
    const found = await this.#users.page(PAGE + 1, { after, email: query.email });
    const items = found.slice(0, PAGE);
    const last = found.length > PAGE ? items.at(-1)?.user : undefined;
    return last ? { items, cursor: `${last.created}.${last.objectId}` } : { items };
  }

  /**
   * Changes columns, status or password. A new password ends every session but that of `keep` (a token),
   * DISABLED ends all. 70404: no such user; 3033: the email is taken; 3012: no email; 70403: a guest can't
   * have one; 997: busy hashing.
   */
  async update(id: string, changes: UserChanges, keep?: string): Promise<UserRecord> {
    const { password, ...columns } = changes;
    const before = (await this.find(id)) ?? noSuchUser();
    refuseEmailOf(before.user, changes);
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    const statements = [this.#users.update(id, { ...columns, passwordHash }, this.#now())];
    if (columns.userStatus === "DISABLED") statements.push(this.#sessions.endOfUser(id));
    else if (password !== undefined) statements.push(this.#sessions.endOfUser(id, keep && sha256(keep)));
    const after = (await this.#commit(id, statements)) ?? noSuchUser();
    if (columns.userStatus !== undefined)
      log("info", "user status set", { userId: id, status: columns.userStatus });
    return after;
  }

  /** 70404: no such user. */
  async delete(id: string): Promise<void> {
    if ((await this.find(id)) === undefined) noSuchUser();
    await this.#commit(id, [this.#sessions.endOfUser(id), this.#users.delete(id)]);
    log("info", "user deleted", { userId: id });
  }

  async #insert(
    given: Omit<NewUser, "email"> & { email: string | null },
    accountType: AccountType,
    passwordHash: string | null,
    roles: readonly string[],
  ): Promise<UserRecord> {
    const objectId = newGuid();
    const user = newUser(given, { objectId, created: this.#now(), accountType });
    const assigned = roles.map((role) => this.#roles.assign(objectId, role));
    const record = await this.#commit(objectId, [this.#users.insert(user, passwordHash), ...assigned]);
    return record ?? noSuchUser();
  }

  async #commit(id: string, statements: D1PreparedStatement[]): Promise<UserRecord | undefined> {
    try {
      return await this.#changes.commitOne(id, statements);
    } catch (thrown) {
      if (violates(thrown, "UNIQUE")) throw new Failure(3033);
      if (violates(thrown, "FOREIGN KEY"))
        throw new Failure(70409, { message: "One of the roles was deleted meanwhile" });
      throw thrown;
    }
  }
}

function refuseEmailOf(user: User, { email, password }: UserChanges): void {
  if (isGuest(user) && (email || password))
    throw new Failure(70403, { message: "A guest has neither email nor password" });
  if (!isGuest(user) && email === null)
    throw new Failure(3012, { message: "A user can't be without an email" });
}

function placeOf(cursor: string): { created: number; objectId: string } {
  const [, created, objectId = ""] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(cursor) ?? [];
  if (created === undefined)
    throw new Failure(70400, { errors: [{ path: "cursor", message: "This is not a cursor of ours" }] });
  return { created: Number(created), objectId };
}
