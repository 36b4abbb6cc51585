import { parseArgs } from "node:util";

export interface Flags {
  ip: string;
  port: number;
  persistTo: string;
  /** The Worker's variables that are given here: `--var NAME:value`. */
  vars: Record<string, string>;
  /** What has to be added for `wrangler dev`, which takes every flag once. */
  added: string[];
}

const DEFAULTS = { ip: "127.0.0.1", port: "8787", "persist-to": ".wrangler/state" };
/** Locally anyone may register: nobody else gets in here. */
const OPEN = ["REGISTRATION", "GUESTS"];

/** Reads the flags of `wrangler dev` that we need to know as well; it gets all of them as they are. */
export function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      ip: { type: "string" },
      port: { type: "string" },
      "persist-to": { type: "string" },
      var: { type: "string", multiple: true, default: [] },
    },
  });
  const { ip, port, "persist-to": persistTo } = { ...DEFAULTS, ...values };
  const pairs = [values.var ?? []].flat().map((pair) => splitAt(String(pair), ":"));
  const vars = Object.fromEntries(pairs);
  const added = [
    ...Object.entries(DEFAULTS).flatMap(([name, value]) => (name in values ? [] : [`--${name}`, value])),
    ...OPEN.flatMap((name) => (name in vars ? [] : ["--var", `${name}:open`])),
  ];
  return { ip: String(ip), port: Number(port), persistTo: String(persistTo), vars, added };
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
