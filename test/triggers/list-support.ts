import { Budget } from "../../src/expressions/index.ts";
import { FlowDocument } from "../../src/flows/document.ts";
import { Version } from "../../src/flows/version.ts";
import { Signer } from "../../src/ids.ts";
import type { JsonObject } from "../../src/json.ts";
import type { Callback, Credential } from "../../src/triggers/callback.ts";
import { keyOfWait } from "../../src/triggers/key.ts";
import { List, type ListPorts } from "../../src/triggers/list.ts";
import type { CallbackToRun, Departure, RunAnswer, WaitEntry } from "../../src/triggers/ports.ts";
import type { Unnamed } from "../../src/triggers/unnamed.ts";
import type { Caller } from "../../src/users/caller.ts";
import { callbackOf, FakeStorage } from "../support/ports.ts";

const TRIGGER = "T-1";
const NOBODY: Caller = { kind: "anonymous" };

/** A version whose trigger `pay` is like this. */
function versionOf(id: string, pay: JsonObject): Version {
  const blocks = {
    begin: { type: "set", values: {}, next: "pay" },
    pay: { type: "external-callback", ...pay },
  };
  const document = FlowDocument.parse({ name: "A flow", start: "begin", blocks });
  return new Version({ id, flowId: "F-1", number: 1, document, triggers: { pay: TRIGGER } });
}

export type Answering = (runId: string, input: CallbackToRun) => RunAnswer | Promise<RunAnswer>;

export const activates: Answering = (runId) => ({ outcome: "activated", executionIds: [runId] });
export const ignores: Answering = () => ({ outcome: "ignored", why: "condition" });

/** A list with a clock and runs of our own. `offered`: the runs it asked, in order. */
export class World {
  readonly storage = new FakeStorage();
  readonly offered: string[] = [];
  readonly problems: string[] = [];
  readonly credentials: Credential[] = [];
  now = 1_000_000;
  answer: Answering = activates;
  /** Versions that can't be had at the moment. */
  readonly lost = new Set<string>();
  /** How long it takes to get a version. */
  fetching: () => Promise<void> = async () => {};
  pause: (ms: number) => Promise<void> = async (ms) => {
    this.now += ms;
  };
  list: List;
  readonly #versions: Map<string, Version>;

  constructor(pays: Record<string, JsonObject> = { V1: {} }) {
    this.#versions = new Map(Object.entries(pays).map(([id, pay]) => [id, versionOf(id, pay)]));
    this.list = new List(this.#ports());
  }

  /** The object is thrown out of memory and comes back. */
  evict(): void {
    this.list = new List(this.#ports());
  }

  async open(runId: string, more: Partial<WaitEntry> = {}): Promise<WaitEntry> {
    const versionId = more.versionId ?? "V1";
    const inputs = more.inputs === undefined ? "{}" : more.inputs;
    const trigger = this.#versions.get(versionId)?.triggerByBlock("pay");
    const budget = new Budget({ now: this.now, uuid: () => "" });
    const wait: WaitEntry = {
      runId,
      occurrence: 2,
      versionId,
      key: trigger && inputs !== null ? keyOfWait(trigger, JSON.parse(inputs), budget) : "",
      since: this.now++,
      seq: 1,
      timeoutAt: null,
      inputs,
      ...more,
    };
    await this.list.open([wait]);
    return wait;
  }

  leave(wait: WaitEntry, more: Partial<Departure> = {}): Promise<void> {
    const departure = { ...wait, seq: wait.seq + 1, at: this.now, bodyHash: null, ...more };
    return this.list.tell({ left: [departure], receipts: [] });
  }

  /** Waits of runs R1, R2 and so on; `inputsOf` says what they keep of their run. */
  async openMany(count: number, inputsOf: (n: number) => JsonObject = () => ({})): Promise<void> {
    for (let n = 1; n <= count; n++) await this.open(`R${n}`, { inputs: JSON.stringify(inputsOf(n)) });
  }

  callback(
    data: JsonObject = {},
    { versionId = null, caller = NOBODY, ...more }: Partial<Unnamed & Callback> = {},
  ): Unnamed {
    const callback = callbackOf({ receivedAt: this.now, ...more, data });
    const speaker = versionId ?? [...this.#versions.keys()].at(-1) ?? "";
    return { triggerId: TRIGGER, block: "pay", versionId, speaker, callback, caller, under: "token" };
  }

  waiting(): string[] {
    return this.list.page(null, null, 100_000).map(({ runId }) => runId);
  }

  /** Fires the alarm as long as one is set for the next hour. */
  async runAlarms(): Promise<void> {
    const isSoon = (at: number | null): at is number => at !== null && at < this.now + 3_600_000;
    for (let at = this.storage.alarm; isSoon(at); at = this.storage.alarm) {
      this.now = Math.max(this.now, at);
      await this.storage.deleteAlarm();
      await this.list.alarm();
    }
  }

  #ports(): ListPorts {
    return {
      storage: this.storage,
      now: () => this.now,
      signer: new Signer("test"),
      version: async (id) => {
        await this.fetching();
        if (this.lost.has(id)) throw new Error("unreachable");
        return this.#versions.get(id);
      },
      caller: async (credential) => {
        this.credentials.push(credential);
        return NOBODY;
      },
      run: (runId) => ({
        callback: async (input) => {
          this.offered.push(runId);
          return this.answer(runId, input);
        },
      }),
      pause: (ms) => this.pause(ms),
      problem: (message) => void this.problems.push(message),
    };
  }
}
