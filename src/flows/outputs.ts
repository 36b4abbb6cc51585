import type { Block } from "../blocks/index.ts";
import type { ValueType } from "../expressions/index.ts";

/** One thing that an expression may read, as its author sees it. */
export interface Field {
  name: string;
  type: ValueType;
  /** One line; empty where the name says it all. */
  detail: string;
}

export interface Output {
  type: ValueType;
  detail: string;
  /** Absent: they are the author's own. */
  fields?: readonly Field[];
}

const field = (name: string, type: ValueType, detail = ""): Field => ({ name, type, detail });

/** What each block type leaves for later blocks. */
export const OUTPUTS: Readonly<Record<Block["type"], Output>> = {
  "external-callback": {
    type: "map",
    detail: "What the callback brought",
    fields: [
      field("data", "map", "The body of the callback"),
      field("user", "map", "The user who sent it"),
      field("receivedAt", "number", "When it came, in epoch milliseconds"),
      field("headers", "map", "Those that the trigger's `headers` name, in lower case"),
      field("query", "map", "What came in the URL's query"),
      field("approvals", "list", "Who approved, and when: user, at, choice and comment of each"),
    ],
  },
  "http-request": {
    type: "map",
    detail: "The answer to the request",
    fields: [
      field("status", "number", "The HTTP status, 200 to 299"),
      field("headers", "map", "By their names in lower case"),
      field("body", "any", "JSON where the answer is JSON, otherwise text"),
    ],
  },
  set: { type: "any", detail: "What `values` give" },
  condition: { type: "bool", detail: "Which way it went", fields: [] },
  delay: { type: "number", detail: "When it woke, in epoch milliseconds", fields: [] },
  join: { type: "number", detail: "How many branches arrived", fields: [] },
  return: { type: "null", detail: "", fields: [] },
};

/** What a block that failed or was rejected leaves besides, under `error`, for where its `onError` or `onReject` leads. */
export const ERROR_FIELDS: readonly Field[] = [
  field("code", "string", "Why it failed, as a word"),
  field("message", "string", "Why it failed"),
  field("source", "string", "The block that failed"),
];

export const INITIAL_FIELDS: readonly Field[] = [
  field("data", "map", "What the run was started with"),
  field("user", "map", "The user who started it; null without one"),
];

export const RUN_FIELDS: readonly Field[] = [
  field("id", "string", "Its executionId"),
  field("flowId", "string"),
  field("startedAt", "number", "In epoch milliseconds"),
];
