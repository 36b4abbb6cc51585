/** A callback as somebody would send it from a shell. `execution`: absent where none is named. */
export interface CurlCallback {
  url: string;
  data: string;
  execution?: string | undefined;
  /** Shown in place of the token of a user, which we don't have. */
  needsToken?: boolean;
}

/** The command that sends a callback, each part quoted so that a POSIX shell takes it as it is. */
export function curlOf({ url, data, execution, needsToken = false }: CurlCallback): string {
  const address = execution === undefined ? url : `${url}?execution=${encodeURIComponent(execution)}`;
  const parts = [`curl ${quoted(address)}`, `-H ${quoted("Content-Type: application/json")}`];
  if (needsToken) parts.push(`-H ${quoted("user-token: <token of the user>")}`);
  return [...parts, `--data-raw ${quoted(data)}`].join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
