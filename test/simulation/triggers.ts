import type { Json, JsonObject } from "../../src/json.ts";

/** What a condition can be judged by, for the checker's own opinion. */
export interface Facts {
  /** The run's side: the data that it was started with. */
  run: JsonObject;
  data: JsonObject;
  /** Of the caller; undefined for nobody. */
  email: string | undefined;
}

/** A condition, and what it means in plain words of JavaScript. */
export interface Condition {
  /** `run` is where the expression finds the run's side. */
  source(block: string, run: string): string | undefined;
  fits(facts: Facts): boolean;
  /** What it compares of callbacks for equality. */
  keys: readonly ("order" | "shop" | "email")[];
}

/** As expressions compare: a missing field is an error, which is FALSE. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  return a !== undefined && b !== undefined && a === b;
}

function atLeast(a: Json | undefined, b: Json | undefined): boolean {
  return typeof a === "number" && typeof b === "number" && a >= b;
}

export const CONDITIONS: Readonly<Record<string, Condition>> = {
  always: { source: () => undefined, fits: () => true, keys: [] },
  keyed: {
    source: (block, run) => `${block}.data.order == ${run}.order`,
    fits: ({ run, data }) => same(data["order"], run["order"]),
    keys: ["order"],
  },
  /** Two keys and a rest. */
  keyedMore: {
    source: (block, run) =>
      `${run}.shop == ${block}.data.shop && ${block}.data.paid >= ${run}.total && ${block}.data.order == ${run}.order`,
    fits: ({ run, data }) =>
      same(data["shop"], run["shop"]) &&
      atLeast(data["paid"], run["total"]) &&
      same(data["order"], run["order"]),
    keys: ["order", "shop"],
  },
  /** Who calls is a part of the key. */
  keyedUser: {
    source: (block, run) => `${block}.data.order == ${run}.order && ${block}.user.email == ${run}.owner`,
    fits: ({ run, data, email }) => same(data["order"], run["order"]) && same(email, run["owner"]),
    keys: ["order", "email"],
  },
  row: {
    source: (block, run) => `${block}.data.paid >= ${run}.total`,
    fits: ({ run, data }) => atLeast(data["paid"], run["total"]),
    keys: [],
  },
  own: {
    source: (block) => `${block}.data.ok`,
    fits: ({ data }) => data["ok"] === true,
    keys: [],
  },
};

export const AUTHENTICATIONS: Readonly<Record<string, JsonObject | undefined>> = {
  anybody: undefined,
  users: { type: "BACKENDLESS" },
  usersQuietly: { type: "BACKENDLESS", onFail: "IGNORE" },
  cashiers: { type: "BACKENDLESS", requiredRoles: ["Cashier"] },
  bosses: { type: "BACKENDLESS", requiredRoles: ["Cashier", "Boss"], onFail: "IGNORE", fresh: true },
};

/** What the checker thinks of who may activate: written apart from the code that it checks. */
export function mayActivate(authentication: string, roles: readonly string[] | undefined): boolean {
  switch (authentication) {
    case "anybody":
      return true;
    case "users":
    case "usersQuietly":
      return roles?.includes("AuthenticatedUser") ?? false;
    case "cashiers":
      return roles?.includes("Cashier") ?? false;
    case "bosses":
      return (roles?.includes("Cashier") && roles.includes("Boss")) ?? false;
    default:
      throw new Error(`no authentication ${authentication}`);
  }
}

/** A trigger of a simulated version, by the names of the parts above. */
export interface TriggerPlan {
  condition: string;
  authentication: string;
  /** Milliseconds; undefined for none. */
  timeout: number | undefined;
  /** How long a wait may last whatever heartbeats come, in milliseconds; undefined: it takes none. */
  most: number | undefined;
  /** A rejection leads on; otherwise it fails the run. */
  onReject: boolean;
  early: string;
  /** How many users have to approve; undefined: one callback is enough. */
  approvals: number | undefined;
  /** Its page has a choice for it and one against it. */
  choices: boolean;
  /** How long its links are good, in milliseconds; undefined: for a week. */
  linksFor: number | undefined;
}

const PAGE = {
  choices: [
    { id: "for", label: "I am for it" },
    { id: "against", label: "I am against it" },
  ],
};

const EARLY: Readonly<Record<string, JsonObject | undefined>> = {
  usual: undefined,
  never: { hold: "PT0S" },
  briefly: { hold: "PT20S" },
  forAnybody: { anonymous: true },
};
export const EARLY_NAMES = Object.keys(EARLY);

/** The block of that plan. `run`: where the run's side of the condition stands. */
export function triggerBlock(
  id: string,
  { condition, authentication, timeout, most, onReject, early, approvals, choices, linksFor }: TriggerPlan,
  run: string,
  next: Json,
): JsonObject {
  const source = CONDITIONS[condition]?.source(id, run);
  const access = AUTHENTICATIONS[authentication];
  return {
    type: "external-callback",
    ...(source !== undefined && { condition: source }),
    ...(access && { authentication: access }),
    ...(approvals !== undefined && { approvals }),
    ...(choices && { page: PAGE }),
    ...(linksFor !== undefined && { link: { expires: `PT${linksFor / 1_000}S` } }),
    ...(timeout !== undefined && { timeout: { after: `PT${timeout / 1_000}S`, data: { last: true } } }),
    ...(most !== undefined && { heartbeat: { most: `PT${most / 1_000}S` } }),
    ...(onReject && { onReject: next }),
    ...(EARLY[early] && { early: EARLY[early] }),
    next,
  };
}
