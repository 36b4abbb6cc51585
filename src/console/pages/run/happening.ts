import type { Json, JsonObject } from "../../../json.ts";

/** One thing that happened in a run, as the API's timeline tells it: fields depend on `type`. */
export type Item = Readonly<Record<string, unknown>> & {
  at: number;
  type: string;
  block?: string | undefined;
};

/** The same, ready to be shown. */
export interface Happening {
  at: number;
  /** What happened, without the block's name. */
  text: string;
  tone: "good" | "bad" | "waiting" | "plain";
  block: string | undefined;
  occurrence: number | undefined;
  /** Of the callback that did it. */
  receipt: string | undefined;
  /** The user whom that callback, or the start, came from. */
  user: string | undefined;
  /** An instant that the text ends in: until when it waits, when it tries again. */
  until: number | undefined;
  /** What it brought. */
  brought: Json | undefined;
}

/** Words for one item. Of types that we don't know, their name is shown. */
export function happeningOf(item: Item): Happening {
  const { at, block } = item;
  const words = (WORDS[item.type] ?? unknownWords)(item);
  return {
    at,
    block,
    occurrence: numberIn(item, "occurrence"),
    receipt: textIn(item, "receipt"),
    user: userIn(item),
    until: undefined,
    brought: undefined,
    tone: "plain",
    ...words,
  };
}

type Words = (item: Item) => Pick<Happening, "text"> & Partial<Happening>;

const WORDS: Readonly<Record<string, Words>> = {
  started: (item) => ({ text: "The run started", brought: jsonIn(objectIn(item, "initial"), "data") }),
  ran: (item) => ({ text: "ran", tone: "good", brought: jsonIn(item, "output") }),
  waiting: (item) => {
    const until = numberIn(item, "timeoutAt");
    return {
      text: until === undefined ? "waits for a callback" : "waits for a callback until",
      tone: "waiting",
      until,
    };
  },
  held: (item) => ({
    text: "got a callback early, which is kept until",
    tone: "waiting",
    until: numberIn(item, "until"),
  }),
  activated: (item) => ({ text: "was activated by a callback", tone: "good", brought: dataIn(item) }),
  approved: (item) => ({
    text: "was approved, and needs more approvals",
    tone: "good",
    user: userIn({ ...item, output: item["approval"] }),
  }),
  "timed-out": (item) => ({
    text: "timed out: nobody called in time",
    tone: "waiting",
    brought: dataIn(item),
  }),
  rejected: (item) => ({
    text: `was rejected${textIn(item, "receipt") === undefined ? " by hand" : ""}: ${messageIn(item)}`,
    tone: "bad",
    brought: dataIn(item),
  }),
  extended: (item) => ({
    text: `got another deadline${textIn(item, "receipt") === undefined ? " by hand" : ""}, and waits until`,
    tone: "waiting",
    until: numberIn(item, "timeoutAt"),
  }),
  released: (item) => ({ text: "was released by hand", tone: "good", brought: dataIn(item) }),
  sleeping: (item) => ({ text: "waits until", tone: "waiting", until: numberIn(item, "until") }),
  woke: () => ({ text: "went on", tone: "good" }),
  requesting: () => ({ text: "sends its request" }),
  "attempt-failed": (item) => ({
    text: `failed at attempt ${numberIn(item, "attempt") ?? ""}: ${messageIn(item)}. Next attempt`,
    tone: "bad",
    until: numberIn(item, "retryAt"),
  }),
  responded: (item) => ({
    text: `got the answer ${numberIn(objectIn(item, "output"), "status") ?? ""}${afterAttempts(item)}`,
    tone: "good",
    brought: jsonIn(item, "output"),
  }),
  arrived: () => ({ text: "was reached by a branch, and waits for the others", tone: "waiting" }),
  joined: (item) => joinedWords(item),
  failed: (item) => ({ text: `failed: ${messageIn(item)}`, tone: "bad" }),
  ended: (item) => endedWords(item),
  retried: () => ({ text: "The operator took the run up again" }),
  linked: (item) => ({ text: `got a link, number ${numberIn(item, "number") ?? ""}${byHand(item)}` }),
  "link-revoked": (item) => ({ text: `The operator revoked link ${numberIn(item, "number") ?? ""}` }),
};

function unknownWords({ type }: Item): Pick<Happening, "text"> {
  return { text: type };
}

function joinedWords(item: Item): ReturnType<Words> {
  if (objectIn(item, "error")) return { text: `failed: ${messageIn(item)}`, tone: "bad" };
  const [arrived, cancelled] = [listIn(item, "arrived").length, listIn(item, "cancelled").length];
  const over = cancelled === 0 ? "" : `; ${branches(cancelled)} left over ended`;
  return { text: `joined ${branches(arrived)}${over}`, tone: "good" };
}

function endedWords(item: Item): ReturnType<Words> {
  switch (item["status"]) {
    case "completed":
      return { text: "The run completed", tone: "good", brought: jsonIn(item, "result") };
    case "failed":
      return { text: `The run failed: ${messageIn(item)}`, tone: "bad" };
    default:
      return { text: textIn(item, "reason") ?? "The run was terminated", tone: "bad" };
  }
}

function branches(count: number): string {
  return count === 1 ? "1 branch" : `${count} branches`;
}

function byHand(item: Item): string {
  return item["by"] === "operator" ? ", by hand" : "";
}

function afterAttempts(item: Item): string {
  const attempt = numberIn(item, "attempt") ?? 1;
  return attempt > 1 ? ` at attempt ${attempt}` : "";
}

type Fields = Readonly<Record<string, unknown>> | undefined;

function dataIn(item: Item): Json | undefined {
  return jsonIn(objectIn(item, "output"), "data");
}

function messageIn(item: Item): string {
  return textIn(objectIn(item, "error"), "message") ?? "no reason is given";
}

/** By email, where she has one. */
function userIn(item: Item): string | undefined {
  const user = objectIn(objectIn(item, "output") ?? objectIn(item, "initial"), "user");
  return textIn(user, "email") ?? textIn(user, "objectId");
}

function textIn(fields: Fields, key: string): string | undefined {
  const value = fields?.[key];
  return typeof value === "string" ? value : undefined;
}

function numberIn(fields: Fields, key: string): number | undefined {
  const value = fields?.[key];
  return typeof value === "number" ? value : undefined;
}

function listIn(fields: Fields, key: string): readonly unknown[] {
  const value = fields?.[key];
  return Array.isArray(value) ? value : [];
}

function objectIn(fields: Fields, key: string): JsonObject | undefined {
  const value = fields?.[key];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  // What the API sends is JSON.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as JsonObject;
}

function jsonIn(fields: Fields, key: string): Json | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- likewise
  return fields?.[key] as Json | undefined;
}
