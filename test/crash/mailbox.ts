import { setTimeout as sleep } from "node:timers/promises";
import { LinkTokens } from "../../src/link-tokens.ts";
import { KEYS } from "../support/server.ts";
import type { Desk, User } from "./desk.ts";
import type { Answer, Callback, HandedLink } from "./history.ts";
import type { Line } from "./line.ts";
import type { Random } from "./random.ts";

const tokens = new LinkTokens("0", KEYS.SIGNING_KEY);
const OPERATOR = { "content-type": "application/json", authorization: `Bearer ${KEYS.ADMIN_KEY}` };

/** People outside who get links: they answer by them, more than once, or the operator takes them back again. */
export class Mailbox {
  readonly links: HandedLink[] = [];
  /** Letters still come, but nobody answers. */
  isClosed = false;
  readonly #desk: Desk;
  readonly #line: Line;
  readonly #random: Random;
  /** Who can sign in on a page. */
  readonly #users: readonly User[];
  /** What people are about. */
  readonly #busy = new Set<Promise<void>>();

  constructor(desk: Desk, users: readonly User[], random: Random) {
    this.#desk = desk;
    this.#line = desk.line;
    this.#users = users;
    this.#random = random;
  }

  /** A letter; that comes again whose sender got no answer. */
  receive(url: string, from: { block: string; key: string }): void {
    const known = this.links.some(({ token, key }) => key === from.key && url.endsWith(`/${token}`));
    if (known) return;
    const link = this.#note(url, { ...from, by: "flow" });
    if (this.isClosed) return;
    const work = (link.block === "vote" ? this.#poll(link) : this.#treat(link)).finally(() =>
      this.#busy.delete(work),
    );
    this.#busy.add(work);
  }

  async settled(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy);
  }

  /** One link for all of them; twice at once perhaps, or once more. */
  async #poll(link: HandedLink): Promise<void> {
    const turnout = this.#random.between(2, this.#users.length);
    const all = this.#users.slice(0, turnout).map(async (user) => {
      await sleep(this.#random.between(0, 400));
      const vote = this.#random.chance(0.06)
        ? this.#vote(link, user, "against")
        : this.#vote(link, user, "for");
      const twin = this.#random.chance(0.2) ? vote() : undefined;
      await vote();
      await twin;
      if (this.#random.chance(0.2)) await vote();
    });
    await Promise.all(all);
  }

  /** As the browser of somebody who has signed in sends it. Its token makes every vote another one. */
  #vote({ token: link, run }: HandedLink, user: User, choice: "for" | "against"): () => Promise<Answer> {
    const kind = choice === "for" ? "vote" : "veto";
    const token = this.#desk.newToken(kind);
    const callback: Callback = {
      ...{ token, kind, flow: "board", block: "vote", execution: run, key: null, match: null },
      ...{ user: user.id, signature: null, attempts: [] },
    };
    this.#desk.callbacks.push(callback);
    const headers = { ...this.#browser(), cookie: `holdpoint-person=${user.token}` };
    const body = new URLSearchParams({ "field.token": token, choice }).toString();
    const { attempts } = callback;
    return () =>
      this.#line.send({ kind: "page-vote", attempts, url: `/link/${link}`, body, headers, read: readVote });
  }

  #browser(): Record<string, string> {
    return { origin: this.#line.url, "content-type": "application/x-www-form-urlencoded" };
  }

  async #treat(link: HandedLink): Promise<void> {
    const dice = this.#random.next();
    // Nobody cares.
    if (dice < 0.1) return;
    await sleep(this.#random.between(0, 150));
    if (dice < 0.65) return this.#answer(link);
    const torn = this.#random.chance(0.3) ? this.#post(link) : undefined;
    await this.#revoke(link);
    await torn;
    await this.#post(link);
    const made = await this.#make(link);
    if (made) await this.#answer(made);
  }

  /** Twice at once perhaps, and perhaps again when the run is past it. */
  async #answer(link: HandedLink): Promise<void> {
    const twin = this.#random.chance(0.4) ? this.#post(link) : undefined;
    await this.#post(link);
    await twin;
    if (this.#random.chance(0.4)) return;
    await sleep(this.#random.between(50, 1_500));
    await this.#post(link);
  }

  /** As a browser does. */
  #post({ token, attempts }: HandedLink): Promise<Answer> {
    const headers = this.#browser();
    return this.#line.send({
      kind: "link",
      attempts,
      url: `/link/${token}`,
      body: "",
      headers,
      read: readPage,
    });
  }

  async #revoke({ run, number, revocations }: HandedLink): Promise<void> {
    const url = `/api/manage/runs/${run}/links/${number}`;
    await this.#line.send({
      ...{ kind: "revocation", attempts: revocations, url, method: "DELETE", headers: OPERATOR },
    });
  }

  /** Undefined: the run is past that wait. */
  async #make({ run, block }: HandedLink): Promise<HandedLink | undefined> {
    let made: string | undefined;
    const read = (response: Response, text: string): Answer => {
      if (response.status === 201) made = JSON.parse(text).url;
      return { ...NOTHING, status: response.status };
    };
    const [url, body] = [`/api/manage/runs/${run}/links`, JSON.stringify({ block })];
    await this.#line.send({ kind: "making", attempts: [], url, body, headers: OPERATOR, read });
    return made === undefined ? undefined : this.#note(made, { block, key: null, by: "operator" });
  }

  #note(url: string, more: Pick<HandedLink, "block" | "key" | "by">): HandedLink {
    const token = url.slice(url.lastIndexOf("/") + 1);
    const claim = tokens.read(token);
    if (!claim) throw new Error(`${url} is no link`);
    const { runId: run, number } = claim;
    const link: HandedLink = { token, run, number, ...more, attempts: [], revocations: [] };
    this.links.push(link);
    return link;
  }
}

const NOTHING = { code: null, outcome: null, executionIds: [], receipt: null, said: null };

/** Whose answer was taken is sent on, to thanks. */
function readPage({ status, headers }: Response): Answer {
  const outcome = status === 303 ? "thanked" : null;
  return { ...NOTHING, status, outcome, receipt: headers.get("holdpoint-receipt") };
}

/** Only a redirection to thanks says that it was taken: a page may be a 200 that says how things stand. */
function readVote(response: Response): Answer {
  const { status, receipt } = readPage(response);
  return { ...NOTHING, receipt, status: status === 303 ? 200 : Math.max(status, 400) };
}
