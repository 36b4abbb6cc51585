import type { Json, JsonObject } from "../../src/json.ts";

/** Makes the trigger of that id, whose condition finds the run's side at `run`. */
export type Trigger = (id: string, next: Json, run?: string) => JsonObject;

const BEGIN = { type: "set", values: { order: "{{ has(initial.data.order) ? initial.data.order : null }}" } };
const DONE = { type: "return", value: "done" };
const SPIN = { type: "set", values: { n: "{{ has(spin.n) ? spin.n + 1 : 1 }}" }, next: "more" };
const ASK = {
  type: "http-request",
  request: { method: "POST", url: "https://outside.example/ask", body: { run: "{{ run.id }}" } },
  timeout: "PT10S",
  retry: { attempts: 3, backoff: "PT1S" },
};

/** Sends the outside a link to that trigger. */
function mail(block: string, next: string): JsonObject {
  const body = { run: "{{ run.id }}", block, link: `{{ links.${block} }}` };
  return { ...ASK, request: { ...ASK.request, body }, onError: next, next };
}

/** The forms that a flow takes here; the first block starts. All of them have the trigger `pay`. */
export const SHAPES: Readonly<Record<string, (trigger: Trigger) => Record<string, JsonObject>>> = {
  line: (trigger) => ({ begin: { ...BEGIN, next: "pay" }, pay: trigger("pay", "done"), done: DONE }),
  /** The trigger is the start block. */
  first: (trigger) => ({
    pay: trigger("pay", "ship"),
    ship: trigger("ship", "done", "pay.data"),
    done: DONE,
  }),
  two: (trigger) => ({
    begin: { ...BEGIN, next: "pay" },
    pay: trigger("pay", "ship"),
    ship: trigger("ship", "done"),
    done: DONE,
  }),
  loop: (trigger) => ({
    begin: { ...BEGIN, next: "pay" },
    pay: trigger("pay", "enough"),
    enough: { type: "condition", when: "has(pay.data.last) && pay.data.last", yes: "done", no: "pay" },
    done: DONE,
  }),
  both: (trigger) => ({
    begin: { ...BEGIN, next: ["pay", "ship"] },
    pay: trigger("pay", "together"),
    ship: trigger("ship", "together"),
    together: { type: "join", next: "done" },
    done: DONE,
  }),
  either: (trigger) => ({
    begin: { ...BEGIN, next: ["pay", "ship"] },
    pay: trigger("pay", "together"),
    ship: trigger("ship", "together"),
    together: { type: "join", mode: "any", next: "again" },
    again: trigger("again", "done"),
    done: DONE,
  }),
  /** Two waits of one run at one trigger. */
  twice: (trigger) => ({
    begin: { ...BEGIN, next: ["left", "right"] },
    left: { type: "set", values: 1, next: "pay" },
    right: { type: "set", values: 2, next: "pay" },
    pay: trigger("pay", "together"),
    together: { type: "join", next: "done" },
    done: DONE,
  }),
  /** Asks the outside before and after the trigger. */
  asks: (trigger) => ({
    begin: { ...BEGIN, next: "ask" },
    ask: { ...ASK, onError: "pay", next: "pay" },
    pay: trigger("pay", "tell"),
    tell: { ...ASK, next: "done" },
    done: DONE,
  }),
  /** Each time that it waits, it has sent a link before. */
  mails: (trigger) => ({
    begin: { ...BEGIN, next: "mail" },
    mail: mail("pay", "pay"),
    pay: trigger("pay", "enough"),
    enough: { type: "condition", when: "has(pay.data.last) && pay.data.last", yes: "done", no: "mail" },
    done: DONE,
  }),
  /** Sends a link to a trigger that another one comes before. */
  invites: (trigger) => ({
    begin: { ...BEGIN, next: "mail" },
    mail: mail("ship", "pay"),
    pay: trigger("pay", "ship"),
    ship: trigger("ship", "done"),
    done: DONE,
  }),
  /** Asks while it waits. */
  beside: (trigger) => ({
    begin: { ...BEGIN, next: ["ask", "pay"] },
    ask: { ...ASK, onError: "together", next: "together" },
    pay: trigger("pay", "together"),
    together: { type: "join", next: "ship" },
    ship: trigger("ship", "done"),
    done: DONE,
  }),
  sleeps: (trigger) => ({
    begin: { ...BEGIN, next: "nap" },
    nap: { type: "delay", for: "PT5S", next: "pay" },
    pay: trigger("pay", "rest"),
    rest: { type: "delay", for: "PT10S", next: "done" },
    done: DONE,
  }),
  /** More blocks than one transition does, before the trigger or after it. */
  heavy: (trigger) => ({
    begin: { ...BEGIN, next: "spin" },
    spin: SPIN,
    more: { type: "condition", when: "spin.n < 105", yes: "spin", no: "pay" },
    pay: trigger("pay", "done"),
    done: DONE,
  }),
  busy: (trigger) => ({
    begin: { ...BEGIN, next: "pay" },
    pay: trigger("pay", "spin"),
    spin: SPIN,
    more: { type: "condition", when: "spin.n < 105", yes: "spin", no: "ship" },
    ship: trigger("ship", "done"),
    done: DONE,
  }),
};
