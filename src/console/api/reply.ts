import type { paths } from "../../../dist/console-api.d.ts";

type Success = 200 | 201 | 202;
type ContentOf<Answer> = Answer extends { content: { "application/json": infer Content } } ? Content : never;

/**
 * What an operation answers when it goes well: `Reply<"/api/manage/runs/{id}", "get">`, or one row of a list:
 * `Reply<"/api/manage/runs", "get">["items"][number]`.
 */
export type Reply<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends {
  responses: infer Answers;
}
  ? ContentOf<Answers[keyof Answers & Success]>
  : never;
