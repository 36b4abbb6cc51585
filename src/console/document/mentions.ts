import { closingBraces, skipBlanks, skipText } from "../../expressions/scan.ts";

/** A place in a text where an expression reads a block by its id. */
export interface Mention {
  id: string;
  /** UTF-16 offsets of the id alone. */
  start: number;
  end: number;
}

/**
 * The ids that an expression reads, with their places: root names, and what follows `urls.` or `links.`. By
 * tokens, so that it holds for an expression that is still being written; loop variables, functions and fields
 * aren't mentions. `start` and `end` bound the expression in its text.
 */
export function mentionsIn(text: string, start = 0, end = text.length): Mention[] {
  return new Scanner(text.slice(0, end), start).mentions();
}

/** Likewise for a text with `{{ }}` in it. */
export function mentionsInTemplate(text: string): Mention[] {
  const mentions: Mention[] = [];
  let at = 0;
  for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
    const closing = closingBraces(text, open + 2);
    const end = closing < 0 ? text.length : closing;
    mentions.push(...mentionsIn(text, open + 2, end));
    at = end + 2;
  }
  return mentions;
}

/** Names to look at, but never those of blocks. */
const WORDS: ReadonlySet<string> = new Set(["true", "false", "null", "in"]);
const LOOPS: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter", "map"]);
const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /0[xX][\dA-Fa-f]*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[uU]?/y;
const QUOTED_NAME = /^["']([A-Za-z_]\w*)["']$/;

/** Roots whose fields are ids of blocks. */
function isByBlock(name: string): boolean {
  return name === "urls" || name === "links";
}

class Scanner {
  readonly #text: string;
  readonly #found: Mention[] = [];
  /** One for each open bracket: the loop variable that it introduced, if it did. */
  readonly #open: (string | undefined)[] = [];
  #at: number;
  /** The tokens before, the last one last. */
  #before: readonly [string, string, string] = ["", "", ""];

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = skipBlanks(text, start);
  }

  mentions(): Mention[] {
    while (this.#at < this.#text.length) {
      const start = this.#at;
      const token = this.#token(start);
      const end = start + token.length;
      this.#at = skipBlanks(this.#text, end);
      this.#take(token, start, end);
      this.#before = [this.#before[1], this.#before[2], token];
    }
    return this.#found;
  }

  #token(start: number): string {
    const text = this.#text;
    const quote = /^[bBrR]["']/.test(text.slice(start, start + 2)) ? start + 1 : start;
    if (text[quote] === '"' || text[quote] === "'") return text.slice(start, skipText(text, quote));
    for (const pattern of [NUMBER, NAME]) {
      pattern.lastIndex = start;
      const found = pattern.exec(text);
      if (found) return found[0];
    }
    return text.charAt(start);
  }

  #take(token: string, start: number, end: number): void {
    const [, , last] = this.#before;
    if (token === "(" || token === "[" || token === "{") this.#open.push(this.#loopVariable(token));
    else if (token === ")" || token === "]" || token === "}") this.#open.pop();
    else if (/^[A-Za-z_]\w*$/.test(token)) this.#takeName(token, start, end);
    else if (last === "[" || last === "?") this.#takeKey(token, start);
  }

  #takeName(name: string, start: number, end: number): void {
    const [second, first, last] = this.#before;
    const isField = last === "." || (last === "?" && first === ".");
    if (isField) {
      const owner = last === "." ? first : second;
      if (owner === this.#rootByBlock) this.#add(name, start, end);
      if (isByBlock(name)) this.#rootByBlock = undefined;
      return;
    }
    const bound = this.#open.includes(name);
    if (isByBlock(name)) this.#rootByBlock = bound ? undefined : name;
    const rest = this.#text.slice(this.#at);
    const isCalled = rest.startsWith("(") || (name === "optional" && /^\.\s*(of|none)\b/.test(rest));
    if (!bound && !isCalled && !WORDS.has(name)) this.#add(name, start, end);
  }

  /** The `urls` or `links` met last, where it was the root name, not a field or a loop variable called so. */
  #rootByBlock: string | undefined;

  /** `urls["payment"]` and `urls[?"payment"]` are the same as `urls.payment`. */
  #takeKey(token: string, start: number): void {
    const [second, first, last] = this.#before;
    const owner = last === "[" ? first : first === "[" ? second : "";
    const name = QUOTED_NAME.exec(token)?.[1];
    if (name === undefined || owner !== this.#rootByBlock || this.#text[this.#at] !== "]") return;
    this.#add(name, start + 1, start + 1 + name.length);
  }

  /** The `i` of `.map(i, …)`. */
  #loopVariable(bracket: string): string | undefined {
    const [, first, last] = this.#before;
    if (bracket !== "(" || first !== "." || !LOOPS.has(last)) return undefined;
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0];
    if (name === undefined) return undefined;
    return this.#text[skipBlanks(this.#text, this.#at + name.length)] === "," ? name : undefined;
  }

  #add(id: string, start: number, end: number): void {
    this.#found.push({ id, start, end });
  }
}
