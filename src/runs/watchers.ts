import { type RunState, statusOf } from "./state.ts";

/**
 * Those who look on while a run goes on. Their sockets are the runtime's: the object may hibernate and be evicted
 * meanwhile. They are told that there is something new, and ask for it then; nothing is owed to them.
 */
export class Watchers {
  readonly #ctx: DurableObjectState;
  /** So that a run that nobody looks at costs nothing. */
  #areThere: boolean;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    this.#areThere = ctx.getWebSockets().length > 0;
  }

  /** Lets one more look on, and tells them at once how the run stands. */
  admit(state: RunState | undefined): Response {
    if (!state) return new Response(null, { status: 404 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    this.#areThere = true;
    server.send(news(state));
    return new Response(null, { status: 101, webSocket: client });
  }

  tell(state: RunState): void {
    if (!this.#areThere) return;
    const sockets = this.#ctx.getWebSockets();
    this.#areThere = sockets.length > 0;
    for (const socket of sockets) send(socket, news(state));
  }

  /** The other side has closed. */
  leave(socket: WebSocket, code: number): void {
    // 1005 and the like say how a connection was lost and can't be sent.
    socket.close(code >= 3_000 || code === 1_000 ? code : 1_000);
  }
}

function news(state: RunState): string {
  return JSON.stringify({ seq: state.seq, status: statusOf(state) });
}

/** One that is closing at this moment needs no news. */
function send(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {}
}
