import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server as TcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { freePort, KEYS, Server } from "../support/server.ts";

const README = readFileSync("README.md", "utf8");

type Flow = Record<"id" | "name" | "live", unknown>;

/** As the README has it started for what Stripe signs. */
const STRIPE = "FLOW_SECRET_STRIPE:whsec_demo";

let server: Server;
let client: Client;

beforeAll(async () => {
  server = await Server.start(["npm", "start", "--", "--var", STRIPE]);
  client = new Client(server.url);
});

afterAll(() => server.dispose());

/** The printed command lines that begin like this. */
function printed(beginning: string): string[] {
  return server.output.split("\n").filter((line) => line.startsWith(beginning));
}

/** What a printed command line says, as a user pastes it. */
function pasted(line: string): string {
  const { stdout, status } = spawnSync("bash", ["-c", line], { encoding: "utf8" });
  expect(status, line).toBe(0);
  return stdout;
}

/** What the README has one paste, here and now: its blocks of lines with that in them, in their order. */
function readme(...marks: string[]): string {
  const blocks = [...README.matchAll(/```sh\n([^`]+(?:`[^`]+)*?)```/g)].map(([, lines = ""]) => lines);
  const chosen = blocks.filter((lines) => marks.some((mark) => lines.includes(mark)));
  expect(chosen).toHaveLength(marks.length);
  return chosen
    .join("\n")
    .replace("BASE=http://127.0.0.1:8787", `BASE=${server.url}`)
    .replace(/^KEY=.+$/m, `KEY=${KEYS.ADMIN_KEY}`);
}

/** A port that somebody listens on. */
async function takenPort(): Promise<{ port: number; free: () => Promise<unknown> }> {
  const port = await freePort();
  const other = await new Promise<TcpServer>((resolve) => {
    const listening = createServer().listen(port, "127.0.0.1", () => resolve(listening));
  });
  return { port, free: () => new Promise((resolve) => other.close(resolve)) };
}

describe("npm start", () => {
  it("takes the port, the state directory and the admin key from its flags", async () => {
    expect(server.output).toContain(`Holdpoint    ${server.url}`);
    expect(server.output).toContain(`Admin key    ${KEYS.ADMIN_KEY}`);
    expect((await client.manage("GET /flows")).body.items).toMatchObject([{ name: "Order payment" }]);
    expect(readdirSync(join(server.directory, "v3")).toSorted()).toEqual(
      expect.arrayContaining(["d1", "do", "kv"]),
    );
  });

  it("prints two lines that start a run and call it back, as pasted", async () => {
    const [start = "", callBack = "", ...more] = printed("curl -i -X POST");
    expect(more).toEqual([]);
    const answer = pasted(start);
    const { executionId } = JSON.parse(answer.slice(answer.indexOf("{")));
    expect((await client.run(executionId)).status).toBe("waiting");
    expect(pasted(callBack)).toMatch(/^HTTP\/1.1 200 /);
    const { result, context } = await client.runBecomes(executionId, "completed");
    expect(result).toMatchObject({ status: "complete" });
    expect(context.complete).toMatchObject({ paidBy: "cashier@example.com", firstName: "Casey" });

    const [list = "", show = ""] = printed("curl -H");
    await eventually(() => pasted(list).includes(executionId));
    expect(pasted(show.replace("EXECUTION-ID", executionId))).toContain('"status":"completed"');
  });

  it("bears the README's session, as pasted", () => {
    const said = pasted(readme("BASE="));
    expect(said).toContain("HTTP/1.1 200 OK");
    expect(said).toContain('"status":"waiting"');
    expect(said).toContain('"result":"Order A-1 is paid"');
  });

  it("bears the README's delivery of a sender who signs, as pasted", () => {
    expect(README).toContain(`npm start -- --var ${STRIPE}\n`);
    const said = pasted(readme("BASE=", "examples/stripe-payment.json"));
    const answers = said.split("\n").flatMap((line) => /\d{3} \{.+\}$/.exec(line) ?? []);
    expect(answers.map((line) => [line.slice(0, 3), JSON.parse(line.slice(4)).outcome])).toEqual([
      ["401", undefined],
      ["200", "activated"],
      ["200", "duplicate"],
    ]);
    expect(said).toContain('"result":{"status":"paid","order":"A-7","event":"evt_1","amount":5000}');
  });

  it("bears the README's people with a link, as pasted", () => {
    const said = pasted(readme("BASE=", "examples/email-verification.json"));
    expect(said).toContain("shown: 200\nanswered: 303");
    expect(said).toContain('"result":{"email":"ann@example.com","confirmed":true}');
  });

  it("bears the README's approval by two, as pasted", () => {
    const said = pasted(readme("BASE=", "examples/two-person-approval.json"));
    const outcomes = [...said.matchAll(/"outcome":"(\w+)"/g)].map(([, outcome]) => outcome);
    expect(outcomes).toEqual(["approved", "duplicate", "activated"]);
    expect(said).toContain('"status":"approved","by":["ann@approve.example","bob@approve.example"]');
  });

  it("prints a link that opens the console, and signs in once", async () => {
    const [, page = "", code = ""] = /^ {2}Console +(\S+)#code=(\S+)$/m.exec(server.output) ?? [];
    expect(page).toBe(`${server.url}/console/`);
    const fromPage = { origin: server.url, "holdpoint-console": "1" };
    const signIn = () => client.send("POST /api/manage/console/sessions", { code }, fromPage);
    const { status, headers } = await signIn();
    expect(status).toBe(204);
    const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
    const session = await client.send("GET /api/manage/console/session", undefined, { cookie });
    expect(session.status).toBe(200);
    const role = { name: "Made in the console" };
    const made = await client.send("POST /api/manage/roles", role, { ...fromPage, cookie });
    expect(made.status).toBe(201);
    await client.manage(`DELETE /roles/${encodeURIComponent(role.name)}`);
    expect((await signIn()).status).toBe(401);
  });

  it("ends on Ctrl-C with exit code 0 and no process left, and goes on where it was, seeding nothing", async () => {
    const [start = ""] = printed("curl -i -X POST");
    const { executionId } = JSON.parse(pasted(start.replace("curl -i", "curl -s")));
    const look = async () => [
      // What their runs do is told by the run index, which may lag.
      (await client.manage("GET /flows")).body.items.map((flow: Flow) => [flow.id, flow.name, flow.live]),
      (await client.manage("GET /roles")).body,
      (await client.manage("GET /users")).body.items.map(withoutLogin),
      await client.run(executionId),
    ];
    const before = await look();
    expect(await server.stop("SIGINT")).toBe(0);
    await eventually(() => !server.isAlive(), Boolean, 5_000);
    await expect(client.send("GET /api/health")).rejects.toThrow();

    await server.restart(["npm", "start", "--"]);
    expect(await look()).toEqual(before);
    expect(server.output).not.toContain("Preparing the database");
    const [, callBack = ""] = printed("curl -i -X POST");
    expect(pasted(callBack)).toMatch(/^HTTP\/1.1 200 /);
    expect((await client.run(executionId)).status).toBe("waiting");
  });

  it("says what to do when the port is taken, and touches nothing", async () => {
    const { port, free } = await takenPort();
    const state = join(mkdtempSync(join(tmpdir(), "holdpoint-")), "state");
    const flags = ["--port", String(port), "--persist-to", state, "--var", "ADMIN_KEY:a", "SIGNING_KEY:b"];
    const { status, stderr } = spawnSync("npm", ["start", "--silent", "--", ...flags], { encoding: "utf8" });
    await free();
    expect(status).toBe(1);
    expect(stderr.trim()).toBe(`Port ${port} is taken. Choose another port: npm start -- --port ${port + 1}`);
    expect(existsSync(state)).toBe(false);
    rmSync(join(state, ".."), { recursive: true });
  });
});

/** Each start logs the demo user in. */
function withoutLogin(user: object) {
  return { ...user, lastLogin: undefined };
}
