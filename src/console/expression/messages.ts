/** A message of a check without the `line:column` that it begins with: the underline shows where it is. */
export function withoutPosition(message: string): string {
  return message.replace(/^\d+:\d+ /, "");
}
