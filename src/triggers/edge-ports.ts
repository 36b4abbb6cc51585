import { directoryOf } from "../flows/directory.ts";
import { signerOf } from "../ids.ts";
import { secretOf } from "../secrets.ts";
import { usersOf } from "../users/store.ts";
import { callerOf } from "./credential.ts";
import type { EdgePorts } from "./edge.ts";
import type { ResultPorts } from "./result.ts";

/** What the edge reaches, from the Worker's bindings. */
export function edgeOf(env: Env, waitUntil: (work: Promise<void>) => void): EdgePorts & ResultPorts {
  const sources = {
    users: usersOf(env, waitUntil),
    secret: (name: string) => secretOf(env, name),
    now: () => Date.now(),
  };
  return {
    flows: directoryOf(env),
    signer: signerOf(env),
    caller: (credential, authentication) => callerOf(sources, credential, authentication),
    run: (runId) => env.FLOW_RUN.getByName(runId),
    ended: (runId, triggerId, waitMs) => env.FLOW_RUN.getByName(runId).ended(triggerId, waitMs),
    list: (triggerId) => env.WAITING_LIST.getByName(triggerId),
  };
}
