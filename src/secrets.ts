/** The secret `name` of flows, set as FLOW_SECRET_<name>; undefined when it isn't set. */
export function secretOf(env: Env, name: string): string | undefined {
  const value: unknown = Reflect.get(env, `FLOW_SECRET_${name}`);
  return typeof value === "string" ? value : undefined;
}

/** For the operator, wherever such a secret is needed. */
export function unsetSecret(name: string): string {
  return `The secret ${name} isn't set: set FLOW_SECRET_${name}`;
}
