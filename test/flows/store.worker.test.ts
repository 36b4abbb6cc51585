import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { directoryOf, FlowDirectory } from "../../src/flows/directory.ts";
import { FlowDocument } from "../../src/flows/document.ts";
import { Flows } from "../../src/flows/store.ts";
import { newGuid } from "../../src/ids.ts";

function documentOf(name: string, blocks: Record<string, unknown> = {}): FlowDocument {
  return FlowDocument.parse({
    name,
    start: "pay",
    blocks: { pay: { type: "external-callback", next: "done" }, done: { type: "return" }, ...blocks },
  });
}

/** Counts on, so that every change has its own moment. */
let clock = 1_790_000_000_000;
const flows = new Flows({ db: env.DB, cache: env.CACHE, now: () => ++clock });
const directory = directoryOf(env);
const fresh = () => `Flow ${newGuid()}`;

/** Keeps what would go to the queue. */
function fakeQueue() {
  const sent: { body: unknown; delaySeconds?: number | undefined }[] = [];
  return {
    sent,
    async sendBatch(messages: Iterable<{ body: unknown; delaySeconds?: number }>) {
      sent.push(...messages);
      return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
    },
  };
}

const inKv = async (id: string) => env.CACHE.get(`flow:${id}`, "json");

test("a draft doesn't exist for callbacks and runs, a launched version does", async () => {
  const name = fresh();
  const { flow, version, triggers } = await flows.create(documentOf(name));
  expect(await directory.version(version.id)).toBeUndefined();
  expect(await directory.flow(flow.id)).toEqual({
    id: flow.id,
    name,
    liveVersionId: null,
    newestVersionId: null,
    triggers: {},
  });

  await flows.launch(flow.id, version.id);
  const launched = await directory.version(version.id);
  expect(launched).toMatchObject({ id: version.id, flowId: flow.id, number: 1 });
  expect(launched?.triggers).toMatchObject([{ id: triggers.pay, block: "pay", first: true }]);
  expect(await directory.flow(flow.id)).toEqual({
    id: flow.id,
    name,
    liveVersionId: version.id,
    newestVersionId: version.id,
    triggers: { [triggers.pay ?? ""]: version.id },
  });
});

test("launching pauses the former version, and KV has the new state at once", async () => {
  const { flow, version: first } = await flows.create(documentOf(fresh()));
  await flows.launch(flow.id, first.id);
  const { version: second } = await flows.addVersion(flow.id, documentOf(fresh()));
  await flows.launch(flow.id, second.id);
  const { versions } = await flows.details(flow.id);
  expect(versions.map(({ number, status }) => [number, status])).toEqual([
    [2, "live"],
    [1, "paused"],
  ]);
  expect(await inKv(flow.id)).toMatchObject({ liveVersionId: second.id, newestVersionId: second.id });

  await flows.launch(flow.id, first.id);
  expect(await inKv(flow.id)).toMatchObject({ liveVersionId: first.id, newestVersionId: first.id });
});

test("of versions launched at the same time exactly one is live", async () => {
  const { flow, version } = await flows.create(documentOf(fresh()));
  const ids = [version.id];
  for (let n = 0; n < 4; n++) ids.push((await flows.addVersion(flow.id, documentOf(fresh()))).version.id);
  await Promise.all(ids.map((id) => flows.launch(flow.id, id)));
  const { versions, liveVersionId } = await flows.details(flow.id);
  expect(versions.map(({ status }) => status).toSorted()).toEqual([
    "live",
    "paused",
    "paused",
    "paused",
    "paused",
  ]);
  expect(await inKv(flow.id)).toMatchObject({ liveVersionId });
});

test("a block keeps its trigger id in later versions, also after an interval", async () => {
  const { flow, version, triggers } = await flows.create(documentOf(fresh()));
  await flows.launch(flow.id, version.id);
  const without = await flows.addVersion(
    flow.id,
    FlowDocument.parse({
      name: fresh(),
      start: "other",
      blocks: { other: { type: "external-callback" }, pay: { type: "set", values: 1 } },
    }),
  );
  await flows.launch(flow.id, without.version.id);
  const again = await flows.addVersion(flow.id, documentOf(fresh()));
  expect(Object.keys(without.triggers)).toEqual(["other"]);
  expect(again.triggers).toEqual(triggers);
  expect(await directory.flow(flow.id)).toMatchObject({
    triggers: { [triggers.pay ?? ""]: version.id, [without.triggers.other ?? ""]: without.version.id },
  });
});

test("the flow's name follows the version launched last", async () => {
  const [before, after] = [fresh(), fresh()];
  const { flow, version } = await flows.create(documentOf(before));
  await flows.launch(flow.id, version.id);
  const { version: renamed } = await flows.addVersion(flow.id, documentOf(after));
  expect(await directory.flowByName(after)).toBeUndefined();
  await flows.launch(flow.id, renamed.id);
  expect(await directory.flowByName(after)).toMatchObject({ id: flow.id, name: after });
  expect(await directory.flowByName(before)).toBeUndefined();
});

test("a launch that would take another flow's name changes nothing", async () => {
  const taken = fresh();
  await flows.create(documentOf(taken));
  const { flow, version } = await flows.create(documentOf(fresh()));
  await flows.launch(flow.id, version.id);
  const { version: rival } = await flows.addVersion(flow.id, documentOf(taken));
  await expect(flows.launch(flow.id, rival.id)).rejects.toMatchObject({ code: 70409 });
  expect(await flows.details(flow.id)).toMatchObject({ liveVersionId: version.id });
});

test("stopping sends two messages each time, and the version stays usable for its runs", async () => {
  const queue = fakeQueue();
  const { flow, version } = await flows.create(documentOf(fresh()));
  await flows.launch(flow.id, version.id);
  await flows.stop(flow.id, version.id, queue);
  await flows.stop(flow.id, version.id, queue);
  const body = { kind: "stop", versionId: version.id };
  expect(queue.sent).toEqual([{ body }, { body, delaySeconds: 90 }, { body }, { body, delaySeconds: 90 }]);
  expect(await directory.version(version.id)).toBeDefined();
  expect(await inKv(flow.id)).toMatchObject({ liveVersionId: null, newestVersionId: version.id });
  await expect(flows.launch(flow.id, version.id)).rejects.toMatchObject({ code: 70409 });
  await expect(flows.pause(flow.id, version.id)).rejects.toMatchObject({ code: 70409 });
});

test("deleting stops everything that was launched, frees the name and leaves the versions", async () => {
  const queue = fakeQueue();
  const name = fresh();
  const { flow, version } = await flows.create(documentOf(name));
  await flows.launch(flow.id, version.id);
  await flows.addVersion(flow.id, documentOf(name));
  await flows.delete(flow.id, queue);
  expect(queue.sent).toHaveLength(2);
  expect(await directory.flow(flow.id)).toBeUndefined();
  expect(await directory.flowByName(name)).toBeUndefined();
  expect(await directory.version(version.id)).toBeDefined();
  await expect(flows.details(flow.id)).rejects.toMatchObject({ code: 70404 });
  await expect(flows.launch(flow.id, version.id)).rejects.toMatchObject({ code: 70404 });
  await expect(flows.addVersion(flow.id, documentOf(name))).rejects.toMatchObject({ code: 70404 });
  expect((await flows.create(documentOf(name))).flow.id).not.toBe(flow.id);

  await flows.delete(flow.id, queue);
  expect(queue.sent).toHaveLength(4);
});

test("a record put into KV by a slow reader is replaced when the flow changed meanwhile", async () => {
  const { flow, version } = await flows.create(documentOf(fresh()));
  let launched = false;
  const slow = new FlowDirectory({
    db: env.DB,
    cache: Object.assign(Object.create(env.CACHE), {
      get: async () => null,
      put: async (key: string, value: string, options: KVNamespacePutOptions) => {
        if (!launched) {
          launched = true;
          await flows.launch(flow.id, version.id);
        }
        await env.CACHE.put(key, value, options);
      },
    }),
  });
  expect(await slow.flow(flow.id)).toMatchObject({ liveVersionId: version.id });
  expect(await inKv(flow.id)).toMatchObject({ liveVersionId: version.id });
});

test("a change that KV refuses for coming too soon is written again", async () => {
  const { flow, version } = await flows.create(documentOf(fresh()));
  let refusals = 1;
  const busy = new Flows({
    db: env.DB,
    now: () => ++clock,
    cache: Object.assign(Object.create(env.CACHE), {
      put: async (key: string, value: string, options: KVNamespacePutOptions) => {
        if (key.startsWith("flow:") && refusals-- > 0)
          throw new Error("KV PUT failed: 429 Too Many Requests");
        await env.CACHE.put(key, value, options);
      },
    }),
  });
  await busy.launch(flow.id, version.id);
  expect(await inKv(flow.id)).toMatchObject({ liveVersionId: version.id });
});

const noD1 = new Proxy(env.DB, {
  get: () => {
    throw new Error("D1 was asked");
  },
});

test("a version that is in KV needs no D1, and one in memory neither", async () => {
  const id = newGuid();
  const record = {
    id,
    flowId: newGuid(),
    number: 7,
    document: documentOf("x"),
    triggers: { pay: newGuid() },
  };
  await env.CACHE.put(`version:${id}`, JSON.stringify(record));
  const cached = new FlowDirectory({ db: noD1, cache: env.CACHE });
  const version = await cached.version(id);
  expect(version).toMatchObject({ id, flowId: record.flowId, number: 7 });
  await env.CACHE.delete(`version:${id}`);
  expect(await cached.version(id)).toBe(version);
});

test("what KV said of a flow is remembered for seconds, and forgotten at once where it changes", async () => {
  const { flow, version } = await flows.create(documentOf(fresh()));
  let reads = 0;
  const counting = new FlowDirectory({
    db: noD1,
    cache: Object.assign(Object.create(env.CACHE), {
      get: (key: string) => {
        reads += 1;
        return env.CACHE.get(key);
      },
    }),
  });
  const live = async () => (await counting.flow(flow.id))?.liveVersionId;
  await directory.flow(flow.id);
  expect([await live(), await live(), reads]).toEqual([null, null, 1]);
  // Somebody who reads while it changes may get what was, and doesn't remember it.
  await Promise.all([flows.launch(flow.id, version.id), live()]);
  expect([await live(), await live(), reads <= 3]).toEqual([version.id, version.id, true]);
  vi.setSystemTime(Date.now() + 5_001);
  try {
    const before = reads;
    expect([await live(), reads - before]).toEqual([version.id, 1]);
  } finally {
    vi.useRealTimers();
  }
});

test("a version that only D1 knows is put into KV", async () => {
  const { version } = await flows.create(documentOf(fresh()));
  await env.DB.prepare("UPDATE versions SET status = 'live', launched_at = 1 WHERE id = ?")
    .bind(version.id)
    .run();
  expect(await directory.version(version.id)).toMatchObject({ id: version.id });
  expect(await env.CACHE.get(`version:${version.id}`, "json")).toMatchObject({ id: version.id, number: 1 });
});

test("a launched version's document stays what it was", async () => {
  const { flow, version } = await flows.create(documentOf(fresh()));
  await flows.replaceDraft(flow.id, version.id, documentOf("Second"));
  await flows.launch(flow.id, version.id);
  await expect(flows.replaceDraft(flow.id, version.id, documentOf("Third"))).rejects.toMatchObject({
    code: 70409,
  });
  expect((await flows.stored(flow.id, version.id)).document.name).toBe("Second");
  expect((await directory.version(version.id))?.document.name).toBe("Second");
});

test("pages through all flows, the newest first", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.unshift((await flows.create(documentOf(fresh()))).flow.id);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await flows.list({ cursor, limit: 2 });
    seen.push(...page.items.map(({ id }) => id));
    ({ cursor } = page);
  } while (cursor !== undefined);
  expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
  expect(new Set(seen).size).toBe(seen.length);
});

test.each(["", "nope", "../../etc", "a'; DROP TABLE flows; --", newGuid(), "\0", "x".repeat(10_000)])(
  "an id nobody gave finds nothing: no. %#",
  async (id) => {
    expect(await directory.version(id)).toBeUndefined();
    expect(await directory.flow(id)).toBeUndefined();
    await expect(flows.details(id)).rejects.toMatchObject({ code: 70404 });
    await expect(flows.stored(id, id)).rejects.toMatchObject({ code: 70404 });
    await expect(flows.replaceDraft(id, id, documentOf("x"))).rejects.toMatchObject({ code: 70404 });
    await expect(flows.delete(id, fakeQueue())).rejects.toMatchObject({ code: 70404 });
  },
);
