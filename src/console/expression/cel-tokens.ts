/** What the tokenizer knows at the beginning of a line and between two tokens. */
export interface CelState {
  /** Between `{{` and `}}`, or in a bare expression. */
  inside: boolean;
  /** Braces of maps that are open: a `}}` that closes them closes no expression. */
  braces: number;
  /** The quotes that end the text that is open; "" in none. */
  quote: string;
  /** Whether the token before was a dot, so that a name is that of a field or method. */
  afterDot: boolean;
}

/** As much of CodeMirror's `StringStream` as is needed, so that a test can do without a browser. */
export interface Characters {
  match(pattern: RegExp): unknown;
  next(): string | void;
  eol(): boolean;
}

const KEYWORDS: ReadonlySet<string> = new Set(["in"]);
const ATOMS: Readonly<Record<string, string>> = { true: "bool", false: "bool", null: "null" };

const NAME = /^[A-Za-z_]\w*/;
const NUMBER = /^(?:0[xX][\dA-Fa-f]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/;
const OPERATOR = /^(?:&&|\|\||[=!<>]=|[-+*/%<>!?:])/;

export function startOf(isTemplate: boolean): CelState {
  return { inside: !isTemplate, braces: 0, quote: "", afterDot: false };
}

/** Takes one token of CEL, or of a text with `{{ }}` in it, and names its kind; null for what has no colour. */
export function celToken(stream: Characters, state: CelState, isTemplate: boolean): string | null {
  if (!state.inside) return outside(stream, state);
  if (state.quote !== "") return text(stream, state);
  if (stream.match(/^\s+/)) return null;
  if (isTemplate && state.braces === 0 && stream.match(/^\}\}/)) {
    state.inside = false;
    return "processingInstruction";
  }
  const { afterDot } = state;
  state.afterDot = false;
  if (stream.match(/^\/\/.*/)) return "comment";
  for (const quote of ['"""', "'''", '"', "'"]) {
    if (!stream.match(new RegExp(`^(?:[rR])?${quote}`))) continue;
    state.quote = quote;
    return text(stream, state);
  }
  if (stream.match(NUMBER)) return "number";
  const name = matched(stream.match(NAME));
  if (name !== undefined) return nameKind(name, afterDot, stream);
  if (stream.match(OPERATOR)) return "operator";
  if (stream.match(/^\.\??/)) {
    state.afterDot = true;
    return "punctuation";
  }
  const character = stream.next();
  if (character === "{") state.braces++;
  if (character === "}" && state.braces > 0) state.braces--;
  return character !== undefined && "()[]{}".includes(character) ? "bracket" : null;
}

function outside(stream: Characters, state: CelState): string | null {
  if (stream.match(/^\{\{/)) {
    state.inside = true;
    state.braces = 0;
    state.afterDot = false;
    return "processingInstruction";
  }
  stream.match(/^(?:[^{]|\{(?!\{))+/);
  return null;
}

/** The rest of a text literal, as far as this line goes. */
function text(stream: Characters, state: CelState): string {
  const end = new RegExp(`^${state.quote}`);
  while (!stream.eol()) {
    if (stream.match(end)) {
      state.quote = "";
      return "string";
    }
    if (!stream.match(/^\\./)) stream.next();
  }
  // What isn't closed on its line is the parser's to report.
  if (state.quote.length === 1) state.quote = "";
  return "string";
}

function nameKind(name: string, afterDot: boolean, stream: Characters): string {
  const isCalled = stream.match(/^(?=\s*\()/) !== null;
  if (afterDot) return isCalled ? "propertyName.function" : "propertyName";
  const atom = Object.hasOwn(ATOMS, name) ? ATOMS[name] : undefined;
  if (atom !== undefined) return atom;
  if (KEYWORDS.has(name)) return "operatorKeyword";
  return isCalled ? "variableName.function" : "variableName";
}

function matched(found: unknown): string | undefined {
  return Array.isArray(found) && typeof found[0] === "string" ? found[0] : undefined;
}
