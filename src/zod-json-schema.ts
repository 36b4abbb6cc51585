/**
 * What the Worker has of zod's way to JSON Schema (wrangler.toml, [alias]): nothing. Every schema of zod holds on
 * to all of it, and the OpenAPI document is made at build time.
 */
function nothing(): undefined {}

export {
  nothing as aggregateChecks,
  nothing as createStandardJSONSchemaMethod,
  nothing as createToJSONSchemaMethod,
  nothing as toJSONSchema,
};
