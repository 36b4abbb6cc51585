import { expect, test } from "vitest";
import { openApiDocument } from "../../scripts/openapi.ts";

const text = await openApiDocument();
// oxlint-disable-next-line typescript/no-explicit-any -- read freely
const { paths }: Record<string, Record<string, any>> = JSON.parse(text);

test("describes every route of flows, versions and checks", () => {
  const tags = ["Flows", "Versions", "Checks"];
  const own = Object.entries(paths ?? {}).filter(([, item]) =>
    Object.values<{ tags: string[] }>(item).some((operation) => tags.includes(operation.tags[0] ?? "")),
  );
  expect(own.map(([path]) => path).toSorted()).toEqual([
    "/api/manage/documents/check",
    "/api/manage/documents/scope",
    "/api/manage/expressions/check",
    "/api/manage/expressions/condition",
    "/api/manage/expressions/evaluate",
    "/api/manage/expressions/functions",
    "/api/manage/flows",
    "/api/manage/flows/{flowId}",
    "/api/manage/flows/{flowId}/versions",
    "/api/manage/flows/{flowId}/versions/{versionId}",
    "/api/manage/flows/{flowId}/versions/{versionId}/effects",
    "/api/manage/flows/{flowId}/versions/{versionId}/launch",
    "/api/manage/flows/{flowId}/versions/{versionId}/pause",
    "/api/manage/flows/{flowId}/versions/{versionId}/stop",
  ]);
});

test("describes a route with its body, its answers and its failures", () => {
  const create = paths?.["/api/manage/flows"].post;
  expect(Object.keys(create.responses)).toEqual(["201", "400", "401", "409", "413", "415", "422"]);
  expect(create.security).toEqual([{ managementKey: [] }, { consoleSession: [] }]);
  expect(create.requestBody.content["application/json"].schema).toBeDefined();
  expect(text).not.toContain("undefined");
});
