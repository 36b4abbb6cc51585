import * as z from "zod";
import { describeThrown, log } from "../log.ts";
import { User } from "./user.ts";

const TTL = 60_000;

/** What a token stands for. `roles`: those in effect. */
export const Session = z.object({
  user: User,
  roles: z.array(z.string()).readonly(),
  expires: z.int(),
  userVersion: z.int(),
});
export type Session = z.infer<typeof Session>;

/** The age is checked by us too: a location may go on serving what it has read from KV before. */
const Entry = Session.extend({ readAt: z.number() });

/**
 * Owns the KV keys `session:<SHA-256 of the token>`, good for 60 s. KV is acceleration only: when it fails,
 * D1 answers, and an entry that can't be deleted dies of its age.
 */
export class SessionCache {
  readonly #kv: KVNamespace;
  readonly #now: () => number;

  constructor(kv: KVNamespace, now: () => number) {
    this.#kv = kv;
    this.#now = now;
  }

  async get(hash: string): Promise<Session | undefined> {
    try {
      const { data } = Entry.safeParse(await this.#kv.get(keyOf(hash), "json"));
      if (data === undefined || data.readAt + TTL <= this.#now()) return undefined;
      const { readAt: _, ...session } = data;
      return session;
    } catch (thrown) {
      log("warn", "session cache: get failed", describeThrown(thrown));
      return undefined;
    }
  }

  /** `readAt`: when D1 was asked. */
  async put(hash: string, session: Session, readAt: number): Promise<void> {
    try {
      await this.#kv.put(keyOf(hash), JSON.stringify({ ...session, readAt }), { expirationTtl: TTL / 1000 });
    } catch (thrown) {
      log("warn", "session cache: put failed", describeThrown(thrown));
    }
  }

  async drop(hashes: readonly string[]): Promise<void> {
    await Promise.all(
      hashes.map(async (hash) => {
        try {
          await this.#kv.delete(keyOf(hash));
        } catch (thrown) {
          log("warn", "session cache: delete failed", describeThrown(thrown));
        }
      }),
    );
  }
}

function keyOf(hash: string): string {
  return `session:${hash}`;
}
