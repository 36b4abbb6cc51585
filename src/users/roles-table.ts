/** Every statement on `roles` and `user_roles`. */
export class RolesTable {
  readonly #db: D1Database;

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** False when there is such a role. */
  async create(name: string, at: number): Promise<boolean> {
    const row = await this.#db
      .prepare("INSERT INTO roles (name, created) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING name")
      .bind(name, at)
      .first();
    return row !== null;
  }

  async names(): Promise<string[]> {
    const { results } = await this.#db
      .prepare("SELECT name FROM roles ORDER BY name")
      .all<{ name: string }>();
    return results.map(({ name }) => name);
  }

  /** Those of the names that are no role, each once, in their order. */
  async missing(names: readonly string[]): Promise<string[]> {
    const { results } = await this.#db
      .prepare("SELECT name FROM roles WHERE name IN (SELECT value FROM json_each(?))")
      .bind(JSON.stringify(names))
      .all<{ name: string }>();
    const known = new Set(results.map(({ name }) => name));
    return [...new Set(names)].filter((name) => !known.has(name));
  }

  /** Deletes a role and takes it from its holders, whose ids it returns; undefined when there is no such role. */
  async delete(name: string): Promise<string[] | undefined> {
    const [holders, deleted] = await this.#db.batch<{ user_id: string }>([
      this.#db.prepare("SELECT user_id FROM user_roles WHERE role = ?").bind(name),
      this.#db.prepare("DELETE FROM roles WHERE name = ?").bind(name),
    ]);
    return deleted?.meta.changes ? holders?.results.map((row) => row.user_id) : undefined;
  }

  /** Violates a FOREIGN KEY constraint when there is no such user or role. */
  assign(userId: string, role: string): D1PreparedStatement {
    return this.#db
      .prepare("INSERT INTO user_roles (user_id, role) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .bind(userId, role);
  }

  unassign(userId: string, role: string): D1PreparedStatement {
    return this.#db.prepare("DELETE FROM user_roles WHERE user_id = ? AND role = ?").bind(userId, role);
  }
}
