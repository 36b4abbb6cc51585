import { spawnSync } from "node:child_process";
import { createServer, type Server as TcpServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { freePort, KEYS, Server } from "../support/server.ts";

let server: Server;
let client: Client;

beforeAll(async () => {
  server = await Server.start();
  client = new Client(server.url);
});

afterAll(() => server.dispose());

/** The printed command lines, as a user pastes them. */
function pasted(line: string): string {
  const { stdout, status } = spawnSync("bash", ["-c", line], { encoding: "utf8" });
  expect(status, line).toBe(0);
  return stdout;
}

describe("npm start", () => {
  it("prints the address, the admin key and two lines that work as pasted", async () => {
    expect(server.output).toContain(server.url);
    expect(server.output).toContain(KEYS.ADMIN_KEY);
    const [start = "", callBack = ""] = server.output
      .split("\n")
      .filter((line) => line.startsWith("curl -i -X POST"));
    const answer = pasted(start);
    const { executionId } = JSON.parse(answer.slice(answer.indexOf("{")));
    expect((await client.run(executionId)).status).toBe("waiting");
    expect(pasted(callBack)).toContain("HTTP/1.1 200");
    expect((await client.runBecomes(executionId, "completed")).context.payment.user.firstName).toEqual(
      expect.any(String),
    );
    const [list = "", show = ""] = server.output.split("\n").filter((text) => text.startsWith("curl -H"));
    await eventually(() => pasted(list).includes(executionId));
    expect(pasted(show.replace("EXECUTION-ID", executionId))).toContain('"status":"completed"');
  });

  it("ends on Ctrl-C with exit code 0 and no process left, and goes on where it was", async () => {
    const before = await client.manage("GET /flows");
    const users = await client.manage("GET /users");
    expect(await server.stop("SIGINT")).toBe(0);
    await eventually(() => !server.isAlive(), Boolean, 5_000);
    await server.restart();
    expect((await client.manage("GET /flows")).body).toEqual(before.body);
    const ids = (list: { items: { objectId: string; roles: string[] }[] }) =>
      list.items.map(({ objectId, roles }) => [objectId, roles]);
    expect(ids((await client.manage("GET /users")).body)).toEqual(ids(users.body));
  });

  it("says what to do when the port is taken", async () => {
    const port = await freePort();
    const other = await new Promise<TcpServer>((resolve) => {
      const listening = createServer().listen(port, "127.0.0.1", () => resolve(listening));
    });
    const { status, stderr } = spawnSync("node", ["scripts/start.ts", "--port", String(port)], {
      encoding: "utf8",
    });
    await new Promise((resolve) => other.close(resolve));
    expect(status).not.toBe(0);
    expect(stderr).toContain(`Port ${port} is taken. Choose another port: npm start -- --port ${port + 1}`);
  });
});
