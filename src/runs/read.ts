import { Failure } from "../errors.ts";
import { Signer } from "../ids.ts";
import type { RunSummary } from "./summary.ts";
import type { ReadContext, RunView } from "./view.ts";

type ReadEnv = Pick<Env, "SIGNING_KEY" | "FLOW_RUN">;

/** A run as it is now, asked of the run itself; like all here undefined for an id that is none or nobody's. */
export async function readRun(env: ReadEnv, id: string): Promise<RunView | undefined> {
  const bytes = await runOf(env, id)?.view();
  return bytes && JSON.parse(textOf(bytes));
}

/** What the public API shows of it. */
export async function readContext(env: ReadEnv, id: string): Promise<ReadContext | undefined> {
  const bytes = await runOf(env, id)?.context();
  return bytes && JSON.parse(textOf(bytes));
}

/** What there is to know for who changes something. */
export async function readSummary(env: ReadEnv, id: string): Promise<RunSummary | undefined> {
  return runOf(env, id)?.summary();
}

/** The object of the run of that id. Throws 28068 for one that is none. */
export function runAt(env: ReadEnv, id: string) {
  const run = runOf(env, id);
  if (!run) throw new Failure(28068);
  return run;
}

function runOf(env: ReadEnv, id: string) {
  return new Signer(env.SIGNING_KEY).isRunId(id) ? env.FLOW_RUN.getByName(id) : undefined;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
