import { BLOCK_ID, BLOCK_ID_FORM, takenWord } from "../../blocks/names.ts";
import type { Draft } from "./draft.ts";

/** An id that a block may have, made from what people call it: "Payment confirmed" → `paymentConfirmed`. */
export function idFrom(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .split(/\W+/)
    .filter(Boolean);
  const camel = words
    .map((word, index) => (index === 0 ? lowerFirst(word) : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
  const id = camel.replace(/^(?=\d)/, "_").slice(0, 60);
  if (!BLOCK_ID.test(id)) return "block";
  return takenWord(id) === undefined ? id : `${id.replace(/^_+/, "")}Block`;
}

/** `HTTP request` → `httpRequest`: a word of capitals goes down as a whole. */
function lowerFirst(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
}

/** The id for a new block of that name: the first free one of `payment`, `payment2`, … */
export function freeId({ blocks }: Draft, name: string, except?: string): string {
  const id = idFrom(name);
  return firstFree(id, (taken) => taken !== except && Object.hasOwn(blocks, taken));
}

/** Likewise a name that no other block has, since triggers can be addressed by it. */
export function freeName({ blocks }: Draft, name: string): string {
  const names = new Set(Object.values(blocks).map((block) => block.name));
  return firstFree(name, (taken) => names.has(taken), " ");
}

function firstFree(base: string, isTaken: (candidate: string) => boolean, space = ""): string {
  let candidate = base;
  for (let number = 2; isTaken(candidate); number++) candidate = `${base}${space}${number}`;
  return candidate;
}

/** Whether a block got its id from that name, a number behind it or not. */
export function isIdFrom(id: string, name: string): boolean {
  const base = idFrom(name);
  return id.startsWith(base) && /^\d*$/.test(id.slice(base.length));
}

/** In words for the author, why a block can't take that id; undefined: it can. */
export function idProblem({ blocks }: Draft, id: string): string | undefined {
  if (!BLOCK_ID.test(id)) return BLOCK_ID_FORM;
  if (Object.hasOwn(blocks, id)) return `Another block is called "${id}" already`;
  return takenWord(id);
}
