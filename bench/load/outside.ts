import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The outside server that last blocks and last steps ask, so that a run's end is seen without polling for it. */
export class Outside {
  readonly port: number;
  readonly #expected: Map<string, (at: number) => void>;

  private constructor(port: number, expected: Map<string, (at: number) => void>) {
    this.port = port;
    this.#expected = expected;
  }

  static async open(): Promise<Outside> {
    const expected = new Map<string, (at: number) => void>();
    const server = createServer((request, response) => {
      const at = performance.now();
      request.resume();
      response.setHeader("content-type", "application/json");
      response.end("{}");
      expected.get(request.url ?? "")?.(at);
      expected.delete(request.url ?? "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Outside(portOf(server.address()), expected);
  }

  /** When that path is asked for the first time, by `performance.now()`. */
  arrival(path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nobody asked for ${path} within 30 s`)), 30_000);
      this.#expected.set(path, (at) => {
        clearTimeout(timer);
        resolve(at);
      });
    });
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
