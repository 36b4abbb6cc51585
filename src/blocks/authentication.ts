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

const SecretName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "The NAME of a secret, set as FLOW_SECRET_NAME");

/** One secret by name, or two while one takes over from the other: either is good. */
const SecretNames = z.union([SecretName, z.array(SecretName).min(1).max(2)], {
  error: "The name of a secret, or two of them while one takes over from the other",
});

const HeaderName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, "The name of a header");

/** The schemes by which senders sign what they send (src/signatures), besides META and HMAC. */
const PROVIDERS = ["STRIPE", "GITHUB", "SHOPIFY", "SLACK", "TWILIO", "STANDARD"] as const;

const signature = {
  type: z.literal("SIGNATURE"),
  secret: SecretNames,
  /** How far the signed time may be from ours, where one is signed. */
  tolerance: Duration.default("PT5M"),
  onFail: OnFail,
};

const Provider = z.strictObject({ ...signature, scheme: z.enum(PROVIDERS) });

const Meta = z.strictObject({
  ...signature,
  scheme: z.literal("META"),
  /** The secret that Meta sends along when it asks whether this URL is ours. */
  verifyToken: SecretName.optional(),
});

/** Whoever signs by an HMAC in a header. */
const Hmac = z
  .strictObject({
    ...signature,
    scheme: z.literal("HMAC"),
    algorithm: z.enum(["SHA-1", "SHA-256", "SHA-512"]).default("SHA-256"),
    encoding: z.enum(["hex", "base64"]).default("hex"),
    header: HeaderName,
    /** What stands before the signature in the header, such as `sha256=`. */
    prefix: z.string().max(50).default(""),
    /** What is signed: any text with `{body}` in it, and `{timestamp}` where a header brings one. */
    signed: z
      .string()
      .max(200)
      .refine((text) => text.split("{body}").length === 2, "What is signed has {body} in it, once")
      .default("{body}"),
    /** Of the time in seconds, or milliseconds, since 1970. */
    timestampHeader: HeaderName.optional(),
  })
  .refine(
    ({ signed, timestampHeader }) => signed.includes("{timestamp}") === (timestampHeader !== undefined),
    {
      error: "A `timestampHeader` and a {timestamp} in `signed` go together",
      path: ["timestampHeader"],
    },
  );

const Signature = z.discriminatedUnion("scheme", [Provider, Meta, Hmac]);
export type Signature = z.infer<typeof Signature>;

/** A path below a token's claims, such as `realm_access.roles`. */
const ClaimPath = z.string().min(1).max(200);

/** Of this machine they may come unencrypted. */
function isAddressOfKeys(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.username + url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && LOCAL.includes(url.hostname));
}

const LOCAL = ["127.0.0.1", "localhost"];

/** A JSON Web Token in `authorization: Bearer`, of somebody whose public keys are at an address. */
const Jwt = z.strictObject({
  type: z.literal("JWT"),
  issuer: z.string().min(1).max(500),
  audience: z.string().min(1).max(500),
  jwks: z
    .url()
    .max(500)
    .refine(isAddressOfKeys, "The keys are fetched from an https:// address, without a user's name"),
  /** Where the roles are among the claims: a list, or a text of words. */
  claims: z.strictObject({ roles: ClaimPath.optional() }).default({}),
  requiredRoles: RequiredRoles,
  onFail: OnFail,
});
export type Jwt = z.infer<typeof Jwt>;

const ApiKey = z.strictObject({
  type: z.literal("API_KEY"),
  secret: SecretNames,
  header: HeaderName.default("x-api-key"),
  onFail: OnFail,
});
export type ApiKey = z.infer<typeof ApiKey>;

/** Who may activate the trigger (specification, "Required Authentication"). */
export const Authentication = z.discriminatedUnion("type", [None, Backendless, Signature, Jwt, ApiKey]);
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

/** Every secret that is named, by the path in the settings where that is. */
export function secretsIn(authentication: Authentication | undefined): { path: string; name: string }[] {
  if (!authentication || !("secret" in authentication)) return [];
  const { secret } = authentication;
  const named =
    typeof secret === "string"
      ? [{ path: "secret", name: secret }]
      : secret.map((name, index) => ({ path: `secret[${index}]`, name }));
  const token = "verifyToken" in authentication ? authentication.verifyToken : undefined;
  return token === undefined ? named : [...named, { path: "verifyToken", name: token }];
}
