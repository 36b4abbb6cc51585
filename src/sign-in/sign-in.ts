import { Failure } from "../errors.ts";
import { log } from "../log.ts";
import { sameSecret } from "../manage-key.ts";
import type { LoginFailures } from "../users/login-failures.ts";
import type { Credential } from "./session.ts";
import type { SignIns } from "./store.ts";

export interface SignInPorts {
  signIns: SignIns;
  failures: LoginFailures;
  adminKey: string;
}

/**
 * Signs in and answers the token of a new session. 70401: a wrong key, or a code that was used, is over or never was
 * one; 997: ten of those within 15 minutes have locked the sender's address for that long, also for what is right.
 */
export async function signIn(
  { signIns, failures, adminKey }: SignInPorts,
  credential: Credential,
  address: string,
): Promise<string> {
  // A capital letter, which no identity of a user has: nobody locks an address by failed logins.
  const sender = `Console ${address}`;
  refuseLocked(await failures.lockedFor(sender));
  const right =
    "code" in credential
      ? await signIns.redeem(credential.code)
      : adminKey !== "" && sameSecret(credential.adminKey, adminKey);
  if (!right) {
    const locks = await failures.count(sender);
    log("info", locks ? "console sign-in locked" : "console sign-in failed");
    throw wrong(credential);
  }
  // Others may have guessed wrong meanwhile: the tenth failure locks this one out too.
  refuseLocked(await failures.forget(sender));
  log("info", "console signed in", { by: "code" in credential ? "code" : "key" });
  return signIns.open();
}

function wrong(credential: Credential): Failure {
  const message =
    "code" in credential
      ? "This link was used before or has expired. Sign in with the admin key."
      : "This is not the admin key.";
  return new Failure(70401, { message });
}

function refuseLocked(seconds: number | undefined): void {
  if (seconds === undefined) return;
  throw new Failure(997, {
    message: `Too many failed sign-ins. Try again in ${Math.ceil(seconds / 60)} minutes.`,
    retryAfter: seconds,
  });
}
