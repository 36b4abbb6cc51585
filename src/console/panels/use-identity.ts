import { useRef } from "react";
import type { Draft } from "../document/draft.ts";

/** A key that is another one for another block, and stays the same when a block is called otherwise. */
export function useIdentity(document: Draft, id: string): number {
  const known = useRef({ document, id, key: 0 });
  const before = known.current;
  const isRenamed = !Object.hasOwn(document.blocks, before.id) && !Object.hasOwn(before.document.blocks, id);
  const key = id === before.id || isRenamed ? before.key : before.key + 1;
  known.current = { document, id, key };
  return key;
}
