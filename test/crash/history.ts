import * as z from "zod";

/** What one crash run left behind: what senders saw, what the outside saw, what the management API shows. */
export interface History {
  seed: number;
  kills: Kill[];
  starts: Start[];
  callbacks: Callback[];
  heartbeats: Callback[];
  moves: DeadlineMove[];
  links: HandedLink[];
  requests: OutsideRequest[];
  runs: SeenRun[];
  /** What lists of triggers without a condition still show after a callback went through them. */
  leftInLists: { flow: string; run: string }[];
  /** Receipts of some of those that were taken, by id, as the management API shows them. */
  receipts: Record<string, { outcome: string | null; executionIds: string[]; link: number | null }>;
  /** Statuses in the run index, by run. */
  index: Record<string, string>;
}

export interface Kill {
  /** Epoch milliseconds, as everywhere here. */
  at: number;
  /** Which moment was aimed at. */
  window: string;
  upAt: number;
}

/** One request of a sender; `answer` null: the connection broke before one came. */
export interface Attempt {
  sentAt: number;
  endedAt: number;
  answer: Answer | null;
}

export interface Answer {
  status: number;
  /** Of an error body. */
  code: number | null;
  /** With `Prefer: return=representation`: activated, started, approved, rejected, extended, held, duplicate or ignored. Of a link: thanked. */
  outcome: string | null;
  executionIds: string[];
  receipt: string | null;
  /** What the flow itself has answered, with its status: the same for every duplicate. Null: nothing. */
  said: string | null;
  /** How the run ended, for one who waited for that (`Prefer: wait`). */
  ended?: { status: "completed"; result: unknown } | { status: "failed" };
}

/** A run started by the API, by one sender who asks until there is an answer. */
export interface Start {
  token: string;
  flow: string;
  /** Its Idempotency-Key; null: none, so that a repeated request may start a second run. */
  key: string | null;
  attempts: Attempt[];
}

/** One callback of one sender, who sends it until it is answered and sometimes once more. */
export interface Callback {
  /** Stands in its data, so that what it let go on can be told from everything else. */
  token: string;
  kind: string;
  flow: string;
  block: string;
  /** As sent: a run, `any`, `all`; null: nothing. */
  execution: string | null;
  /** Its webhook-id; null: none. */
  key: string | null;
  /** Its `user-token`'s user. */
  user: string | null;
  /** What the condition compares with the run's; null where there is none. */
  match: string | null;
  /** Whether it was signed as its trigger asks for; null: not at all. */
  signature: "good" | "forged" | null;
  attempts: Attempt[];
}

/** A link that somebody outside has, and the answers that were sent by it. */
export interface HandedLink {
  /** The last part of its URL. */
  token: string;
  run: string;
  number: number;
  block: string;
  by: "flow" | "operator";
  /** The Idempotency-Key of the request that brought it; null: the operator's. */
  key: string | null;
  attempts: Attempt[];
  revocations: Attempt[];
}

/** The operator's hand on the deadline of a wait. */
export interface DeadlineMove {
  run: string;
  occurrence: number;
  to: number;
  attempts: Attempt[];
}

/** A request that a block sent to the outside server. */
export interface OutsideRequest {
  at: number;
  /** Its Idempotency-Key. */
  key: string;
  run: string;
  block: string;
  /** Of the callback or start that led to it: with run and block it names one occurrence. */
  token: string;
}

const Token = z.looseObject({ token: z.string().optional(), match: z.string().nullish() });

const Fact = z.looseObject({
  at: z.number(),
  type: z.string(),
  block: z.string().optional(),
  occurrence: z.number().optional(),
  receipt: z.string().optional(),
  timeoutAt: z.number().nullish(),
  output: z.unknown().optional(),
  approval: z.unknown().optional(),
});
export type Fact = z.infer<typeof Fact>;

/** A link as `GET /api/manage/runs/{id}/links` shows it. */
const KnownLink = z.looseObject({
  number: z.number(),
  block: z.string(),
  visit: z.number(),
  by: z.string(),
  revokedAt: z.number().nullable(),
});

/** A run as `GET /api/manage/runs/{id}` shows it, as far as the checker reads it. */
export const SeenRun = z.looseObject({
  id: z.string(),
  flowId: z.string(),
  status: z.string(),
  waits: z.array(z.looseObject({ block: z.string(), occurrence: z.number(), callbackUrl: z.string() })),
  context: z.looseObject({ initial: z.looseObject({ data: Token }) }),
  timeline: z.array(Fact),
  result: z.unknown().optional(),
  /** Ours: the name of its flow in this suite. */
  flow: z.string().default(""),
  links: z.array(KnownLink).default([]),
});
export type SeenRun = z.infer<typeof SeenRun>;

/** As a run tells of it, while it waits for others and afterwards. */
export const Approval = z.looseObject({ user: z.looseObject({ objectId: z.string() }) });

/** What a trigger's output says of the callback behind it. */
export const TriggerOutput = z.looseObject({
  data: Token.nullable(),
  user: z.looseObject({ objectId: z.string() }).nullable(),
  receivedAt: z.number(),
  approvals: z.array(Approval).default([]),
});
