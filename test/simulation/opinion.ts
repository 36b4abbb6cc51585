import type { JsonObject } from "../../src/json.ts";
import { keptUser } from "../../src/triggers/callback.ts";
import type { Call } from "./history.ts";
import { PEOPLE, type People } from "./people.ts";
import type { RunRecord } from "./record.ts";
import { CONDITIONS, mayActivate } from "./triggers.ts";

/** A callback as far as a condition can see it. */
export interface Seen {
  data: JsonObject;
  userId: string | undefined;
}

/** Would it satisfy the whole condition of a wait there that began by row `seq`? Our own opinion, in plain words. */
export function fits(run: RunRecord, block: string, { data, userId }: Seen, seq: number): boolean {
  const condition = CONDITIONS[run.plan.triggers[block]?.condition ?? ""];
  const email = (userId === undefined ? undefined : PEOPLE[userId]?.user.email) ?? undefined;
  return condition?.fits({ run: sideOf(run, block, seq), data, email }) ?? false;
}

/** What the condition finds on the run's side: what started it, by the API or by a callback. */
function sideOf(run: RunRecord, block: string, seq: number): JsonObject {
  const isAfterFirst = run.plan.version.document.start === "pay" && block === "ship";
  if (!isAfterFirst) return run.state.initial["data"] as JsonObject;
  const outputs = run.facts.flatMap(({ fact, seq: row }) =>
    row <= seq && "output" in fact && fact.block === "pay" ? [fact.output as { data: JsonObject }] : [],
  );
  return outputs.at(-1)?.data ?? {};
}

/** Does the trigger let in whoever sends this, at any time? */
export function letsIn(run: RunRecord, block: string, call: Call, people: People): boolean {
  const userId = userOf(call);
  // A token that is nobody's is turned away everywhere.
  if (userId !== undefined && PEOPLE[userId] === undefined) return false;
  return mayPass(run, block, userId === undefined ? undefined : people.rolesAt(userId, Infinity));
}

/** `roles`: of the user who calls; undefined for nobody. */
export function mayPass(run: RunRecord, block: string, roles: readonly string[] | undefined): boolean {
  const plan = run.plan.triggers[block];
  return plan !== undefined && mayActivate(plan.authentication, roles);
}

export function userOf({ credential }: Call): string | undefined {
  if (credential.kind === "none") return undefined;
  if (credential.kind === "token") return credential.token;
  return keptUser(credential) ?? undefined;
}
