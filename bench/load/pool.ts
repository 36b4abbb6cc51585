import { Connection } from "./connection.ts";

/** workerd closes what has been idle for five seconds. */
const IDLE_MS = 3_000;

interface Idle {
  connection: Connection;
  since: number;
}

/** Keeps connections for the next job to the same port. */
export class Pool {
  readonly #idle = new Map<number, Idle[]>();

  async take(port: number, count: number): Promise<Connection[]> {
    const idle = this.#idle.get(port) ?? [];
    this.#idle.delete(port);
    const limit = performance.now() - IDLE_MS;
    const fresh = idle.filter(({ connection, since }) => since > limit && connection.isOpen);
    const kept = fresh.slice(0, count).map(({ connection }) => connection);
    for (const { connection } of idle) if (!kept.includes(connection)) connection.close();
    const missing = Array.from({ length: count - kept.length }, () => Connection.open(port));
    return [...kept, ...(await Promise.all(missing))];
  }

  giveBack(port: number, connections: readonly Connection[]): void {
    const since = performance.now();
    const idle = this.#idle.get(port) ?? [];
    idle.push(...connections.map((connection) => ({ connection, since })));
    this.#idle.set(port, idle);
  }
}
