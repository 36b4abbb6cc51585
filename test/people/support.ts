import { exports } from "cloudflare:workers";
import { manage, ORIGIN, type Published, publish, startRun, viewRun } from "../support/worker.ts";

/** A flow that hands out the link to its approval before it waits for it. */
export const blocks = {
  ask: { type: "set", values: { link: "{{ links.approval }}" }, next: "approval" },
  approval: { type: "external-callback", name: "Approval", next: "done" },
  done: { type: "return", value: "{{ approval.data }}" },
};

/** How the pages begin on which nothing can be answered. */
export const SAYS = {
  answered: "This was already answered",
  revoked: "This link was withdrawn",
  expired: "This link has expired",
  ended: "This has come to its end",
  over: "This is no longer waiting",
};

export interface Asked {
  flow: Published;
  run: string;
  link: string;
}

/** A run of these blocks, and the link that the block `ask` has read. */
export async function asked(more: Record<string, unknown> = {}, data: unknown = {}): Promise<Asked> {
  const flow = await publish({ ...blocks, ...more });
  const run = await startRun(flow, data);
  return { flow, run, link: await linkIn(run) };
}

export async function linkIn(run: string): Promise<string> {
  const { link } = Object((await viewRun(run)).context["ask"]);
  return String(link);
}

export interface Opened {
  status: number;
  page: string;
  headers: Headers;
}

/** Opens a link as a browser does. */
export function open(url: string, init: RequestInit = {}): Promise<Opened> {
  return fetchPage(url, init);
}

/** Sends the page's form as a browser does, and goes where it leads. The headers are those of the first answer. */
export async function answer(
  url: string,
  headers: Record<string, string> = {},
  fields: Record<string, string> = {},
): Promise<Opened> {
  const answered = await submit(url, fields, headers);
  if (answered.status !== 303) return answered;
  const { status, page } = await fetchPage(new URL(answered.headers.get("location") ?? "", url).href, {
    headers: { ...headers, ...cookieOf(answered) },
  });
  return { ...answered, status, page };
}

/** The same, and goes nowhere. */
export function submit(
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Opened> {
  return fetchPage(url, {
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: { origin: ORIGIN, "content-type": "application/x-www-form-urlencoded", ...headers },
    redirect: "manual",
  });
}

/** The cookie that an answer sets, as it is sent from then on. */
export function cookieOf({ headers }: Pick<Opened, "headers">): Record<string, string> {
  const [cookie = ""] = (headers.get("set-cookie") ?? "").split(";");
  return cookie === "" ? {} : { cookie };
}

async function fetchPage(url: string, init: RequestInit): Promise<Opened> {
  const response = await exports.default.fetch(url, init);
  return { status: response.status, page: await response.text(), headers: response.headers };
}

export interface LinkShown {
  number: number;
  block: string;
  visit: number;
  state: string;
  madeAt: number;
  expiresAt: number;
  revokedAt: number | null;
  by: string;
}

export async function linksOf(run: string): Promise<LinkShown[]> {
  const { body } = await manage("GET", `/runs/${run}/links`);
  return Object(body).items;
}

export async function makeLink(
  run: string,
  block: string,
  expires?: string,
): Promise<LinkShown & { url: string }> {
  const { status, body } = await manage("POST", `/runs/${run}/links`, { block, ...(expires && { expires }) });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return Object(body);
}
