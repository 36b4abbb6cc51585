/** What a trigger of the modelled flow is like. Durations in hours. */
interface Shape {
  next: string;
  timeout?: { after: number; next: string };
  heartbeat?: { extend?: number; most: number };
  /** Without it, a rejection fails the run. */
  onReject?: string;
  /** How long early callbacks are held; 0: never. */
  hold: number;
  /** Which triggers a run that waits here can still come to. */
  reaches: string;
}

export const HOUR = 3_600_000;
const AROUND = "abc";

/** `ask` is a request to the outside, `more` decides whether to go around again, `end` is the end of a branch. */
export const TRIGGERS: Readonly<Record<string, Shape>> = {
  a: {
    next: "b",
    timeout: { after: 1, next: "b" },
    heartbeat: { most: 4 },
    onReject: "c",
    hold: 24,
    reaches: AROUND,
  },
  b: { next: "ask", timeout: { after: 2, next: "c" }, onReject: "end", hold: 3, reaches: AROUND },
  c: { next: "more", hold: 0, reaches: AROUND },
  d: {
    next: "e",
    timeout: { after: 5, next: "end" },
    heartbeat: { extend: 3, most: 7 },
    hold: 24,
    reaches: "e",
  },
  e: { next: "end", hold: 24, reaches: "" },
};

/** The flow of which that is a model: its branches begin at these triggers. */
export function blocksOf(branches: readonly string[]): Record<string, unknown> {
  const triggers = Object.entries(TRIGGERS).map(([id, { next, timeout, heartbeat, onReject, hold }]) => {
    const after = timeout && { timeout: { after: `PT${timeout.after}H`, next: timeout.next } };
    const condition = id === "b" && { condition: "b.data.n >= a.data.n" };
    const deadline = heartbeat && {
      heartbeat: {
        most: `PT${heartbeat.most}H`,
        ...(heartbeat.extend !== undefined && { extend: `PT${heartbeat.extend}H` }),
      },
    };
    const more = { ...after, ...condition, ...deadline, ...(onReject !== undefined && { onReject }) };
    return [id, { type: "external-callback", early: { hold: `PT${hold}H` }, next, ...more }];
  });
  return {
    begin: { type: "set", values: 0, next: branches.map((_, index) => `begin${index}`) },
    ...Object.fromEntries(
      branches.map((next, index) => [`begin${index}`, { type: "set", values: index, next }]),
    ),
    ...Object.fromEntries(triggers),
    ask: {
      type: "http-request",
      request: { url: "https://x.example/" },
      retry: { attempts: 1 },
      next: "c",
    },
    more: { type: "condition", when: "has(c.data.again)", yes: "a", no: "end" },
    end: { type: "set", values: 0 },
  };
}
