import { expect, it } from "vitest";
import { openApiDocument } from "../scripts/openapi.ts";
import { app } from "../src/app.ts";

interface Operation {
  summary?: string;
  tags?: string[];
  responses: Record<string, unknown>;
}

const text = await openApiDocument();
const document: { paths: Record<string, Record<string, Operation>> } = JSON.parse(text);
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    route: `${method.toUpperCase()} ${path}`,
    ...operation,
  })),
);

it("describes every route with a summary, its success and its failures", () => {
  for (const { route, summary, tags, responses } of operations) {
    expect(summary, route).toBeTypeOf("string");
    expect(tags, route).toHaveLength(1);
    expect(
      Object.keys(responses).some((status) => status.startsWith("2")),
      route,
    ).toBe(true);
    if (route.includes("/manage/")) expect(Object.keys(responses), route).toContain("401");
  }
});

it("describes exactly the routes that the app has", () => {
  const routes = app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(operations.map(({ route }) => route).toSorted()).toEqual([...new Set(routes)].toSorted());
  expect(routes).toContain("POST /api/automation/flow/{flowId}/trigger/{triggerId}/activate");
});

it("says what a parameter checked by a schema takes", () => {
  const list = document.paths["/api/manage/runs"]?.["get"];
  expect(list).toMatchObject({
    parameters: expect.arrayContaining([
      {
        in: "query",
        name: "title",
        schema: { type: "string", maxLength: 200 },
        description: expect.any(String),
      },
    ]),
  });
});

it("has no reference that leads nowhere", () => {
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, path]) => path ?? "");
  expect(references.length).toBeGreaterThan(0);
  for (const reference of new Set(references)) {
    const target = reference
      .slice(2)
      .split("/")
      .reduce<unknown>((value, key) => Reflect.get(Object(value), key), document);
    expect(target, reference).toBeDefined();
  }
});
