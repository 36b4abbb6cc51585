import { expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";

const client = new Client(inject("url"));

interface Operation {
  security?: Record<string, unknown>[];
}

/** Every operation of /api/openapi.json that asks for the management key, with its parameters filled in. */
async function protectedRoutes(): Promise<string[]> {
  const { body } = await client.send("GET /api/openapi.json");
  return Object.entries<Record<string, Operation>>(body.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { security }]) => security?.some((scheme) => "managementKey" in scheme))
      .map(([method]) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, crypto.randomUUID())}`),
  );
}

it("every route of the management API is described as protected", async () => {
  const { body } = await client.send("GET /api/openapi.json");
  // Signing in to the console is how one gets in, and out again.
  const signIn = /^\/api\/manage\/console\/sessions?$/;
  const managed = Object.entries<object>(body.paths).filter(
    ([path]) => path.startsWith("/api/manage/") && !signIn.test(path),
  );
  const operations = managed.flatMap(([, item]) => Object.keys(item));
  expect((await protectedRoutes()).length).toBe(operations.length);
  expect(operations.length).toBeGreaterThan(20);
});

it("every protected route answers 401 without the key and with a wrong one", async () => {
  const keys = [undefined, "Bearer wrong", "Bearer ", "Basic dGNwOnRjcA=="];
  for (const route of await protectedRoutes()) {
    for (const authorization of keys) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const { status, body } = await client.send(route, route.startsWith("GET") ? undefined : {}, headers);
      expect([route, status, body.code]).toEqual([route, 401, 70401]);
    }
  }
});

it("an address below the management API that does not exist says no more than the others", async () => {
  expect((await client.send("GET /api/manage/nothing-here")).status).toBe(401);
});
