import type { Authentication, ByToken, Signature, SignatureScheme } from "../blocks/authentication.ts";
import type { JsonObject } from "../json.ts";
import type { Caller } from "../users/caller.ts";
import { github } from "./github.ts";
import type { Scheme, SignedRequest } from "./scheme.ts";

const SCHEMES: Readonly<Record<SignatureScheme, Scheme>> = { GITHUB: github };

export interface Secrets {
  secret: (name: string) => string | undefined;
  now: () => number;
}

/** Who sent a request, by what it was signed with. A secret that isn't set is nobody's. */
export async function verify(
  settings: Exclude<Authentication, ByToken>,
  request: SignedRequest,
  { secret, now }: Secrets,
): Promise<Caller> {
  const secrets = namesOf(settings).flatMap((name) => secret(name) ?? []);
  if (secrets.length === 0) {
    return {
      kind: "unknown",
      why: `the secret ${namesOf(settings)[0]} isn't set: set FLOW_SECRET_${namesOf(settings)[0]}`,
    };
  }
  const verdict = await SCHEMES[settings.scheme].verify(request, secrets, settings, now());
  return verdict.ok ? { kind: "verified" } : { kind: "unknown", why: verdict.why };
}

/** The id of the delivery that the sender signed along, if its scheme has one. */
export function deliveryId(
  settings: Authentication,
  request: SignedRequest,
  data: JsonObject,
): string | undefined {
  return settings.type === "SIGNATURE" ? SCHEMES[settings.scheme].deliveryId?.(request, data) : undefined;
}

function namesOf({ secret }: Signature): readonly string[] {
  return typeof secret === "string" ? [secret] : secret;
}
