import type { Reply } from "../../api/reply.ts";

/** What the API answers, by the words of the vocabulary. */
export type Run = Reply<"/api/manage/runs/{id}", "get">;
export type RunWait = Run["waits"][number];
export type RunLink = Reply<"/api/manage/runs/{id}/links", "get">["items"][number];
export type RunRow = Reply<"/api/manage/runs", "get">["items"][number];
export type RunStatus = Run["status"];
export type Flow = Reply<"/api/manage/flows/{flowId}", "get">;
export type FlowRow = Reply<"/api/manage/flows", "get">["items"][number];
export type VersionRow = Flow["versions"][number];
export type Version = Reply<"/api/manage/flows/{flowId}/versions/{versionId}", "get">;
export type Trigger = Version["triggers"][number];
export type WaitRow = Reply<"/api/manage/flows/{flowId}/triggers/{triggerId}/waits", "get">["items"][number];
export type Receipt = Reply<"/api/manage/receipts/{id}", "get">;
export type Replayed = Reply<"/api/manage/receipts/{id}/replay", "post">;
export type User = Reply<"/api/manage/users", "get">["items"][number];
export type Role = Reply<"/api/manage/roles", "get">["items"][number];
export type Overview = Reply<"/api/manage/overview", "get">;
