import type { Authentication } from "../blocks/authentication.ts";
import type { ObjectStorage } from "../durable/ports.ts";
import { directoryOf } from "../flows/directory.ts";
import type { Version } from "../flows/version.ts";
import { type Signer, signerOf } from "../ids.ts";
import { describeThrown, log } from "../log.ts";
import { secretOf } from "../secrets.ts";
import type { Caller } from "../users/caller.ts";
import { usersOf } from "../users/store.ts";
import type { Credential } from "./callback.ts";
import { callerOf } from "./credential.ts";

/** What runs and lists reach outside themselves, so that the same code runs in a simulator. */
export interface ObjectPorts {
  storage: ObjectStorage;
  now(): number;
  signer: Signer;
  version(id: string): Promise<Version | undefined>;
  caller(credential: Credential, authentication: Authentication): Promise<Caller>;
  /** Settles after that many milliseconds, at the earliest in the next turn of the event loop. */
  pause(ms: number): Promise<void>;
  /** Something failed that will be tried again or is a bug. */
  problem(message: string, fields: Record<string, string | number>, thrown: unknown): void;
}

/** The ports of a Durable Object. */
export function objectPorts(ctx: DurableObjectState, env: Env): ObjectPorts {
  const users = usersOf(env, (work) => ctx.waitUntil(work));
  const directory = directoryOf(env);
  const sources = { users, secret: (name: string) => secretOf(env, name), now: () => Date.now() };
  return {
    storage: ctx.storage,
    now: () => Date.now(),
    signer: signerOf(env),
    version: (id) => directory.version(id),
    caller: (credential, authentication) => callerOf(sources, credential, authentication),
    pause: (ms) => scheduler.wait(ms),
    problem: (message, fields, thrown) => log("error", message, { ...fields, ...describeThrown(thrown) }),
  };
}
