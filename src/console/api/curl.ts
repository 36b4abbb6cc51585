/** A callback as somebody would send it from a shell. */
export interface CurlCallback {
  url: string;
  data: string;
  /** Absent: none is named. */
  execution?: string | undefined;
  /** Headers by which the sender shows who it is, in place of values that we don't have. */
  proof?: readonly string[];
}

/** The command that sends a callback, each part quoted so that a POSIX shell takes it as it is. */
export function curlOf({ url, data, execution, proof = [] }: CurlCallback): string {
  const address = execution === undefined ? url : `${url}?execution=${encodeURIComponent(execution)}`;
  const headers = ["Content-Type: application/json", ...proof].map((header) => `-H ${quoted(header)}`);
  return [`curl ${quoted(address)}`, ...headers, `--data-raw ${quoted(data)}`].join(" \\\n  ");
}

/** In single quotes nothing means anything to a shell, but a single quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
