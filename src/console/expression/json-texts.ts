/** A text value in the source of a JSON. */
export interface JsonText {
  start: number;
  end: number;
  /** What it says, escapes resolved. */
  value: string;
  /** The offset in the source of an offset of the value. */
  sourceOf: (at: number) => number;
  /** The offset in the value of an offset of the source. */
  valueOf: (at: number) => number;
}

/**
 * The texts of a JSON with their places in its source, keys left out. Takes a JSON that is still being
 * written too: an open text goes to the end of its line. `start` and `end` are inside of the quotes.
 */
export function textsIn(source: string): JsonText[] {
  const texts: JsonText[] = [];
  let at = 0;
  while (at < source.length) {
    if (source[at] !== '"') {
      at++;
      continue;
    }
    const text = readText(source, at + 1);
    at = source[text.end] === '"' ? text.end + 1 : text.end;
    if (!/^\s*:/.test(source.slice(at, at + 200))) texts.push(text);
  }
  return texts;
}

/** What stands between the quotes of a JSON text that says `value`. */
export function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function readText(source: string, start: number): JsonText {
  /** For each character of the value where it begins in the source; at last, where the text ends. */
  const offsets: number[] = [];
  let value = "";
  let at = start;
  while (at < source.length && source[at] !== '"' && source[at] !== "\n") {
    offsets.push(at);
    const [character, length] = source[at] === "\\" ? escape(source, at) : [source.charAt(at), 1];
    value += character;
    at += length;
  }
  const end = Math.min(at, source.length);
  offsets.push(end);
  return {
    start,
    end,
    value,
    sourceOf: (offset) => offsets[Math.min(offset, value.length)] ?? end,
    valueOf: (offset) => {
      const found = offsets.findIndex((place) => place >= offset);
      return found < 0 ? value.length : found;
    },
  };
}

function escape(source: string, at: number): [string, number] {
  const letter = source.charAt(at + 1);
  const code = /^[\dA-Fa-f]{4}/.exec(source.slice(at + 2, at + 6))?.[0];
  if (letter === "u" && code !== undefined) return [String.fromCharCode(Number.parseInt(code, 16)), 6];
  return [ESCAPES[letter] ?? letter, 2];
}
