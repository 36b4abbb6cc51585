/** How long a `job` may take in all, whatever signs of life come. */
export const JOB_SECONDS = 5;

/** So many users have to approve. */
export const COUNCIL = 3;
/** The status of the outside's last letter. */
export const LAST_LETTER = 201;
/** What an `errand` has as its `match` whose run is to fail. */
export const DOOMED = "doomed";
/** The header that only an answer of a flow's own has. */
export const QUOTE_HEADER = "quote-of";

/** How `ping` of `charge` is signed. */
const HMAC_SETTINGS = { header: "x-signature", timestampHeader: "x-time", signed: "{timestamp}.{body}" };

/**
 * The flows whose runs are called back. Every callback carries a `token` of its own, and every outside request
 * says which run, block and token it belongs to.
 */
export function flowsAsking(outside: string) {
  /** It takes failures, hangs and kills: nothing here may make a run fail. */
  const ask = (block: string, token: string, next: string, more: Record<string, string> = {}) => ({
    type: "http-request",
    request: {
      method: "POST",
      url: `${outside}/${block}`,
      body: { run: "{{ run.id }}", block, token: `{{ ${token} }}`, ...more },
    },
    timeout: "PT2S",
    retry: { attempts: 20, backoff: "PT0.1S", maximum: "PT1S" },
    next,
  });
  const begin = (next: string) => ({ type: "set", values: {}, next });
  const trigger = (next: string, more: Record<string, unknown> = {}) => ({
    type: "external-callback",
    ...more,
    next,
  });
  const keyed = (block: string) => ({ condition: `${block}.data.match == initial.data.match` });
  const again = (block: string) => ({
    type: "condition",
    when: `${block}.data.last`,
    yes: "done",
    no: block,
  });
  const cashier = { authentication: { type: "BACKENDLESS", requiredRoles: ["Cashier"] } };
  const signed = (scheme: string, more: Record<string, string> = {}) => ({
    authentication: { type: "SIGNATURE", scheme, secret: ["HOOK", "HOOK_OLD"], ...more },
  });
  /** No two callbacks can have the same one. */
  const saying = (block: string) => ({
    response: {
      status: 201,
      headers: { [QUOTE_HEADER]: "{{ run.id }}" },
      body: { token: `{{ ${block}.data.token }}`, receivedAt: `{{ ${block}.receivedAt }}` },
    },
  });
  /** Several users have to approve; one who is against it is enough. */
  const vote = {
    authentication: { type: "BACKENDLESS" },
    page: {
      choices: [
        { id: "for", label: "I am for it" },
        { id: "against", label: "I am against it" },
      ],
    },
    approvals: COUNCIL,
  };
  const done = { type: "return", value: "{{ run.id }}" };

  return {
    /** One trigger, then the outside. */
    order: { begin: begin("pay"), pay: trigger("ship"), ship: ask("ship", "pay.data.token", "done"), done },
    /** Two triggers, the first for users only; callbacks to the second may be early. */
    approval: {
      begin: begin("approve"),
      approve: trigger("publish", cashier),
      publish: trigger("done"),
      done,
    },
    /** Found by its key. */
    payment: {
      begin: begin("pay"),
      pay: trigger("ship", keyed("pay")),
      ship: ask("ship", "pay.data.token", "done"),
      done,
    },
    /** Whoever waits longest. */
    queue: { begin: begin("take"), take: trigger("done"), done },
    /** All with the same key at once. */
    gate: { begin: begin("open"), open: trigger("done", keyed("open")), done },
    /** A trigger again and again, an outside request between. */
    meter: {
      begin: begin("tick"),
      tick: trigger("count"),
      count: ask("count", "tick.data.token", "more"),
      more: again("tick"),
      done,
    },
    /** The same, found by one key again and again. */
    room: { begin: begin("enter"), enter: trigger("more", keyed("enter")), more: again("enter"), done },
    /** A timeout that callbacks race. */
    offer: {
      begin: begin("accept"),
      accept: trigger("done", { timeout: { after: "PT1S", next: "expired" } }),
      expired: { type: "return", value: "expired" },
      done,
    },
    /** Somebody works on it, gives signs of life, and brings a result or refuses; or is never heard of again. */
    job: {
      begin: begin("work"),
      work: trigger("done", {
        timeout: { after: "PT1S", next: "expired" },
        heartbeat: { extend: "PT2S", most: `PT${JOB_SECONDS}S` },
        onReject: "refused",
      }),
      refused: { type: "return", value: "{{ work.error.message }}" },
      expired: { type: "return", value: "expired" },
      done,
    },
    /** Started by callbacks; then asks and waits for a second one. */
    inbox: {
      mail: trigger("file"),
      file: ask("file", "mail.data.token", "confirm"),
      confirm: trigger("done"),
      done,
    },
    /** The outside calls back while it still owes its answer. */
    handoff: {
      hand: ask("hand", "initial.data.token", "taken", { callback: "{{ urls.taken }}" }),
      taken: trigger("done"),
      done,
    },
    /** Hands out a link to people outside, and once it is answered perhaps another one. */
    letter: {
      begin: begin("mail"),
      mail: ask("mail", "links.sign", "sign", { link: "{{ links.sign }}" }),
      sign: trigger("more"),
      more: { type: "condition", when: `mail.status == ${LAST_LETTER}`, yes: "done", no: "mail" },
      done,
    },
    /** A plain trigger, then one for signed callbacks, which may be early. */
    hook: {
      begin: begin("announce"),
      announce: trigger("push"),
      push: trigger("ship", signed("GITHUB")),
      ship: ask("ship", "push.data.token", "done"),
      done,
    },
    /** Both triggers have answers of their own; started by callbacks. */
    quote: { offer: trigger("accept", saying("offer")), accept: trigger("done", saying("accept")), done },
    /** Users approve by callbacks, which name the run or are found by its key. */
    council: { begin: begin("vote"), vote: trigger("done", { ...vote, ...keyed("vote") }), done },
    /** They sign in on the page of a link instead. */
    board: {
      begin: begin("poll"),
      poll: ask("poll", "links.vote", "vote", { link: "{{ links.vote }}" }),
      vote: trigger("done", {
        ...vote,
        schema: { type: "object", properties: { token: { type: "string" } } },
      }),
      done,
    },
    /** An event whose signed id is its key, then one that is signed with its time. */
    charge: {
      begin: begin("paid"),
      paid: trigger("ping", signed("STRIPE")),
      ping: trigger("done", signed("HMAC", HMAC_SETTINGS)),
      done,
    },
    /** Whose senders wait for its end, which may be a failure. */
    errand: {
      begin: begin("go"),
      go: trigger("work"),
      work: ask("work", "go.data.token", "how"),
      how: { type: "condition", when: `initial.data.match == '${DOOMED}'`, yes: "doomed", no: "told" },
      doomed: { type: "condition", when: "go.data.token > 1", yes: "told", no: "told" },
      told: { type: "return", value: { run: "{{ run.id }}", token: "{{ go.data.token }}" } },
    },
  };
}

export type FlowName = keyof ReturnType<typeof flowsAsking>;

/** Triggers that match a callback's `match` with the run's. */
export const KEYED: ReadonlySet<string> = new Set([
  "pay of payment",
  "open of gate",
  "enter of room",
  "vote of council",
]);

/** Triggers that let in only users. */
export const FOR_USERS: ReadonlySet<string> = new Set([
  "approve of approval",
  "vote of council",
  "vote of board",
]);

/** Flows whose runs hand out links. */
export const LINKING: ReadonlySet<string> = new Set(["letter", "board"]);

/** Triggers that let in only what is signed. */
export const SIGNED: ReadonlySet<string> = new Set(["push of hook", "paid of charge", "ping of charge"]);
