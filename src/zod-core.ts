// hono-openapi's path to zod reaches for the whole of `zod/v4/core`; all it uses is this (wrangler.toml, [alias]).
export { toJSONSchema } from "zod";
