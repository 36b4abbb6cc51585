import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  body: string;
}

const TIMEOUT_MS = 30_000;

/**
 * One keep-alive connection that carries one request at a time. It knows as much of HTTP/1.1 as workerd's answers
 * need: a client that does more would take a good part of the two cores from the server.
 */
export class Connection {
  readonly #socket: Socket;
  #received = "";
  #pending: PromiseWithResolvers<Answer> | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    socket.on("data", (chunk) => this.#receive(chunk.toString("latin1")));
    socket.on("error", (error) => this.#pending?.reject(error));
    socket.on("close", () => this.#pending?.reject(new Error("the server closed the connection")));
  }

  /** False once it was closed by either side. */
  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1" });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new Connection(socket));
      });
    });
  }

  /** `request`: a whole one, head and body. */
  send(request: string): Promise<Answer> {
    this.#pending = Promise.withResolvers<Answer>();
    this.#socket.write(request);
    return this.#pending.promise;
  }

  close(): void {
    this.#pending = undefined;
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    const answer = parse(this.#received);
    if (!answer) return;
    const pending = this.#pending;
    this.#received = "";
    this.#pending = undefined;
    pending?.resolve(answer);
  }
}

/** Undefined until the answer is whole. Nothing follows it, since there is one request at a time. */
function parse(text: string): Answer | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = text.slice(0, end).toLowerCase();
  const rest = text.slice(end + 4);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) return rest.length < Number(length) ? undefined : { status, body: rest };
  if (!head.includes("\r\ntransfer-encoding: chunked")) return { status, body: "" };
  return rest.endsWith("0\r\n\r\n") ? { status, body: unchunk(rest) } : undefined;
}

function unchunk(text: string): string {
  let body = "";
  for (let at = 0; ; ) {
    const end = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.slice(at, end), 16);
    if (!(size > 0)) return body;
    body += text.slice(end + 2, end + 2 + size);
    at = end + 4 + size;
  }
}
