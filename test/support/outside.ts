import { createServer, type IncomingMessage, type Server } from "node:http";
import { freePort } from "./server.ts";

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** An outside HTTP server that writes down every request before `answer` says what to reply. */
export class Outside {
  readonly seen: Seen[] = [];
  readonly url: string;
  /** Replaced by a test: the status of each answer. */
  answer: (seen: Seen) => number | Promise<number> = () => 200;
  readonly #server: Server;

  private constructor(port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.#server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        const { method = "", url: path = "", headers } = request;
        const seen = { method, path, headers, body };
        this.seen.push(seen);
        void Promise.resolve(this.answer(seen)).then((status) =>
          response.writeHead(status, { "content-type": "application/json" }).end('{"ok":true}'),
        );
      });
    }).listen(port, "127.0.0.1");
  }

  static async open(): Promise<Outside> {
    return new Outside(await freePort());
  }

  /** The requests to a path. */
  at(path: string): Seen[] {
    return this.seen.filter((seen) => seen.path === path);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
