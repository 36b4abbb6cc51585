import type { Kept } from "../../document/hold.ts";
import type { Version } from "../shared/types.ts";

interface Standing {
  dirty: boolean;
  /** How the browser keeps what isn't saved. */
  kept: Kept;
  /** The JSON has a mistake. */
  isLocked: boolean;
  /** Undefined: the flow isn't on the server yet. */
  version: Version | undefined;
}

/** How the flow stands to what the server has, in a few words. */
export function statusText({ dirty, kept, isLocked, version }: Standing): string {
  const from = version ? `Version ${version.version.number}` : "New flow";
  if (isLocked) return `${from} · mistake in the JSON, kept in this browser`;
  if (dirty && kept === "aside") return `${from} · not saved yet, kept beside the edits of another tab`;
  if (dirty && kept === "nothing")
    return `${from} · not saved, and this browser keeps nothing: save before you leave`;
  if (dirty) return `${from} · not saved yet, kept in this browser`;
  return version ? `${from} · saved` : "Nothing is saved yet";
}

/** What adding a block does, as the title of the question which one. */
export function placeTitle(behind: string | undefined, before: string | undefined): string {
  if (before !== undefined) return `Add a block before ${before}`;
  return behind === undefined ? "Add a block" : `Add a block after ${behind}`;
}
