import { describe, expect, test } from "vitest";
import { newGuid } from "../../src/ids.ts";
import { call, create, payment } from "./support.ts";

describe("lists", () => {
  test("page by page, with a cursor that only a next page brings", async () => {
    await create();
    await create();
    const first = await call("GET", "/flows?limit=1");
    expect(first.body.items).toHaveLength(1);
    const second = await call("GET", `/flows?limit=1&cursor=${first.body.cursor}`);
    expect(second.body.items[0].id).not.toBe(first.body.items[0].id);
    let page = await call("GET", "/flows?limit=100");
    for (let pages = 0; page.body.cursor !== undefined && pages < 50; pages++) {
      expect(page.body.items).toHaveLength(100);
      page = await call("GET", `/flows?limit=100&cursor=${page.body.cursor}`);
    }
    expect(page.body).not.toHaveProperty("cursor");
  });

  test.each(["cursor=1", "cursor=%27%20OR%201=1", "limit=0", "limit=x", "page=2"])(
    "refuses ?%s by name",
    async (query) => {
      const { status, body } = await call("GET", `/flows?${query}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ code: 70400, errors: [{ path: query.split("=")[0] }] });
    },
  );
});

describe("ids that nobody gave", () => {
  const ids = ["x", "%00", "..%2F..%2Fetc", "%27%20OR%201=1--", "a".repeat(2_000), newGuid()];
  test.each(ids)("no. %# is 404", async (id) => {
    const { flow } = await create();
    for (const [method, path] of [
      ["GET", `/flows/${id}`],
      ["DELETE", `/flows/${id}`],
      ["GET", `/flows/${id}/versions/${id}`],
      ["GET", `/flows/${flow.id}/versions/${id}`],
      ["POST", `/flows/${flow.id}/versions/${id}/launch`],
      ["POST", `/flows/${flow.id}/versions/${id}/pause`],
      ["POST", `/flows/${flow.id}/versions/${id}/stop`],
    ] as const) {
      expect(await call(method, path)).toMatchObject({ status: 404, body: { code: 70404 } });
    }
    for (const [method, path] of [
      ["POST", `/flows/${id}/versions`],
      ["PUT", `/flows/${flow.id}/versions/${id}`],
    ] as const) {
      expect(await call(method, path, payment())).toMatchObject({ status: 404, body: { code: 70404 } });
    }
  });

  test("a version of another flow is none of this one", async () => {
    const [mine, other] = [await create(), await create()];
    const path = `/flows/${mine.flow.id}/versions/${other.version.id}`;
    expect((await call("POST", `${path}/launch`)).status).toBe(404);
    expect((await call("PUT", path, payment())).status).toBe(404);
    expect((await call("GET", other.path)).body.version.status).toBe("draft");
  });
});

test("without the management key there is nothing to see", async () => {
  const { status, body } = await call("GET", "/flows", undefined, { authorization: "Bearer nope" });
  expect({ status, code: body.code }).toEqual({ status: 401, code: 70401 });
});
