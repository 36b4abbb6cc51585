import { createMiddleware } from "hono/factory";
import { Failure } from "./errors.ts";
import type { AppEnv } from "./hono.ts";
import { sameSecret } from "./manage-key.ts";

/**
 * The path form of the Backendless client, `/APPID/APIKEY/...`: both have to match the configured pair. With
 * the secret SERVER_KEY in place of the API key, the caller is the operator.
 */
export const requireAppKeys = createMiddleware<AppEnv>(async function requireAppKeys(c, next) {
  const [appId = "", apiKey = ""] = [c.req.param("appId"), c.req.param("apiKey")];
  if (appId === "api") return next();
  const serverKey: unknown = Reflect.get(c.env, "SERVER_KEY");
  const isServer = typeof serverKey === "string" && serverKey !== "" && sameSecret(apiKey, serverKey);
  if (appId !== c.env.APP_ID || !(isServer || sameSecret(apiKey, c.env.API_KEY))) throw new Failure(2002);
  c.set("manager", isServer);
  return next();
});
