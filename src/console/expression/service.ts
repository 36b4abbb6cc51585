import { api, call } from "../api/client.ts";
import type { Reply } from "../api/reply.ts";
import type { Draft } from "../document/draft.ts";
import { withField } from "../panels/fields.ts";

/** The place of an expression: what can be read there, the server says. */
export interface Slot {
  document: Draft;
  /** Undefined: a field of the document itself, its title. */
  block: string | undefined;
  /** Inside of the block: `condition`, `timeout.at`, `request.headers.Accept`. */
  path: string;
}

export type Scope = Reply<"/api/manage/documents/scope", "post">;
export type Functions = Reply<"/api/manage/expressions/functions", "get">["items"];
export type ExpressionCheck = Reply<"/api/manage/expressions/check", "post">;

/** What a slot may read. Asked once for each text of the document; the slot's own text doesn't count. */
export function scopeQuery(slot: Slot) {
  const { block, path } = slot;
  const document = without(slot);
  return {
    queryKey: ["expressions", "scope", block ?? "", path, JSON.stringify(document)],
    queryFn: () =>
      call(
        api.POST("/api/manage/documents/scope", {
          body: { document, slot: path, ...(block !== undefined && { block }) },
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  };
}

/** The document as it is without what is being written: else each letter would be another document. */
function without({ document, block, path }: Slot): Draft {
  const definition = block === undefined ? undefined : document.blocks[block];
  if (block === undefined || definition === undefined) return document;
  return { ...document, blocks: { ...document.blocks, [block]: withField(definition, path, undefined) } };
}

export const functionsQuery = {
  queryKey: ["expressions", "functions"],
  queryFn: async () => (await call(api.GET("/api/manage/expressions/functions"))).items,
  staleTime: Number.POSITIVE_INFINITY,
};

/** Each text is checked once. `names`: what may be read there. */
export function checkQuery(source: string, names: string[]) {
  return {
    queryKey: ["expressions", "check", source, names],
    queryFn: () => call(api.POST("/api/manage/expressions/check", { body: { source, names } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  };
}

/** The parts of a condition that `&&` joins; null where it has an error. */
export function conditionQuery(source: string) {
  return {
    queryKey: ["expressions", "condition", source],
    queryFn: async () =>
      (await call(api.POST("/api/manage/expressions/condition", { body: { source } }))).parts,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  };
}
