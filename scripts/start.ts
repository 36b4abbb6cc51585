import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { buildAssets } from "./assets.ts";
import { ensureSecrets } from "./dev-vars.ts";
import { type Flags, readFlags } from "./flags.ts";
import { greeting } from "./greeting.ts";
import { migrateLocally } from "./migrations.ts";
import { relayOutput } from "./output.ts";
import { seed } from "./seed.ts";
import { sendTo } from "./send.ts";
import { startWrangler } from "./wrangler.ts";

/** `npm start`: the local server on the real runtime, with a flow and a user to try. Flags go to `wrangler dev`. */
const args = process.argv.slice(2);
const flags = readFlags(args);
const { ADMIN_KEY } = ensureSecrets(flags.vars);

const problem = await listenProblem(flags);
if (problem) {
  console.error(problem);
  process.exit(1);
}
await buildAssets();
await migrateLocally(flags.persistTo);
console.log("Starting the server …");

const server = startWrangler(
  ["dev", ...args, ...flags.added, "--show-interactive-dev-session=false"],
  ["ignore", "pipe", "pipe"],
);
relayOutput(server);
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (!stopping) server.kill("SIGTERM");
    stopping = true;
  });
}
server.on("exit", (code) => process.exit(stopping ? 0 : (code ?? 1)));
process.on("exit", () => server.kill());

const origin = `http://${["0.0.0.0", "localhost", "*"].includes(flags.ip) ? "127.0.0.1" : flags.ip}:${flags.port}`;
await answers(origin);
try {
  const send = sendTo(origin, ADMIN_KEY);
  const seeded = await seed(send);
  const { code } = await send<{ code: string }>("POST /manage/console/codes");
  console.log(greeting({ origin, adminKey: ADMIN_KEY, code, seeded }));
} catch (thrown) {
  console.error(`${origin} answers, but the demo could not be set up:`, thrown);
}

function listenProblem({ ip, port }: Flags): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", ({ message }) => {
      const another = `Choose another port: npm start -- --port ${port + 1}`;
      resolve(
        message.includes("EADDRINUSE") ? `Port ${port} is taken. ${another}` : `${message}. ${another}`,
      );
    });
    probe.listen(port, ip, () => probe.close(() => resolve(undefined)));
  });
}

async function answers(url: string): Promise<void> {
  for (;;) {
    try {
      if ((await fetch(`${url}/api/health`)).ok) return;
    } catch {
      // Not yet.
    }
    await sleep(100);
  }
}
