import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * The ids of all runs that have a journal in the server's state, which must be down: runs that nobody was told
 * of count too, and neither lists nor the run index need to know them.
 */
export function runsOnDisk(state: string): string[] {
  const files = globSync("do/*FlowRun/*.sqlite", { cwd: state }).filter(
    (file) => !file.endsWith("metadata.sqlite"),
  );
  return files.flatMap((file) => {
    const database = new DatabaseSync(join(state, file));
    try {
      const tables = database.prepare("SELECT name FROM sqlite_master WHERE name = 'journal'").all();
      const [first] = tables.length > 0 ? database.prepare("SELECT * FROM journal ORDER BY seq").all() : [];
      const id = /"runId":"([0-9A-F-]{36})"/.exec(JSON.stringify(first ?? {}).replaceAll("\\", ""))?.[1];
      return id === undefined ? [] : [id];
    } finally {
      database.close();
    }
  });
}
