/** What became of a block in a run. */
export interface Mark {
  status: "ran" | "waiting" | "running" | "retrying" | "failed" | "cancelled";
  /** How often the run got there; absent: once. */
  count?: number;
  /** A few words below the block, such as "since 3 min". */
  note?: string;
}

/** Block id → its mark. Blocks that the run never reached have none. */
export type Marks = Readonly<Record<string, Mark>>;

const WORDS: Readonly<Record<Mark["status"], string>> = {
  ran: "done",
  waiting: "waiting",
  running: "running",
  retrying: "trying again",
  failed: "failed",
  cancelled: "cancelled",
};

export function markWord({ status }: Mark): string {
  return WORDS[status];
}
