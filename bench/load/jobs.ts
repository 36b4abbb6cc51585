import type { Connection } from "./connection.ts";
import type { Outside } from "./outside.ts";
import type { Pool } from "./pool.ts";

/** One request, a POST with a JSON body unless it says otherwise. */
export interface Call {
  method?: "GET" | "POST";
  path: string;
  body: string;
  headers?: Record<string, string>;
  /** Its latency ends when the outside server is asked for that path, instead of with its answer. */
  done?: string;
  /** Its latency ends when this, asked after the answer until it does, says that the run has completed. */
  status?: Call;
}

/** So many calls, each sent by whichever of `atOnce` connections is free. */
export interface Job {
  port: number;
  atOnce: number;
  calls: Call[];
}

export interface Report {
  /** From the first request to the last answer, in milliseconds. */
  ms: number;
  /** Of each call, in milliseconds, in the order of their ends. */
  latencies: number[];
  /** Bodies of the answers, in the order of the calls. */
  bodies: string[];
}

/** Runs a job; throws where anything but a 200 comes back. */
export async function runJob(
  { port, atOnce, calls }: Job,
  { outside, pool }: { outside: Outside; pool: Pool },
): Promise<Report> {
  const connections = await pool.take(port, Math.min(atOnce, calls.length));
  const requests = calls.map((call) => render(call, port));
  const statuses = calls.map(({ status }) => status && render(status, port));
  const latencies: number[] = [];
  const bodies: string[] = [];
  let next = 0;

  async function work(connection: Connection): Promise<void> {
    for (let index = next++; index < calls.length; index = next++) {
      const done = calls[index]?.done;
      const arrival = done === undefined ? undefined : outside.arrival(done);
      const from = performance.now();
      const { status, body } = await connection.send(requests[index] ?? "");
      if (status !== 200) throw new Error(`${calls[index]?.path} answered ${status}: ${body}`);
      const asks = statuses[index];
      if (asks !== undefined) await completion(connection, asks);
      latencies.push((arrival ? await arrival : performance.now()) - from);
      bodies[index] = body;
    }
  }

  const from = performance.now();
  await Promise.all(connections.map(work));
  const ms = performance.now() - from;
  pool.giveBack(port, connections);
  return { ms, latencies, bodies };
}

async function completion(connection: Connection, request: string): Promise<void> {
  let body = "";
  // "completed" of a run, "complete" of an instance.
  while (!body.includes('"status":"complete')) ({ body } = await connection.send(request));
}

function render({ method = "POST", path, body, headers = {} }: Call, port: number): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return (
    `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\n` +
    `content-length: ${Buffer.byteLength(body)}\r\n${lines.join("")}\r\n${body}`
  );
}
