/**
 * Whether a `Prefer` header asks for the outcome in the answer's body: `return=representation` (RFC 7240). Of a
 * preference that comes twice the first one counts (section 2).
 */
export function prefersRepresentation(header: string): boolean {
  // In quotes, commas and semicolons are text; quotes around the value itself change nothing.
  const unquoted = header.replaceAll(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) =>
    text.replaceAll(/[,;=\s]/g, "_"),
  );
  const [first] = unquoted.split(",").filter((preference) => /^\s*return\s*(=|;|$)/i.test(preference));
  return /^\s*return\s*=\s*representation\s*(;|$)/i.test(first ?? "");
}
