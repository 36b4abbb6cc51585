/** What a `Prefer` header asks for (RFC 7240). */
export interface Preferences {
  /** The outcome in the answer's body. */
  representation: boolean;
  /** Up to so many seconds, 30 at most, for the run's end; undefined: the answer is wanted at once. */
  waitSeconds: number | undefined;
}

const LONGEST_WAIT_S = 30;
const NONE: Preferences = { representation: false, waitSeconds: undefined };

/** Of a preference that comes twice the first one counts (section 2). */
export function preferencesOf(header: string): Preferences {
  if (header === "") return NONE;
  // In quotes, commas and semicolons are text; quotes around the value itself change nothing.
  const unquoted = header.replaceAll(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) =>
    text.replaceAll(/[,;=\s]/g, "_"),
  );
  const preferences = unquoted.split(",");
  const [wanted = ""] = preferences.filter((preference) => /^\s*return\s*(=|;|$)/i.test(preference));
  const [wait = ""] = preferences.filter((preference) => /^\s*wait\s*(=|;|$)/i.test(preference));
  const [, seconds] = /^\s*wait\s*=\s*(\d{1,9})\s*(;|$)/i.exec(wait) ?? [];
  return {
    representation: /^\s*return\s*=\s*representation\s*(;|$)/i.test(wanted),
    waitSeconds: seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_WAIT_S),
  };
}
