import { Signer } from "../ids.ts";
import type { RunView } from "./view.ts";

/** A run as it is now, asked of the run itself; undefined for an id that is none or nobody's. */
export async function readRun(
  env: Pick<Env, "SIGNING_KEY" | "FLOW_RUN">,
  id: string,
): Promise<RunView | undefined> {
  if (!new Signer(env.SIGNING_KEY).isRunId(id)) return undefined;
  const bytes = await env.FLOW_RUN.getByName(id).view();
  return bytes && JSON.parse(new TextDecoder().decode(bytes));
}
