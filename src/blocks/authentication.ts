import * as z from "zod";
import { Duration } from "./time.ts";

/** What a callback that isn't let in gets: the specification's error, or a 200 that changes nothing. */
const OnFail = z.enum(["ERROR", "IGNORE"]).default("ERROR");
const RequiredRoles = z.array(z.string().min(1).max(100)).max(50).default([]);
/** Reads the user from the store itself, past the cache, which may be a minute old. */
const Fresh = z.boolean().default(false);

const None = z.strictObject({
  type: z.literal("NONE").optional(),
  requiredRoles: z
    .array(z.string())
    .max(0, "Roles can only be required with type BACKENDLESS or JWT")
    .default([]),
  onFail: OnFail,
  fresh: Fresh,
});

const Backendless = z.strictObject({
  type: z.literal("BACKENDLESS"),
  /** The caller needs all of them. */
  requiredRoles: RequiredRoles,
  onFail: OnFail,
  fresh: Fresh,
});

/** The schemes by which senders sign what they send (src/signatures). */
export const SIGNATURE_SCHEMES = ["GITHUB"] as const;
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

const SecretName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "The NAME of a secret, set as FLOW_SECRET_NAME");

/** One secret by name, or two while one takes over from the other: either is good. */
const SecretNames = z.union([SecretName, z.array(SecretName).min(1).max(2)], {
  error: "The name of a secret, or two of them while one takes over from the other",
});

const Signature = z.strictObject({
  type: z.literal("SIGNATURE"),
  scheme: z.enum(SIGNATURE_SCHEMES),
  secret: SecretNames,
  /** How far the signed time may be from ours. */
  tolerance: Duration.default("PT5M"),
  onFail: OnFail,
});
export type Signature = z.infer<typeof Signature>;

/** Who may activate the trigger (specification, "Required Authentication"). */
export const Authentication = z.discriminatedUnion("type", [None, Backendless, Signature]);
export type Authentication = z.infer<typeof Authentication>;

export const NO_AUTHENTICATION: Authentication = {
  type: "NONE",
  requiredRoles: [],
  onFail: "ERROR",
  fresh: false,
};

/** Those that a `user-token` answers for. */
export type ByToken = z.infer<typeof None | typeof Backendless>;

export function isByToken(authentication: Authentication): authentication is ByToken {
  const { type = "NONE" } = authentication;
  return type === "NONE" || type === "BACKENDLESS";
}

/** Settings with the same key tell callers apart in the same way. */
export function callerKey(authentication: Authentication): string {
  if (isByToken(authentication)) return authentication.fresh ? "fresh" : "token";
  return JSON.stringify({ ...authentication, requiredRoles: undefined, onFail: undefined });
}

/** The caller needs all of them. */
export function rolesOf(authentication: Authentication | undefined): readonly string[] {
  return authentication && "requiredRoles" in authentication ? authentication.requiredRoles : [];
}
