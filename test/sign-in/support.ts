import { env } from "cloudflare:workers";
import { SignIns } from "../../src/sign-in/store.ts";
import { manage, ORIGIN, type Sent, send } from "../support/worker.ts";

/** What the console adds to a request besides the cookie. */
export const OWN_PAGE = { origin: ORIGIN, "holdpoint-console": "1" };

let addresses = 0;
/** Failed sign-ins are counted by address. */
export const newAddress = () => `198.51.100.${++addresses}`;

export function signIn(credential: unknown, headers: Record<string, string> = {}): Promise<Sent> {
  return send("POST", "/api/manage/console/sessions", {
    body: credential,
    headers: { ...OWN_PAGE, "cf-connecting-ip": newAddress(), ...headers },
  });
}

/** Of an answer that signs in: what the browser sends from then on. */
export function cookieOf({ headers }: Sent): { cookie: string } {
  return { cookie: headers.get("set-cookie")?.split(";")[0] ?? "" };
}

export async function signedIn(): Promise<{ cookie: string }> {
  return cookieOf(await signIn({ adminKey: env.ADMIN_KEY }));
}

export async function newCode(): Promise<string> {
  const { body } = await manage("POST", "/console/codes");
  return (body as { code: string }).code;
}

export function showSession(headers: Record<string, string>): Promise<Sent> {
  return send("GET", "/api/manage/console/session", { headers });
}

/** The store of the test's Worker, as it was or will be at another time. */
export function signInsAt(now: number): SignIns {
  return new SignIns({ db: env.DB, adminKey: env.ADMIN_KEY, now: () => now });
}

/** `401/70401`, `204`. */
export function short({ status, body }: Sent): string {
  return status < 300 ? String(status) : `${status}/${(body as { code: number }).code}`;
}

/** Every row of the two tables. */
export async function rows(): Promise<{ codes: unknown[]; sessions: unknown[] }> {
  const read = async (table: string) => (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results;
  return { codes: await read("console_codes"), sessions: await read("console_sessions") };
}
