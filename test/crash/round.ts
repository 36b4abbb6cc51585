import { setTimeout as sleep } from "node:timers/promises";
import { Client, type Published } from "../support/client.ts";
import { Desk, type User } from "./desk.ts";
import { drain } from "./drain.ts";
import { type FlowName, flowsAsking } from "./flows.ts";
import type { History } from "./history.ts";
import { Killer } from "./killer.ts";
import { Line } from "./line.ts";
import { OutsideWorld } from "./outside-world.ts";
import { Random } from "./random.ts";
import { runsOnDisk } from "./runs-on-disk.ts";
import { Runtime } from "./runtime.ts";
import { pickScenario } from "./scenarios.ts";
import { WINDOWS, type Window } from "./windows.ts";

/** How much is done on one state directory. */
export interface Plan {
  /** The Worker's script. */
  bundle: string;
  seed: number;
  kills: number;
  callbacks: number;
  /** All of them, unless said otherwise. */
  windows?: readonly Window[];
  /** Is told what is going on, at every kill. */
  progress?: (done: { kills: number; callbacks: number }) => void;
}

export interface Played {
  history: History;
  /** What each start of the server took, in milliseconds. */
  starts: number[];
}

const LANES = 20;

/** Senders and kills at the same time; then all that still waits is completed, and everything is looked at. */
export async function playRound(plan: Plan): Promise<Played> {
  const { bundle, seed, kills, callbacks, windows = WINDOWS, progress } = plan;
  const random = new Random(seed);
  const runtime = await Runtime.start(bundle);
  const outside = await OutsideWorld.open(random);
  try {
    const client = new Client(runtime.url);
    const users = await makeUsers(client);
    const flows = await publishAll(client, outside.url);
    const line = new Line(runtime, random);
    const desk = new Desk(line, flows, random);
    outside.meet(desk, users);
    const killer = new Killer({ runtime, line, outside, random }, windows);

    const isOver = () => desk.callbacks.length >= callbacks && killer.kills.length >= kills;
    const playing = Promise.all(
      Array.from({ length: LANES }, async () => {
        while (!isOver()) await pickScenario(random)({ desk, client, random, users });
      }),
    );
    // So many between two kills that they are spread over all callbacks.
    const perKill = callbacks / (kills + 1);
    while (killer.kills.length < kills) {
      const until = Math.min(callbacks, desk.callbacks.length + random.between(perKill / 2, perKill * 1.5));
      while (desk.callbacks.length < until) await sleep(5);
      await killer.kill();
      progress?.({ kills: killer.kills.length, callbacks: desk.callbacks.length });
    }
    await playing;
    await outside.settled();

    // The last kill: what is on disk is read while nobody writes.
    await runtime.kill();
    const at = Date.now();
    const ids = runsOnDisk(runtime.directory);
    await runtime.restart();
    killer.kills.push({ at, window: "after the last answer", upAt: Date.now() });
    const { links } = outside;
    const seen = await drain({ client, desk, flows, ids, links, user: users[0], upAt: Date.now() });
    const { starts, callbacks: sent, heartbeats, moves } = desk;
    return {
      history: {
        ...{ seed, kills: killer.kills, starts, callbacks: sent, heartbeats, moves },
        ...{ requests: outside.requests, links },
        ...seen,
      },
      starts: runtime.starts,
    };
  } finally {
    outside.close();
    await runtime.dispose();
  }
}

async function makeUsers(client: Client): Promise<readonly [User, ...User[]]> {
  const logIn = () => client.logInUser(["Cashier"]);
  return [await logIn(), await logIn(), await logIn(), await logIn()];
}

async function publishAll(client: Client, outside: string): Promise<Record<FlowName, Published>> {
  const published = Object.entries(flowsAsking(outside)).map(
    async ([name, blocks]) => [name, await client.publish(blocks)] as const,
  );
  return Object.fromEntries(await Promise.all(published)) as Record<FlowName, Published>;
}
