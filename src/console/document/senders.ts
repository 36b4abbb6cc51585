import { isJsonObject, type Json } from "../../json.ts";

/** Senders sign what they send: nobody can write that by hand. */
export function isSigned(authentication: Json | undefined): boolean {
  return isJsonObject(authentication) && authentication.type === "SIGNATURE";
}

/** Senders show that they are those who may, as systems do, and the operator can answer for them. */
export function isVouched(authentication: Json | undefined): boolean {
  const type = isJsonObject(authentication) ? authentication.type : undefined;
  return type === "SIGNATURE" || type === "JWT" || type === "API_KEY";
}

/** The headers by which a sender shows who it is, with words in place of what only it knows. */
export function proofOf(authentication: Json | undefined): readonly string[] {
  if (!isJsonObject(authentication)) return [];
  const { type, header } = authentication;
  if (type === "BACKENDLESS") return [USER_TOKEN];
  if (type === "JWT") return ["authorization: Bearer <token of the login service>"];
  return type === "API_KEY" ? [`${typeof header === "string" ? header : "x-api-key"}: <the key>`] : [];
}

export const USER_TOKEN = "user-token: <token of the user>";
