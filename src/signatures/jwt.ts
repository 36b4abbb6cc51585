import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from "jose";
import type { Jwt } from "../blocks/authentication.ts";
import { isJsonObject, type Json, own } from "../json.ts";
import type { Caller } from "../users/caller.ts";
import { newUser, type User } from "../users/user.ts";

/** Whoever has the public keys can check a token and nobody can make one: no shared secrets, and never `none`. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

const CLOCKS_APART_S = 30;
const LONGEST_SUBJECT = 200;

/** By address, for all requests of this isolate: keys are fetched again when a token names one that isn't there. */
const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();
const MOST_KEY_SETS = 100;

/** Who a JSON Web Token is of: its claims become the user and her roles. */
export async function callerByJwt(settings: Jwt, authorization: string, now: number): Promise<Caller> {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (token === undefined) return { kind: "anonymous" };
  const { issuer, audience, jwks } = settings;
  const bounds = {
    issuer,
    audience,
    algorithms: ALGORITHMS,
    clockTolerance: CLOCKS_APART_S,
    requiredClaims: ["exp", "sub"],
  };
  let claims: JWTPayload;
  try {
    const verified = await jwtVerify(token, keySetAt(jwks), { ...bounds, currentDate: new Date(now) });
    claims = verified.payload;
  } catch (thrown) {
    if (isAnswer(thrown)) return { kind: "unknown", why: `the token isn't good: ${thrown.code}` };
    return { kind: "unavailable", why: "the keys of the issuer can't be fetched, or not be used" };
  }
  const { sub } = claims;
  if (typeof sub !== "string" || sub === "" || sub.length > LONGEST_SUBJECT) {
    return {
      kind: "unknown",
      why: `the token isn't good: its \`sub\` is no text of 1 to ${LONGEST_SUBJECT} characters`,
    };
  }
  const roles = ["AuthenticatedUser", ...rolesIn(claims, settings.claims.roles)];
  return { kind: "user", user: userOf(claims, sub, now), roles };
}

function keySetAt(address: string) {
  const known = keySets.get(address);
  if (known) return known;
  if (keySets.size >= MOST_KEY_SETS) keySets.clear();
  const made = createRemoteJWKSet(new URL(address), {
    timeoutDuration: 5_000,
    [customFetch]: pausingFetch(),
  });
  keySets.set(address, made);
  return made;
}

/** How long keys that couldn't be fetched aren't asked for again, so that an outage holds up few requests. */
const PAUSE_MS = 5_000;

/**
 * Of one address. The failure is remembered and never the request under way: in Workers that belongs to whoever made it. Only
 * what the address itself does counts, nothing that a token can bring about.
 */
function pausingFetch() {
  let failedAt = Number.NEGATIVE_INFINITY;
  return async (url: string, options: RequestInit): Promise<Response> => {
    if (Date.now() - failedAt < PAUSE_MS) throw new Error("the keys couldn't be fetched a moment ago");
    try {
      const response = await fetch(url, options);
      if (response.status === 200) return Response.json(await response.json());
      await response.body?.cancel();
      throw new Error(`the keys were answered with ${response.status}`);
    } catch (thrown) {
      failedAt = Date.now();
      throw thrown;
    }
  };
}

/** What is wrong with the keys says nothing of the token. */
const OF_THE_KEYS = ["ERR_JWKS_TIMEOUT", "ERR_JOSE_GENERIC", "ERR_JWKS_INVALID", "ERR_JWK_INVALID"];

/** Something is wrong with the token; else nothing is known of it. */
function isAnswer(thrown: unknown): thrown is errors.JOSEError {
  return thrown instanceof errors.JOSEError && !OF_THE_KEYS.includes(thrown.code);
}

function userOf(claims: JWTPayload, objectId: string, now: number): User {
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === "string" ? value.slice(0, 500) : null;
  };
  return {
    ...newUser({ email: text("email") }, { objectId, created: now, accountType: "BACKENDLESS" }),
    name: text("name"),
    firstName: text("given_name"),
    lastName: text("family_name"),
    phoneNumber: text("phone_number"),
  };
}

function rolesIn(claims: JWTPayload, path: string | undefined): string[] {
  if (path === undefined) return [];
  let value: Json | undefined = JSON.parse(JSON.stringify(claims));
  for (const step of path.split(".")) value = isJsonObject(value) ? own(value, step) : undefined;
  if (typeof value === "string") return value.split(" ").filter((role) => role !== "");
  return Array.isArray(value) ? value.filter((role) => typeof role === "string") : [];
}
