/**
 * What the Worker has of cel-js's checking and evaluating (wrangler.toml, [alias]): nothing. Its parser is all that
 * is used, and the environment around it would bring the rest along. As a constructor it makes an empty object:
 * so `1u` is read as one.
 */
function nothing(): undefined {}

/** All that an environment with optional values can't do without. */
function registerFunctions(registry: { registerType(name: string, constructor: () => void): unknown }): void {
  registry.registerType("OptionalNamespace", nothing);
}

export {
  nothing as Duration,
  nothing as registerOverloads,
  nothing as TypeChecker,
  nothing as UnsignedInt,
  registerFunctions,
};
