const PREFIX = "FLOW_SECRET_";

/** The secret `name` of flows, set as FLOW_SECRET_<name>; undefined when it isn't set. */
export function secretOf(env: Env, name: string): string | undefined {
  const value: unknown = Reflect.get(env, PREFIX + name);
  return typeof value === "string" ? value : undefined;
}

/** Of those that are set, and not to nothing. Names only: values go nowhere but into requests. */
export function secretNames(env: Env): string[] {
  return Object.keys(env)
    .flatMap((name) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []))
    .filter((name) => secretOf(env, name));
}

/** For the operator, wherever such a secret is needed. */
export function unsetSecret(name: string): string {
  return `The secret ${name} isn't set: set ${PREFIX}${name}`;
}
