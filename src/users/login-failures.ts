import { sha256 } from "./tokens.ts";

const LIMIT = 10;
const WINDOW = 15 * 60_000;
const LOCK = 15 * 60_000;
const SWEPT_AT_ONCE = 20;

interface FailuresRow {
  failures: number;
  expires: number;
}

/**
 * Counts failed logins by identity, whether anybody has it or not: the tenth within 15 minutes of the
 * first locks it for 15 minutes. Owns the table `login_failures`.
 */
export class LoginFailures {
  readonly #db: D1Database;
  readonly #now: () => number;

  constructor(db: D1Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** For how many seconds an identity is still locked; undefined when it isn't. */
  async lockedFor(identity: string): Promise<number | undefined> {
    const { results } = await this.#read(identity).all<FailuresRow>();
    return this.#lockOf(results[0]);
  }

  /** Counts a failure in one atomic statement. True when it is the one that locks. */
  async count(identity: string): Promise<boolean> {
    const now = this.#now();
    const [counted] = await this.#db.batch<FailuresRow>([
      this.#db
        .prepare(
          `INSERT INTO login_failures (identity_hash, failures, expires) VALUES (?1, 1, ?2 + ${WINDOW})
           ON CONFLICT (identity_hash) DO UPDATE SET
             failures = iif(expires <= ?2, 1, failures + 1),
             expires = CASE
               WHEN expires <= ?2 THEN ?2 + ${WINDOW}
               WHEN failures + 1 = ${LIMIT} THEN ?2 + ${LOCK}
               ELSE expires END
           RETURNING failures, expires`,
        )
        .bind(sha256(identity), now),
      this.#db
        .prepare(
          `DELETE FROM login_failures WHERE identity_hash IN (
             SELECT identity_hash FROM login_failures WHERE expires <= ? LIMIT ${SWEPT_AT_ONCE})`,
        )
        .bind(now),
    ]);
    return counted?.results[0]?.failures === LIMIT;
  }

  /** Forgets the failures before a success, unless they have locked the identity meanwhile: for how many seconds. */
  async forget(identity: string): Promise<number | undefined> {
    const [, left] = await this.#db.batch<FailuresRow>([
      this.#db
        .prepare(
          `DELETE FROM login_failures WHERE identity_hash = ? AND (failures < ${LIMIT} OR expires <= ?)`,
        )
        .bind(sha256(identity), this.#now()),
      this.#read(identity),
    ]);
    return this.#lockOf(left?.results[0]);
  }

  #read(identity: string): D1PreparedStatement {
    return this.#db
      .prepare("SELECT failures, expires FROM login_failures WHERE identity_hash = ? AND expires > ?")
      .bind(sha256(identity), this.#now());
  }

  #lockOf(row: FailuresRow | undefined): number | undefined {
    return row && row.failures >= LIMIT ? Math.ceil((row.expires - this.#now()) / 1000) : undefined;
  }
}
