import type { SqlStorage } from "./ports.ts";
import { tablesIn } from "./tables.ts";

/** One step of an object's schema. Steps are only ever appended; their ids never change. */
export interface Migration {
  id: string;
  sql: string;
}

/** The ids of the steps that this object has taken; none for an object that never stored anything. */
export function appliedMigrations(sql: SqlStorage): string[] {
  if (!tablesIn(sql).has("migrations")) return [];
  return sql
    .exec("SELECT id FROM migrations ORDER BY rowid")
    .toArray()
    .map(({ id }) => String(id));
}

/** Takes the missing steps. Call inside a transaction. Throws when the object knows a step that we don't. */
export function migrate(sql: SqlStorage, migrations: readonly Migration[]): void {
  const applied = appliedMigrations(sql);
  if (applied.length === 0) sql.exec("CREATE TABLE migrations (id TEXT NOT NULL) STRICT");
  const strange = applied.find((id, index) => migrations[index]?.id !== id);
  if (strange !== undefined) throw new Error(`the object has the unknown migration ${strange}`);
  for (const { id, sql: step } of migrations.slice(applied.length)) {
    sql.exec(step);
    sql.exec("INSERT INTO migrations (id) VALUES (?)", id);
  }
}
