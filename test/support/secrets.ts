/** The secrets of senders: the present one and the one before it. */
export const SECRETS: Readonly<Record<string, string>> = {
  HOOK: "new-hook",
  HOOK_OLD: "old-hook",
  STANDARD: `whsec_${Buffer.from("a standard secret of 32 bytes...").toString("base64")}`,
  STANDARD_OLD: `whsec_${Buffer.from("an older one that is still good.").toString("base64")}`,
};

/** As the Worker has them. */
export const SECRET_BINDINGS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SECRETS).map(([name, value]) => [`FLOW_SECRET_${name}`, value]),
);
