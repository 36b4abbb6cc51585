import { expect, test } from "vitest";
import { app, ORIGIN } from "./support.ts";

test("describes every route with its body, its answers and its failures", async () => {
  const response = await app.request(`${ORIGIN}/api/openapi.json`);
  const document = await response.json<any>(); // oxlint-disable-line typescript/no-explicit-any -- read freely
  expect(Object.keys(document.paths).toSorted()).toEqual([
    "/api/manage/documents/check",
    "/api/manage/expressions/check",
    "/api/manage/expressions/evaluate",
    "/api/manage/flows",
    "/api/manage/flows/{flowId}",
    "/api/manage/flows/{flowId}/versions",
    "/api/manage/flows/{flowId}/versions/{versionId}",
    "/api/manage/flows/{flowId}/versions/{versionId}/launch",
    "/api/manage/flows/{flowId}/versions/{versionId}/pause",
    "/api/manage/flows/{flowId}/versions/{versionId}/stop",
  ]);
  const create = document.paths["/api/manage/flows"].post;
  expect(Object.keys(create.responses)).toEqual(["201", "400", "401", "409", "413", "415", "422"]);
  expect(create.security).toEqual([{ managementKey: [] }]);
  expect(create.requestBody.content["application/json"].schema).toBeDefined();
  expect(JSON.stringify(document)).not.toContain("undefined");
});

test("has no reference that leads nowhere", async () => {
  const document: unknown = await (await app.request(`${ORIGIN}/api/openapi.json`)).json();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, path]) => path ?? "",
  );
  expect(references.length).toBeGreaterThan(0);
  for (const reference of new Set(references)) {
    const target = reference
      .slice(2)
      .split("/")
      .reduce<unknown>((value, key) => Reflect.get(Object(value), key), document);
    expect(target, reference).toBeDefined();
  }
});
