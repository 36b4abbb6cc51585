/** Names that expressions give a meaning of their own, so that no block may bear them. */
const RESERVED_IDS: readonly string[] = ["initial", "run", "urls", "links", "secrets"];

const CEL_WORDS = (
  "as break const continue else false for function if import in let loop namespace null package return true " +
  "var void while"
).split(" ");

export const BLOCK_ID = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
export const BLOCK_ID_FORM = "A block id is a letter followed by at most 63 letters, digits or _";

/** Why no block can bear an id that looks like one, in words for the author; undefined: one can. */
export function takenWord(id: string): string | undefined {
  if (RESERVED_IDS.includes(id)) return `"${id}" is reserved: expressions read something else by that name`;
  if (CEL_WORDS.includes(id) || id.startsWith("__") || id in Object.prototype)
    return `"${id}" is a word of the expression language, choose another id`;
  return undefined;
}
