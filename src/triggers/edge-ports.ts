import { directoryOf } from "../flows/directory.ts";
import { Signer } from "../ids.ts";
import { usersOf } from "../users/store.ts";
import { callerOf } from "./credential.ts";
import type { EdgePorts } from "./edge.ts";

/** What the edge reaches, from the Worker's bindings. */
export function edgeOf(env: Env, waitUntil: (work: Promise<void>) => void): EdgePorts {
  const users = usersOf(env, waitUntil);
  return {
    flows: directoryOf(env),
    signer: new Signer(env.SIGNING_KEY),
    caller: (credential, options) => callerOf(users, credential, options),
    run: (runId) => env.FLOW_RUN.getByName(runId),
    list: (triggerId) => env.WAITING_LIST.getByName(triggerId),
  };
}
