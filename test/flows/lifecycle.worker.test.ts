import { expect, test } from "vitest";
import { call, create, freshName, payment, sendBatch } from "./support.ts";

test("launch, pause and stop, each of them repeatable", async () => {
  const { path } = await create();
  const change = async (what: string) => {
    const { status, body } = await call("POST", `${path}/${what}`);
    return status === 200 ? body.version.status : status;
  };
  expect(await change("pause")).toBe(409);
  expect(await change("stop")).toBe(409);
  expect(await change("launch")).toBe("live");
  expect(await change("launch")).toBe("live");
  expect(await change("pause")).toBe("paused");
  expect(await change("pause")).toBe("paused");
  expect(await change("launch")).toBe("live");
  expect(await change("stop")).toBe("stopped");
  expect(await change("stop")).toBe("stopped");
  expect(await change("launch")).toBe(409);
  expect(await change("pause")).toBe(409);
});

test("stopping asks for the end of the runs twice: at once and after the caches are over", async () => {
  const { path, version } = await create();
  await call("POST", `${path}/launch`);
  sendBatch.mockClear();
  await call("POST", `${path}/stop`);
  const body = { kind: "stop", versionId: version.id };
  expect(sendBatch.mock.calls).toEqual([[[{ body }, { body, delaySeconds: 90 }]]]);
});

test("launching one version pauses the other", async () => {
  const first = await create();
  const { body: second } = await call("POST", `/flows/${first.flow.id}/versions`, payment());
  await call("POST", `${first.path}/launch`);
  await call("POST", `/flows/${first.flow.id}/versions/${second.version.id}/launch`);
  const { body } = await call("GET", `/flows/${first.flow.id}`);
  expect(body).toMatchObject({
    liveVersionId: second.version.id,
    versions: [
      { number: 2, status: "live" },
      { number: 1, status: "paused" },
    ],
  });
});

test("a draft can be replaced until it is launched", async () => {
  const { flow, path, triggers } = await create();
  const more = payment(freshName(), { extra: { type: "external-callback" } });
  more.blocks.pay.next = "extra";
  delete (more.blocks as Record<string, unknown>).done;
  const replaced = await call("PUT", path, more);
  expect(replaced.status).toBe(200);
  expect(replaced.body.triggers).toEqual([triggers[0], expect.objectContaining({ block: "extra" })]);
  expect((await call("GET", path)).body.document.blocks).toHaveProperty("extra");

  await call("POST", `${path}/launch`);
  expect(await call("PUT", path, payment())).toMatchObject({ status: 409, body: { code: 70409 } });
  expect((await call("GET", path)).body).toMatchObject({
    flow: { id: flow.id, name: more.name },
    document: { name: more.name },
  });

  await call("POST", `${path}/stop`);
  expect((await call("PUT", path, payment())).status).toBe(409);
});

test("shows the document as it is kept, with the defaults of its day", async () => {
  const document = payment(freshName(), {
    pay: { type: "external-callback", next: "done", authentication: { type: "BACKENDLESS" } },
  });
  const { path } = await create(document);
  expect((await call("GET", path)).body.document).toEqual({
    ...document,
    blocks: {
      ...document.blocks,
      pay: {
        ...document.blocks.pay,
        authentication: { type: "BACKENDLESS", requiredRoles: [], onFail: "ERROR", fresh: false },
      },
    },
  });
});
