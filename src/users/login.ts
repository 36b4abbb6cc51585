import { Failure } from "../errors.ts";
import { log } from "../log.ts";
import { verifyPassword } from "./passwords.ts";
import type { Users } from "./store.ts";
import { identityOf, type User } from "./user.ts";

/** A user and the token of a session just opened: on the wire, the token is one more property of the user. */
export interface LoggedIn {
  user: User;
  token: string;
}

/**
 * Logs in by password. 3003: no such user or wrong password, the same in answer and time; 3036: ten failures
 * have locked the identity, whether anybody has it or not; 3090: disabled, told only after the right
 * password; 997: the isolate is busy with others.
 */
export async function logIn(
  users: Users,
  { login, password }: { login: string; password: string },
): Promise<LoggedIn> {
  const identity = identityOf(login);
  const [locked, record] = await Promise.all([
    users.loginFailures.lockedFor(identity),
    users.findByEmail(identity),
  ]);
  refuseLocked(locked);
  const right = await verifyPassword(password, record?.passwordHash ?? null);
  if (record === undefined || !right) {
    const locks = await users.loginFailures.count(identity);
    log("info", locks ? "login locked" : "login failed", { userId: record?.user.objectId });
    throw new Failure(3003);
  }
  // Others may have guessed wrong while we computed: the tenth failure locks this one out too.
  refuseLocked(await users.loginFailures.forget(identity));
  if (record.user.userStatus === "DISABLED") throw new Failure(3090);
  return openIfStill(users, record.user.objectId, record.passwordHash);
}

/** Becomes a new guest. */
export async function logInAsGuest(users: Users): Promise<LoggedIn> {
  const { user } = await users.registerGuest();
  return openIfStill(users, user.objectId, null);
}

/** Opens a session, unless the password or the status has changed since they were checked. */
async function openIfStill(users: Users, id: string, passwordHash: string | null): Promise<LoggedIn> {
  const session = await users.sessions.open(id);
  if (session === undefined) throw new Failure(3003);
  const { token, record } = session;
  if (record.passwordHash === passwordHash && record.user.userStatus === "ENABLED")
    return { user: record.user, token };
  await users.sessions.end(token);
  throw new Failure(3003);
}

function refuseLocked(seconds: number | undefined): void {
  if (seconds !== undefined) throw new Failure(3036, { retryAfter: seconds });
}
