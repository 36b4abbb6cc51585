import { expect, it } from "vitest";
import { send } from "./support/worker.ts";

interface Operation {
  summary?: string;
  tags?: string[];
  responses: Record<string, unknown>;
  security?: unknown;
}

it("describes every route with a summary, its success and its failures", async () => {
  const { body } = await send("GET", "/api/openapi.json");
  const { paths } = body as { paths: Record<string, Record<string, Operation>> };
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      ...operation,
    })),
  );
  for (const { route, summary, tags, responses } of operations) {
    expect(summary, route).toBeTypeOf("string");
    expect(tags, route).toHaveLength(1);
    expect(
      Object.keys(responses).some((status) => status.startsWith("2")),
      route,
    ).toBe(true);
    if (route.includes("/manage/")) expect(Object.keys(responses), route).toContain("401");
  }
  expect(operations.map(({ route }) => route)).toEqual(
    expect.arrayContaining([
      "POST /api/automation/flow/{flowId}/trigger/{triggerId}/activate",
      "POST /api/automation/flow/activate-by-name",
      "GET /api/manage/runs/{id}",
      "GET /api/manage/flows/{flowId}/triggers/{triggerId}/waits",
      "PUT /api/users/{id}",
    ]),
  );
});
