import type { SqlStorage } from "./ports.ts";

/** The names of the tables that an object has: none before anything was stored. */
export function tablesIn(sql: SqlStorage): ReadonlySet<string> {
  const rows = sql.exec("SELECT name FROM sqlite_master WHERE type = 'table'").toArray();
  return new Set(rows.map(({ name }) => String(name)));
}
