type Field = string | number | boolean | undefined;

/**
 * Writes one JSON log line. `message` is a constant; what varies goes into `fields`: ids, outcomes, route
 * patterns. Never URLs, bodies, tokens or secrets.
 */
export function log(
  level: "info" | "warn" | "error",
  message: string,
  fields: Record<string, Field> = {},
): void {
  console[level](JSON.stringify({ level, message, ...fields }));
}

/** What may be logged of something thrown: its name and place in the code, not its text, which may quote data. */
export function describeThrown(thrown: unknown): Record<string, Field> {
  if (!(thrown instanceof Error)) return { thrown: typeof thrown };
  const place = thrown.stack
    ?.split("\n")
    .find((line) => line.trimStart().startsWith("at "))
    ?.trim();
  return { thrown: thrown.name, at: place };
}
