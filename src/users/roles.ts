import { Failure, type Problem } from "../errors.ts";
import { log } from "../log.ts";
import { type Changes, recordOf, violates } from "./changes.ts";
import type { RolesTable } from "./roles-table.ts";
import { isGuest, isSystemRole } from "./user.ts";
import type { UsersTable } from "./users-table.ts";

/** Users whose sessions one batch drops. */
const CHUNK = 100;

/** The roles that the operator makes and gives to users. A change is in effect at once. */
export class Roles {
  readonly #table: RolesTable;
  readonly #users: UsersTable;
  readonly #changes: Changes;
  readonly #now: () => number;

  constructor(table: RolesTable, users: UsersTable, changes: Changes, now: () => number) {
    this.#table = table;
    this.#users = users;
    this.#changes = changes;
    this.#now = now;
  }

  /** 70409: there is such a role. */
  async create(name: string): Promise<void> {
    if (isSystemRole(name) || !(await this.#table.create(name, this.#now())))
      throw new Failure(70409, { message: `The role "${name}" exists already` });
  }

  /** Sorted, without those of the system. */
  async names(): Promise<string[]> {
    return this.#table.names();
  }

  /** Those of the names that are no role, each once; the system's roles are roles. */
  async missing(names: readonly string[]): Promise<string[]> {
    return this.#table.missing(names.filter((name) => !isSystemRole(name)));
  }

  /** What is wrong with assigning these roles. */
  async problems(names: readonly string[]): Promise<Problem[]> {
    const missing = new Set(names.length > 0 ? await this.missing(names) : []);
    return names.flatMap((name, index): Problem[] => {
      const path = `roles[${index}]`;
      if (isSystemRole(name)) return [{ path, message: `The role "${name}" is given by the system` }];
      return missing.has(name) ? [{ path, message: `There is no role "${name}"` }] : [];
    });
  }

  /** Deletes a role and takes it from everybody. 70404: no such role; 70409: a role of the system. */
  async delete(name: string): Promise<void> {
    refuseSystemRole(name);
    const holders = (await this.#table.delete(name)) ?? noSuchRole(name);
    // Bumped after the deletion, and still safe: what was cached before the bump is dropped after it.
    for (let start = 0; start < holders.length; start += CHUNK)
      await this.#changes.commit(holders.slice(start, start + CHUNK), []);
  }

  /** 70404: no such user or role; 70409: a role of the system, or a guest. */
  async assign(userId: string, role: string): Promise<void> {
    refuseSystemRole(role);
    if ((await this.#table.missing([role])).length > 0) noSuchRole(role);
    const { user } = recordOf(await this.#users.byId(userId).all()) ?? noSuchUser();
    if (isGuest(user)) throw new Failure(70409, { message: "A guest has no other role than GuestUser" });
    try {
      await this.#changes.commit([userId], [this.#table.assign(userId, role)]);
    } catch (thrown) {
      if (violates(thrown, "FOREIGN KEY")) throw new Failure(70404);
      throw thrown;
    }
    log("info", "role assigned", { userId });
  }

  /** Also when she doesn't have it. 70404: no such user or role; 70409: a role of the system. */
  async unassign(userId: string, role: string): Promise<void> {
    refuseSystemRole(role);
    if ((await this.#table.missing([role])).length > 0) noSuchRole(role);
    const record = await this.#changes.commitOne(userId, [this.#table.unassign(userId, role)]);
    if (record === undefined) noSuchUser();
    log("info", "role unassigned", { userId });
  }
}

export function noSuchUser(): never {
  throw new Failure(70404, { message: "No such user" });
}

function noSuchRole(name: string): never {
  throw new Failure(70404, { message: `No such role "${name}"` });
}

function refuseSystemRole(name: string): void {
  if (isSystemRole(name)) throw new Failure(70409, { message: `The role "${name}" is given by the system` });
}
