import type { RunPorts } from "../../src/runs/ports.ts";
import type { Run } from "../../src/runs/run.ts";
import type { Callback } from "../../src/triggers/callback.ts";
import type { EdgePorts } from "../../src/triggers/edge.ts";
import type { List, ListPorts } from "../../src/triggers/list.ts";
import type { ObjectPorts } from "../../src/triggers/object-ports.ts";
import type { ListNews } from "../../src/triggers/ports.ts";
import type { Unnamed } from "../../src/triggers/unnamed.ts";
import { Fault } from "./fault.ts";
import type { Host } from "./host.ts";
import type { Life } from "./life.ts";
import type { Caller, Platform } from "./platform.ts";
import type { SimStorage } from "./storage.ts";
import type { World } from "./world.ts";

/** How often a version or a user is in the isolate's memory already. */
const CACHED = 0.6;

export function runPorts(world: World, life: Life, { name, storage }: Host<Run>): RunPorts {
  const { platform } = world;
  const caller: Caller = { name, life, gate: (act) => storage.gate(act) };
  return {
    ...objectPorts(world, caller, storage),
    random: () => platform.random.float(),
    list: (triggerId) => ({
      open: async (waits) => {
        const places = waits.map(({ runId, occurrence }) => `${runId}:${occurrence}`);
        await platform.callAgain(caller, world.list(triggerId), `open ${waits.length}`, (list) => {
          for (const place of places) world.history.opened.set(place, platform.scheduler.elapsed);
          return list.open(structuredClone(waits));
        });
        for (const place of places) world.history.registered.set(place, platform.scheduler.elapsed);
      },
      tell: (news) => {
        return platform.callAgain(caller, world.list(triggerId), `tell ${nameNews(news)}`, (list) =>
          list.tell(structuredClone(news)),
        );
      },
    }),
    summarise: (summaries) => world.index.send(caller, structuredClone(summaries)),
    relay: world.relay,
    opener: world.opener,
    send: (request, timeoutMs) => world.outside.send(caller, request, timeoutMs),
    secret: () => undefined,
    background: (work) => {
      const { done } = life.work(() => {});
      void work.catch((thrown) => platform.bug("work behind an answer throws", thrown)).finally(done);
    },
    moved: () => {},
    removed: () => {},
    ended: () => {},
  };
}

export function listPorts(world: World, life: Life, { name, storage }: Host<List>): ListPorts {
  const caller: Caller = { name, life, gate: (act) => storage.gate(act) };
  return {
    ...objectPorts(world, caller, storage),
    run: (runId) => ({
      callback: async (input) => {
        const { scheduler } = world.platform;
        const offer = {
          life,
          runId,
          occurrence: input.occurrence ?? 0,
          from: scheduler.elapsed,
          to: Infinity,
        };
        world.history.offers.push(offer);
        try {
          return await world.platform.callAgain(caller, world.run(runId), "callback", (run) =>
            run.callback(structuredClone(input)),
          );
        } finally {
          offer.to = scheduler.elapsed;
        }
      },
    }),
  };
}

/** Of a Worker, which has no storage. `receipts` gets the ids under which callbacks leave it. */
export function edgePorts(world: World, life: Life, receipts: Set<string>): EdgePorts {
  const { platform, launches } = world;
  const caller: Caller = { name: "Worker", life, gate: (act) => act() };
  const lookUp = lookUpFrom(platform, caller);
  const sending = <Sent extends { callback: Callback }>(sent: Sent): Sent => {
    receipts.add(sent.callback.receipt);
    return structuredClone(sent);
  };
  return {
    flows: {
      addressed: (id) => lookUp(() => launches.addressed(id)),
      version: (id) => lookUp(() => launches.version(id)),
      flow: (id) => lookUp(() => launches.flow(id)),
      flowByName: async () => undefined,
    },
    signer: world.signer,
    caller: (credential, options) => lookUp(() => world.people.callerOf(credential, options)),
    run: (runId) => ({
      callback: (input) => {
        const sent = sending(input);
        return platform.callAgain(caller, world.run(runId), "callback", (run) =>
          run.callback(structuredClone(sent)),
        );
      },
      startByCallback: (start, versionId, callback) => {
        const sent = sending({ start, callback });
        return platform.callAgain(caller, world.run(runId), "start by callback", (run) =>
          run.startByCallback(structuredClone(sent.start), versionId, structuredClone(sent.callback)),
        );
      },
    }),
    list: (triggerId) => listFrom(world, caller, triggerId, sending),
  };
}

function listFrom(
  world: World,
  caller: Caller,
  triggerId: string,
  sending: (input: Unnamed) => Unnamed,
): ReturnType<EdgePorts["list"]> {
  const call = <Result>(what: string, invoke: (list: List) => Promise<Result>) =>
    world.platform.call(caller, world.list(triggerId), what, invoke);
  const callAgain: typeof call = (what, invoke) =>
    world.platform.callAgain(caller, world.list(triggerId), what, invoke);
  return {
    any: (input) => {
      const sent = sending(input);
      return call("any", (list) => list.any(sent));
    },
    all: (input) => {
      const sent = sending(input);
      return call("all", (list) => list.all(sent));
    },
    note: (receipt) => callAgain("note", (list) => list.note(structuredClone(receipt))),
    claimedStart: (dedupe, bodyHash) =>
      callAgain("claimed start", async (list) => list.claimedStart(dedupe, bodyHash)),
    claimStart: (dedupe, bodyHash, runId) =>
      callAgain("claim start", (list) => list.claimStart(dedupe, bodyHash, runId)),
    releaseStart: (dedupe) => call("release start", (list) => list.releaseStart(dedupe)),
  };
}

/** What is read of KV and D1: often it is in memory already. */
function lookUpFrom(platform: Platform, caller: Caller): <Value>(find: () => Value) => Promise<Value> {
  return (find) =>
    platform.random.chance(CACHED)
      ? Promise.resolve(find())
      : platform.ask(caller, platform.weather.outage, find);
}

function objectPorts(world: World, caller: Caller, storage: SimStorage): ObjectPorts {
  const { platform } = world;
  const { life } = caller;
  const lookUp = lookUpFrom(platform, caller);
  return {
    storage,
    now: () => platform.now(),
    signer: world.signer,
    version: (id) => lookUp(() => world.launches.version(id)),
    caller: (credential, options) => lookUp(() => world.people.callerOf(credential, options)),
    pause: (ms) =>
      new Promise((resolve) =>
        platform.after(ms, () => {
          if (life.alive) resolve();
        }),
      ),
    problem: (message, fields, thrown) => {
      platform.note(() => [caller.name, `${message} ${JSON.stringify(fields)} ${String(thrown)}`]);
      if (!(thrown instanceof Fault)) platform.bug(message, thrown);
    },
  };
}

function nameNews({ left, receipts }: ListNews): string {
  return `${left.length} left, ${receipts.length} receipts`;
}
