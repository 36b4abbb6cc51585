import type { Json } from "../../../json.ts";

interface CurlOptions {
  url: string;
  body: Json;
  /** A user's token goes with it. */
  withToken: boolean;
}

/** The request to a callback URL as a command for a shell, like the specification's. */
export function curlOf({ url, body, withToken }: CurlOptions): string {
  const lines = [
    `curl ${quoted(url)}`,
    `-H ${quoted("Content-Type: application/json")}`,
    ...(withToken ? [`-H ${quoted("user-token: TOKEN")}`] : []),
    `--data-raw ${quoted(JSON.stringify(body))}`,
  ];
  return lines.join(" \\\n  ");
}

/** In single quotes nothing means anything to a shell, but a single quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
