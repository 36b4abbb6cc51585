import { type Job, type Report, runJob } from "./jobs.ts";
import { Outside } from "./outside.ts";
import { Pool } from "./pool.ts";

export interface ToLoad {
  id: number;
  job: Job;
}

/** What the second process says: the port of its outside server, then what became of each job. */
export type FromLoad = { port: number } | { id: number; report: Report } | { id: number; failure: string };

const outside = await Outside.open();
const pool = new Pool();
const say = (message: FromLoad) => process.send?.(message);

process.on("message", ({ id, job }: ToLoad) => {
  runJob(job, { outside, pool }).then(
    (report) => say({ id, report }),
    (thrown: unknown) => say({ id, failure: String(thrown) }),
  );
});
process.on("disconnect", () => process.exit(0));
say({ port: outside.port });
