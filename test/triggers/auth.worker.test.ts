import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { SESSION_LIFETIME } from "../../src/users/sessions.ts";
import { Users, usersOf } from "../../src/users/store.ts";
import { newToken } from "../../src/users/tokens.ts";
import { logInUser, manage, type Published, publish, startRun } from "../support/worker.ts";
import { callBack, short, statusOf } from "./support.ts";

const [CASHIER, MANAGER] = ["Cashier", "Manager"];
beforeAll(async () => {
  for (const name of [CASHIER, MANAGER]) await manage("POST", "/roles", { name });
});

const MISSING = {
  code: 1000,
  message: "Unable to execute the callback. User is missing required security role(s)",
};

type Authentication = { type?: string; requiredRoles?: string[]; onFail?: string; fresh?: boolean };

function flowOf(authentication: Authentication): Promise<Published> {
  return publish({
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", authentication, next: "done" },
    done: { type: "return", value: "{{ pay.user }}" },
  });
}

async function tokenOf(roles: string[]): Promise<string> {
  return (await logInUser(roles)).token;
}

async function guest(): Promise<string> {
  const users = usersOf(env);
  const { user } = await users.registerGuest();
  return (await users.sessions.open(user.objectId))?.token ?? "";
}

async function expired(): Promise<string> {
  const { id } = await logInUser([CASHIER, MANAGER]);
  const now = () => Date.now() - SESSION_LIFETIME - 1;
  const session = await new Users({ db: env.DB, cache: env.CACHE, now }).sessions.open(id);
  return session?.token ?? "";
}

async function changed(method: string, change?: unknown): Promise<string> {
  const { id, token } = await logInUser([CASHIER, MANAGER]);
  await manage(method, `/users/${id}`, change);
  return token;
}

const CALLERS: Record<string, () => Promise<string | undefined>> = {
  "no token": async () => undefined,
  "an unknown token": async () => newToken(),
  "a malformed token": async () => "nonsense",
  "an expired token": expired,
  "a disabled user": () => changed("PUT", { userStatus: "DISABLED" }),
  "a deleted user": () => changed("DELETE"),
  "a guest": guest,
  "a user without roles": () => tokenOf([]),
  "a user with one of the roles": () => tokenOf([MANAGER]),
  "a user with all roles": () => tokenOf([CASHIER, MANAGER]),
};
const BAD = [
  "an unknown token",
  "a malformed token",
  "an expired token",
  "a disabled user",
  "a deleted user",
];
const USERS = ["a user without roles", "a user with one of the roles", "a user with all roles"];

/** For each trigger: who activates it, who is refused how; all others are ignored. */
const TRIGGERS: [string, Authentication, string[], Record<string, string[]>][] = [
  ["NONE", { type: "NONE" }, ["no token", "a guest", ...USERS], { "401/3064": BAD }],
  ["NONE, IGNORE", { onFail: "IGNORE" }, ["no token", "a guest", ...USERS], { "401/3064": BAD }],
  [
    "BACKENDLESS",
    { type: "BACKENDLESS" },
    USERS,
    { "401/1000": ["no token", ...BAD], "403/1000": ["a guest"] },
  ],
  ["BACKENDLESS, IGNORE", { type: "BACKENDLESS", onFail: "IGNORE" }, USERS, {}],
  [
    "BACKENDLESS with both roles",
    { type: "BACKENDLESS", requiredRoles: [CASHIER, MANAGER] },
    ["a user with all roles"],
    { "401/1000": ["no token", ...BAD], "403/1000": ["a guest", ...USERS.slice(0, 2)] },
  ],
  [
    "BACKENDLESS with both roles, IGNORE",
    { type: "BACKENDLESS", requiredRoles: [CASHIER, MANAGER], onFail: "IGNORE" },
    ["a user with all roles"],
    {},
  ],
  [
    "BACKENDLESS with AuthenticatedUser",
    { type: "BACKENDLESS", requiredRoles: ["AuthenticatedUser"] },
    USERS,
    { "401/1000": ["no token", ...BAD], "403/1000": ["a guest"] },
  ],
  [
    "BACKENDLESS with GuestUser",
    { type: "BACKENDLESS", requiredRoles: ["GuestUser"] },
    ["a guest"],
    { "401/1000": ["no token", ...BAD], "403/1000": USERS },
  ],
];

describe.each(TRIGGERS)("a trigger with authentication %s", (_, authentication, activating, refused) => {
  let flow: Published;
  beforeAll(async () => void (flow = await flowOf(authentication)));

  it.each(Object.keys(CALLERS))("answers a callback of %s", async (caller) => {
    const run = await startRun(flow);
    const token = await CALLERS[caller]?.();
    const named = await callBack(flow, "pay", { execution: run, token });
    const status = await statusOf(run);
    const [answer = "200"] = Object.entries(refused).find(([, callers]) => callers.includes(caller)) ?? [];
    expect(short(named)).toBe(answer);
    expect(status).toBe(activating.includes(caller) ? "completed" : "waiting");
    if (answer.endsWith("/1000")) expect(named.body).toEqual(MISSING);
    // Through the list it is the same.
    if (status === "completed") await startRun(flow);
    expect(short(await callBack(flow, "pay", { token, body: { n: 2 } }))).toBe(answer);
    expect(await statusOf(run)).toBe(status);
  });
});
