import type { JsonObject } from "../../../../json.ts";

/** What was set under each type, for who comes back to it. */
export type KeptSettings = Readonly<Record<string, JsonObject>>;

/** What a type has when it is chosen for the first time: a flow that can be launched once the secret is set. */
const NEW: Readonly<Record<string, JsonObject>> = {
  SIGNATURE: { scheme: "STRIPE", secret: "STRIPE" },
  API_KEY: { secret: "CALLBACK_KEY" },
};

/** The settings of another type. What one hears who doesn't get in is the same in all; NONE has no settings. */
export function switched(
  authentication: JsonObject,
  type: string,
  kept: KeptSettings,
): { authentication: JsonObject | undefined; kept: KeptSettings } {
  const { type: before = "NONE", onFail, ...own } = authentication;
  const nowKept = { ...kept, ...(typeof before === "string" && { [before]: own }) };
  if (type === "NONE") {
    // Nobody is kept out, so there is nothing to hear; who comes back gets it back.
    const withPolicy = onFail === undefined ? nowKept : { ...nowKept, NONE: { onFail } };
    return { authentication: undefined, kept: withPolicy };
  }
  const policy = onFail ?? kept["NONE"]?.["onFail"];
  return {
    authentication: {
      type,
      ...(nowKept[type] ?? NEW[type]),
      ...(policy !== undefined && { onFail: policy }),
    },
    kept: nowKept,
  };
}

/** Another scheme; a secret that is called like the scheme before is called like the new one. */
export function withScheme(authentication: JsonObject, scheme: string): JsonObject {
  const { scheme: before, secret } = authentication;
  return {
    ...authentication,
    scheme,
    ...((secret === undefined || secret === before) && { secret: scheme }),
  };
}
