/** What a Durable Object's storage gives to the code in it; Cloudflare's own types fit, and so does a simulator's. */
export interface SqlStorage {
  exec(query: string, ...bindings: (string | number | null)[]): SqlRows;
}

export interface SqlRows extends Iterable<Record<string, unknown>> {
  toArray(): Record<string, unknown>[];
}

export interface ObjectStorage {
  readonly sql: SqlStorage;
  transactionSync<Result>(work: () => Result): Result;
  /** Settles once everything that was written is durable. */
  sync(): Promise<void>;
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
  deleteAlarm(): Promise<void>;
  deleteAll(): Promise<void>;
}
