import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../support/client.ts";
import type { Desk, Sending, User } from "./desk.ts";
import { DOOMED } from "./flows.ts";
import type { Random } from "./random.ts";

/** What a scenario has at hand. */
export interface Stage {
  desk: Desk;
  client: Client;
  random: Random;
  users: readonly [User, ...User[]];
}

/** What some sender goes through with one run or a few; the callbacks it makes count by their kind. */
type Scenario = (stage: Stage) => Promise<unknown>;

/** The key is known to nobody yet but its tombstone still stands: the run is between two of its waits. */
const BETWEEN_WAITS = [28100];

const order: Scenario = async ({ desk, random }) => {
  const execution = await desk.start("order", { key: random.chance(0.5) });
  const named = { kind: "named", flow: "order", block: "pay", execution } as const;
  await desk.callback({ ...named, ...(random.chance(0.3) && { key: null }) });
  // Of somebody who comes too late.
  if (random.chance(0.1)) await desk.callback({ ...named, kind: "late" });
};

const approval: Scenario = async ({ desk, random, users }) => {
  const execution = await desk.start("approval");
  const approve = { kind: "user", flow: "approval", block: "approve", execution } as const;
  const publish: Sending = { kind: "early", flow: "approval", block: "publish", execution };
  if (random.chance(0.2)) await desk.callback({ ...approve, kind: "unauthorised" });
  const early = random.chance(0.7);
  // Both at once, or one after the other.
  const first = early ? desk.callback(publish) : undefined;
  if (random.chance(0.5)) await first;
  await desk.callback({ ...approve, user: random.pick(users) });
  await (first ?? desk.callback({ ...publish, kind: "named" }));
};

const payment: Scenario = async ({ desk, random }) => {
  const match = desk.newToken("payment");
  const pay = { flow: "payment", block: "pay", execution: random.pick(["any", undefined]), match } as const;
  const early = random.chance(0.4);
  const first = early ? desk.callback({ ...pay, kind: "early-keyed" }) : undefined;
  if (random.chance(0.7)) await first;
  await desk.start("payment", { match });
  await (first ?? desk.callback({ ...pay, kind: "keyed" }));
};

const queue: Scenario = async ({ desk, random }) => {
  await desk.start("queue");
  const execution = random.pick(["any", undefined]);
  await desk.callback({ kind: "any", flow: "queue", block: "take", execution });
};

const gate: Scenario = async ({ desk, random }) => {
  const match = desk.newToken("gate");
  await Promise.all(Array.from({ length: random.between(2, 4) }, () => desk.start("gate", { match })));
  const open = { kind: "all", flow: "gate", block: "open", execution: "all", match } as const;
  const second = random.chance(0.3) ? desk.callback(open) : undefined;
  await desk.callback(open);
  await second;
};

const meter: Scenario = async ({ desk, random }) => {
  const execution = await desk.start("meter");
  const ticks = random.between(2, 4);
  for (let n = 1; n <= ticks; n++) {
    // The next one is often early: the run asks the outside first.
    const data = { last: n === ticks };
    await desk.callback({ kind: "loop", flow: "meter", block: "tick", execution, data });
  }
};

const room: Scenario = async ({ desk, random }) => {
  const match = desk.newToken("room");
  await desk.start("room", { match });
  const visits = random.between(2, 4);
  for (let n = 1; n <= visits; n++) {
    const enter = { flow: "room", block: "enter", execution: "any", match } as const;
    const data = { last: n === visits };
    await desk.callback({ ...enter, kind: "loop-keyed", data, notYet: BETWEEN_WAITS });
  }
};

/** So long before a timeout is due the killer is told: it takes longer to start the server. */
const SOON_MS = 100;

const offer: Scenario = async ({ desk, client, random }) => {
  const execution = await desk.start("offer");
  if (random.chance(0.3)) return;
  const view = await client.run(execution).catch(() => undefined);
  const due = view?.waits?.[0]?.timeoutAt ?? Date.now() + 1_000;
  await sleep(Math.max(0, due - Date.now() - SOON_MS));
  desk.line.notify({ what: "deadline", kind: "soon" });
  await sleep(Math.max(0, due - Date.now() + random.between(-15, 15)));
  desk.line.notify({ what: "deadline", kind: "offer" });
  await desk.callback({ kind: "race", flow: "offer", block: "accept", execution });
};

const job: Scenario = async ({ desk, client, random }) => {
  const execution = await desk.start("job");
  const work = { flow: "job", block: "work", execution } as const;
  for (let beats = random.between(0, 5); beats > 0; beats--) {
    await desk.heartbeat(work);
    await sleep(random.between(0, 700));
    if (random.chance(0.25)) await moveDeadline({ desk, client, random }, execution);
  }
  if (random.chance(0.2)) return;
  const rejection = () => desk.callback({ ...work, kind: "rejection", asks: "reject" });
  const result = () => desk.callback({ ...work, kind: "race" });
  // Now and then both at once.
  const isTorn = random.chance(0.2);
  await Promise.all([
    ...(isTorn || random.chance(0.6) ? [rejection()] : [result()]),
    ...(isTorn ? [result()] : []),
  ]);
};

/** Sooner or later, also past what heartbeats may ask for. */
async function moveDeadline(
  { desk, client, random }: Pick<Stage, "desk" | "client" | "random">,
  execution: string,
): Promise<void> {
  const view = await client.run(execution).catch(() => undefined);
  const occurrence: number | undefined = view?.waits?.[0]?.occurrence;
  if (occurrence === undefined) return;
  await desk.moveDeadline(execution, occurrence, Date.now() + random.between(50, 4_000));
}

const inbox: Scenario = async ({ desk, random }) => {
  const { executionIds } = await desk.callback({ kind: "first-block", flow: "inbox", block: "mail" });
  const [execution] = executionIds;
  // Without `Prefer` the sender doesn't learn which run it was: it goes on at the end.
  if (execution === undefined || random.chance(0.2)) return;
  await desk.callback({ kind: "early", flow: "inbox", block: "confirm", execution });
};

const handoff: Scenario = async ({ desk }) => {
  await desk.start("handoff");
};

const letter: Scenario = async ({ desk }) => {
  await desk.start("letter");
};

const hook: Scenario = async ({ desk, random }) => {
  const execution = await desk.start("hook");
  const push = { flow: "hook", block: "push", execution, signature: "good" } as const;
  if (random.chance(0.3))
    await desk.callback({ ...push, kind: "forged", signature: random.pick(["forged", null]) });
  const isEarly = random.chance(0.5);
  const first = isEarly ? desk.callback({ ...push, kind: "early-signed" }) : undefined;
  if (random.chance(0.5)) await first;
  await desk.callback({ kind: "named", flow: "hook", block: "announce", execution });
  if (first) await first;
  else await desk.callback({ ...push, kind: "signed", execution: random.pick([execution, "any"]) });
};

const charge: Scenario = async ({ desk, random }) => {
  const execution = await desk.start("charge");
  const to = { flow: "charge", execution, signature: "good" } as const;
  if (random.chance(0.2)) {
    const block = random.pick(["paid", "ping"]);
    await desk.callback({ ...to, block, kind: "forged", signature: random.pick(["forged", null]) });
  }
  const isEarly = random.chance(0.3);
  const ping = () => desk.callback({ ...to, kind: "signed", block: "ping" });
  const first = isEarly ? ping() : undefined;
  const event = { ...to, kind: "event", block: "paid", execution: random.pick([execution, "any"]) };
  await desk.callback(event);
  await (first ?? ping());
};

const errand: Scenario = async ({ desk, random }) => {
  const execution = await desk.start("errand", { match: random.chance(0.3) ? DOOMED : "well" });
  await desk.callback({
    ...{ kind: "errand", flow: "errand", block: "go", isPlain: true },
    ...{ execution: random.pick([execution, execution, "any"]), waits: random.pick([1, 8]) },
  });
};

const board: Scenario = async ({ desk }) => {
  await desk.start("board");
};

const quote: Scenario = async ({ desk, random }) => {
  const plain = { flow: "quote", isPlain: true } as const;
  const { executionIds } = await desk.callback({ ...plain, kind: "quote-first", block: "offer" });
  const [run = "any"] = executionIds;
  const execution = random.chance(0.7) ? run : "any";
  await desk.callback({ ...plain, kind: "quote", block: "accept", execution });
};

const council: Scenario = async ({ desk, random, users }) => {
  const match = desk.newToken("council");
  const run = await desk.start("council", { match });
  const vote = { flow: "council", block: "vote", match } as const;
  const say = async (user: User) => {
    await sleep(random.between(0, 300));
    if (random.chance(0.06)) {
      return desk.callback({ ...vote, execution: run, kind: "veto", user, data: { choice: "against" } });
    }
    const approve = () => {
      const data = { choice: "for" };
      const execution = random.pick([run, "any"]);
      // Without a key its body alone says that it came before, perhaps when the run is past it.
      const keyless = random.chance(0.5) && { key: null, againAfter: random.between(0, 800) };
      return desk.callback({ ...vote, execution, kind: "vote", user, data, ...keyless });
    };
    // Twice at once, or once more.
    const other = random.chance(0.2) ? approve() : undefined;
    await approve();
    await other;
    return random.chance(0.2) ? approve() : undefined;
  };
  const turnout = random.between(2, users.length);
  await Promise.all(users.slice(0, turnout).map(say));
};

/** How often each is played. */
const PROGRAMME: readonly (readonly [Scenario, number])[] = [
  [order, 3],
  [approval, 2],
  [payment, 4],
  [queue, 3],
  [gate, 2],
  [meter, 2],
  [room, 1.5],
  [offer, 1.5],
  [job, 2],
  [inbox, 2],
  [handoff, 1.5],
  [letter, 3],
  [hook, 2],
  [quote, 2],
  [council, 1.5],
  [board, 2],
  [charge, 2],
  [errand, 2],
];

export function pickScenario(random: Random): Scenario {
  const all = PROGRAMME.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = random.next() * all;
  const chosen = PROGRAMME.find(([, weight]) => {
    rest -= weight;
    return rest < 0;
  });
  return (chosen ?? PROGRAMME[0])?.[0] ?? order;
}
