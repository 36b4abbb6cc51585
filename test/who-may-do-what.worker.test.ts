import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { usersOf } from "../src/users/store.ts";
import { OWN_PAGE, signedIn } from "./sign-in/support.ts";
import {
  logInUser,
  ORIGIN,
  type Published,
  publish,
  type Sent,
  send,
  startRun,
  viewRun,
} from "./support/worker.ts";

/** product.md, "Who may do what", as one table: who × what → status, with the code of a refusal. */
type Who =
  | "nobody"
  | "a stranger's token"
  | "a user"
  | "the starter"
  | "a clerk"
  | "a guest"
  | "the operator"
  | "the console";

const trigger = { type: "external-callback", name: "Paid", next: "end" };
const end = { type: "return" };
const headers: Record<Who, Record<string, string>> = {
  nobody: {},
  "a stranger's token": { "user-token": "A".repeat(43) },
  "a user": {},
  "the starter": {},
  "a clerk": {},
  "a guest": {},
  "the operator": { authorization: `Bearer ${env.ADMIN_KEY}` },
  "the console": {},
};
let open: Published;
let closed: Published;
let byName: Published;
let guests: Published;
let starterId: string;

beforeAll(async () => {
  const [user, starter, clerk] = await Promise.all([logInUser(), logInUser(), logInUser(["Clerk"])]);
  starterId = starter.id;
  headers["a user"] = { "user-token": user.token };
  headers["the starter"] = { "user-token": starter.token };
  headers["a clerk"] = { "user-token": clerk.token };
  const store = usersOf(env);
  const guest = await store.sessions.open((await store.registerGuest()).user.objectId);
  headers["a guest"] = { "user-token": guest?.token ?? "" };
  headers["the console"] = { ...(await signedIn()), ...OWN_PAGE };
  open = await publish({ paid: trigger, end });
  closed = await publish(
    { paid: { ...trigger, authentication: { type: "BACKENDLESS" } }, end },
    { access: { start: ["Clerk"], read: ["Clerk"] } },
  );
  byName = await publish({ paid: trigger, end }, { access: { byName: true } });
  const guestsToo = { type: "BACKENDLESS", requiredRoles: ["GuestUser"] };
  guests = await publish({ paid: { ...trigger, authentication: guestsToo }, end });
});

const start = ({ versionId }: Published, who: Who) =>
  send("POST", `/api/automation/flow/${versionId}/activate`, { body: {}, headers: headers[who] });

/** A callback to a run that waits at that flow's trigger, which is its start block: the run has to be named. */
async function callBack(flow: Published, who: Who): Promise<Sent> {
  const run = await startRun(flow, {}, headers["a clerk"]);
  const url = `${flow.triggers["paid"]?.callbackUrl}?execution=${run}`;
  return send("POST", url, { body: {}, headers: headers[who] });
}

const callByName = ({ name }: Published, who: Who) => {
  const query = `flowName=${encodeURIComponent(name)}&triggerName=Paid`;
  return send("POST", `/api/automation/flow/trigger/activate-by-name?${query}`, {
    body: {},
    headers: headers[who],
  });
};

async function callDerived(who: Who): Promise<Sent> {
  const { waits } = await viewRun(await startRun(open));
  const stolen = waits[0]?.callbackUrl.replace(/execution=.*/, "execution=any") ?? "";
  return send("POST", stolen, { body: {}, headers: headers[who] });
}

async function readRun(who: Who): Promise<Sent> {
  const clerks = await publish({ paid: trigger, end }, { access: { read: ["Clerk"] } });
  const run = await startRun(clerks, {}, headers["the starter"]);
  return send("GET", `/api/automation/flow/execution-context/${run}`, { headers: headers[who] });
}

const readUser = (who: Who) => send("GET", `/api/data/Users/${starterId}`, { headers: headers[who] });
const changeUser = (who: Who) =>
  send("PUT", `/api/users/${starterId}`, { body: { firstName: "Eve" }, headers: headers[who] });
const register = (who: Who) => {
  const body = { email: `${crypto.randomUUID()}@example.com`, password: "secret" };
  return send("POST", "/api/users/register", { body, headers: headers[who] });
};
const becomeGuest = (who: Who) =>
  send("POST", "/api/users/register/guest", { body: {}, headers: headers[who] });
const assignRole = (who: Who) =>
  send("POST", "/api/users/assignRole", {
    body: { user: starterId, roleName: "Clerk" },
    headers: headers[who],
  });
const manageFlows = (who: Who) => send("GET", "/api/manage/flows", { headers: headers[who] });
const makeRole = (who: Who) => {
  const body = { name: `Role ${crypto.randomUUID()}` };
  return send("POST", "/api/manage/roles", { body, headers: headers[who] });
};
const inviteToConsole = (who: Who) => send("POST", "/api/manage/console/codes", { headers: headers[who] });

type Answers = Partial<Record<Who, string>>;
const EVERYBODY: Answers = {
  nobody: "200",
  "a user": "200",
  "a clerk": "200",
  "a guest": "200",
  "the operator": "200",
};

const table: [what: string, act: (who: Who) => Promise<Sent>, answers: Answers][] = [
  ["starts an open flow", (who) => start(open, who), { ...EVERYBODY, "a stranger's token": "401/3064" }],
  [
    "starts a flow for clerks",
    (who) => start(closed, who),
    {
      nobody: "401/70403",
      "a stranger's token": "401/3064",
      "a user": "403/70403",
      "a guest": "403/70403",
      "a clerk": "200",
      "the operator": "200",
    },
  ],
  [
    "calls back a trigger of type NONE",
    (who) => callBack(open, who),
    { ...EVERYBODY, "a stranger's token": "401/3064" },
  ],
  [
    "calls back a trigger of type BACKENDLESS",
    (who) => callBack(closed, who),
    {
      nobody: "401/1000",
      "a stranger's token": "401/1000",
      "a guest": "403/1000",
      "a user": "200",
      "the operator": "401/1000",
    },
  ],
  [
    "calls back a trigger that requires GuestUser",
    (who) => callBack(guests, who),
    { "a guest": "200", "a user": "403/1000", nobody: "401/1000" },
  ],
  [
    "calls back by name",
    (who) => callByName(open, who),
    {
      nobody: "404/28011",
      "a stranger's token": "404/28011",
      "a user": "200",
      "a guest": "200",
      "the operator": "404/28011",
    },
  ],
  [
    "calls back by name where the flow allows it",
    (who) => callByName(byName, who),
    { nobody: "200", "a user": "200" },
  ],
  [
    "turns a run's own URL into the trigger's",
    callDerived,
    { nobody: "404/28010", "a user": "404/28010", "the operator": "404/28010" },
  ],
  [
    "reads a run",
    readRun,
    {
      nobody: "401/70403",
      "a stranger's token": "401/3064",
      "a user": "403/70403",
      "a guest": "403/70403",
      "the starter": "200",
      "a clerk": "200",
      "the operator": "200",
      "the console": "401/70403",
    },
  ],
  [
    "reads a user record",
    readUser,
    {
      nobody: "401/3064",
      "a stranger's token": "401/3064",
      "a user": "403/70403",
      "a clerk": "403/70403",
      "the starter": "200",
      "the operator": "200",
    },
  ],
  [
    "changes a user record",
    changeUser,
    {
      nobody: "401/3064",
      "a stranger's token": "401/3064",
      "a user": "403/70403",
      "a clerk": "403/70403",
      "the starter": "200",
      "the operator": "200",
    },
  ],
  [
    "registers while registration is closed",
    register,
    { nobody: "403/70403", "a user": "403/70403", "the operator": "200" },
  ],
  ["becomes a guest while guests are closed", becomeGuest, { nobody: "403/70403", "a user": "403/70403" }],
  [
    "gives somebody a role",
    assignRole,
    {
      nobody: "403/2011",
      "the starter": "403/2011",
      "a clerk": "403/2011",
      "the console": "403/2011",
      "the operator": "200",
    },
  ],
  [
    "reads by the management API",
    manageFlows,
    { nobody: "401/70401", "a clerk": "401/70401", "the operator": "200", "the console": "200" },
  ],
  [
    "changes by the management API",
    makeRole,
    { nobody: "401/70401", "a clerk": "401/70401", "the operator": "201", "the console": "201" },
  ],
  [
    "makes a code for the console",
    inviteToConsole,
    { nobody: "401/70401", "a clerk": "401/70401", "the operator": "201", "the console": "401/70401" },
  ],
];

describe.each(table)("who %s", (_what, act, answers) => {
  it.each(Object.entries(answers))("%s: %s", async (who, expected) => {
    const { status, body } = await act(who as Who);
    const code = status < 300 ? "" : `/${(body as { code: number }).code}`;
    expect(`${status}${code}`).toBe(expected);
  });
});

describe("a user's own record", () => {
  const system = {
    userStatus: "DISABLED",
    objectId: "X",
    ownerId: "X",
    created: 1,
    lastLogin: 1,
    accountType: "GUEST",
  };

  it("takes no role, status, id or date from its user", async () => {
    const { id, token } = await logInUser();
    const own = { headers: { "user-token": token } };
    const before = (await send("GET", `/api/data/Users/${id}`, own)).body;
    const body = { ...system, roles: ["Clerk"], "user-token": "X", firstName: "Eve" };
    expect((await send("PUT", `/api/users/${id}`, { ...own, body })).status).toBe(200);
    const after = (await send("GET", `/api/data/Users/${id}`, own)).body;
    expect(after).toEqual({ ...Object(before), firstName: "Eve", updated: Object(after).updated });
    expect((await send("GET", "/api/users/userroles", own)).body).toEqual(["AuthenticatedUser"]);
  });
});

describe("browsers of another origin", () => {
  const preflight = (path: string) =>
    send("OPTIONS", path, {
      headers: { origin: "https://shop.example", "access-control-request-method": "POST" },
    });

  it("may use the public API, without credentials", async () => {
    const { headers: answered, status } = await preflight(
      open.triggers["paid"]?.callbackUrl.slice(ORIGIN.length) ?? "",
    );
    expect(status).toBe(204);
    expect(answered.get("access-control-allow-origin")).toBe("*");
    expect(answered.get("access-control-allow-headers")).toContain("user-token");
    expect(answered.get("access-control-allow-credentials")).toBeNull();
  });

  it("may not use the management API", async () => {
    const { headers: answered } = await preflight("/api/manage/flows");
    expect(answered.get("access-control-allow-origin")).toBeNull();
  });
});
