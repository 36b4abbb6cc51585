import type { QueryClient } from "@tanstack/react-query";
import type { components } from "../../../../dist/console-api.d.ts";
import { api, call } from "../../api/client.ts";
import type { Reply } from "../../api/reply.ts";
import type { Draft } from "../../document/draft.ts";
import type { Flow, Version } from "../shared/types.ts";

type FlowDocument = components["schemas"]["FlowDocument"];

export type Check = Reply<"/api/manage/documents/check", "post">;

const FLOW = "/api/manage/flows/{flowId}";
const VERSION = "/api/manage/flows/{flowId}/versions/{versionId}";

function bodyOf(draft: Draft): FlowDocument {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is the server that says whether it is one
  return draft as unknown as FlowDocument;
}

export function checkDraft(draft: Draft, signal: AbortSignal): Promise<Check> {
  return call(api.POST("/api/manage/documents/check", { body: bodyOf(draft), signal }));
}

/** Where a document goes when it is saved. */
export type Target =
  | { to: "flow" }
  | { to: "version"; flowId: string }
  /** A draft that was never launched is replaced. */
  | { to: "draft"; flowId: string; versionId: string };

export function saveDraft(draft: Draft, target: Target) {
  const body = bodyOf(draft);
  switch (target.to) {
    case "flow":
      return call(api.POST("/api/manage/flows", { body }));
    case "version":
      return call(api.POST(`${FLOW}/versions`, { params: { path: { flowId: target.flowId } }, body }));
    case "draft": {
      const { flowId, versionId } = target;
      return call(api.PUT(VERSION, { params: { path: { flowId, versionId } }, body }));
    }
    default:
      return target satisfies never;
  }
}

/** As it is at this moment, past what was read before. */
export function fetchFlow(client: QueryClient, flowId: string): Promise<Flow> {
  return client.fetchQuery({
    queryKey: ["flow", flowId],
    queryFn: () => call(api.GET(FLOW, { params: { path: { flowId } } })),
    staleTime: 0,
  });
}

/** As it is at this moment, past what was read before. */
export function fetchVersion(client: QueryClient, flowId: string, versionId: string): Promise<Version> {
  return client.fetchQuery({
    queryKey: ["version", flowId, versionId],
    queryFn: () => call(api.GET(VERSION, { params: { path: { flowId, versionId } } })),
    staleTime: 0,
  });
}

export interface Seen {
  /** The version that is being edited, as it is now. */
  version: Version;
  /** What somebody else saved since the editing began: another version, or another text of this one. */
  theirs: Version | undefined;
}

/** Looks what became on the server of the version that is being edited. */
export async function lookAgain(
  client: QueryClient,
  flowId: string,
  known: { newestId: string; versionId: string; text: string },
): Promise<Seen> {
  const [newest] = (await fetchFlow(client, flowId)).versions;
  const version = await fetchVersion(client, flowId, known.versionId);
  if (newest && newest.id !== known.newestId) {
    return { version, theirs: await fetchVersion(client, flowId, newest.id) };
  }
  return { version, theirs: JSON.stringify(version.document) === known.text ? undefined : version };
}
