import type { Signal } from "./line.ts";

/** A moment to kill at: at random within so many milliseconds after a signal. */
export interface Window {
  name: string;
  /** Null: after the server has come back from a kill before this one. */
  on: ((signal: Signal) => boolean) | null;
  within: number | typeof ON_ITS_WAY;
  /** The outside server holds back its answer to the request that it waits for. */
  holds?: true;
}

const on =
  (what: Signal["what"], ...kinds: string[]) =>
  (signal: Signal) =>
    signal.what === what && (kinds.length === 0 || kinds.includes(signal.kind));

/** As long as an answer takes of late: between any two commits on the way of a callback. */
export const ON_ITS_WAY = "on its way";

/** The windows of a delivery: each is aimed at in turn. */
export const WINDOWS: readonly Window[] = [
  { name: "a start under way", on: on("sent", "start"), within: ON_ITS_WAY },
  { name: "a named callback under way", on: on("sent", "named", "user", "loop"), within: ON_ITS_WAY },
  { name: "a keyed callback under way", on: on("sent", "keyed", "loop-keyed"), within: ON_ITS_WAY },
  { name: "an any callback under way", on: on("sent", "any"), within: ON_ITS_WAY },
  { name: "an all callback under way", on: on("sent", "all"), within: ON_ITS_WAY },
  {
    name: "an early callback under way",
    on: on("sent", "early", "early-keyed", "handoff"),
    within: ON_ITS_WAY,
  },
  { name: "a first-block callback under way", on: on("sent", "first-block"), within: ON_ITS_WAY },
  { name: "right after an answer: departures and summaries in memory", on: on("answered"), within: 0 },
  { name: "after an early one's answer: held, leased, offered", on: on("answered", "user"), within: 20 },
  { name: "after a keyed start's answer", on: on("answered", "start"), within: 10 },
  { name: "an outside answer outstanding", on: on("asked"), within: 5, holds: true },
  { name: "an outside answer just given, not journaled", on: on("told"), within: 6 },
  {
    name: "a heartbeat or a rejection under way",
    on: on("sent", "heartbeat", "rejection"),
    within: ON_ITS_WAY,
  },
  { name: "a heartbeat just answered", on: on("answered", "heartbeat"), within: 5 },
  { name: "a timeout due, a callback with it", on: on("deadline", "offer"), within: 20 },
  { name: "a deadline that comes while the server is dead", on: on("deadline", "soon"), within: 20 },
  { name: "the operator moving a deadline", on: on("sent", "move"), within: ON_ITS_WAY },
  { name: "a link just handed out", on: on("asked", "mail"), within: 5, holds: true },
  { name: "a link's answer under way", on: on("sent", "link"), within: ON_ITS_WAY },
  { name: "a link's answer just given", on: on("answered", "link"), within: 5 },
  {
    name: "a link being revoked, or made by the operator",
    on: on("sent", "revocation", "making"),
    within: ON_ITS_WAY,
  },
  {
    name: "a signed callback under way",
    on: on("sent", "signed", "early-signed", "event"),
    within: ON_ITS_WAY,
  },
  {
    name: "a callback under way that the flow itself answers",
    on: on("sent", "quote", "quote-first"),
    within: ON_ITS_WAY,
  },
  { name: "an approval under way", on: on("sent", "vote"), within: ON_ITS_WAY },
  { name: "an approval on a page under way", on: on("sent", "page-vote"), within: ON_ITS_WAY },
  { name: "a sender waiting for the end of a run", on: on("asked", "work"), within: 5, holds: true },
  { name: "the end of a run that a sender waits for", on: on("told", "work"), within: 10 },
  { name: "an approval just given", on: on("answered", "vote", "page-vote"), within: 5 },
  { name: "a restart catching up", on: null, within: 400 },
  { name: "any moment", on: on("sent"), within: 400 },
];
