import { type RunState, statusOf } from "./state.ts";

/** Names the session of the console that looks on, in the request that the Worker lets through. */
export const SESSION_HEADER = "holdpoint-session";

/** Why a socket is closed from here; whoever looked on needs to know (see the console's `live.ts`). */
const SIGNED_OUT = [4401, "The console's session has ended: sign in again"] as const;
const REMOVED = [4410, "The run was removed: its time is over"] as const;
const UNSURE = [1011, "It could not be said whether the session goes on: connect again"] as const;

export interface WatchersPorts {
  ctx: DurableObjectState;
  /** Which of these sessions of the console go on. */
  standing(sessions: readonly string[]): Promise<ReadonlySet<string>>;
  problem(message: string, fields: Record<string, string>, thrown: unknown): void;
}

/**
 * Those who look on while a run goes on. Their sockets are the runtime's: the object may hibernate and be evicted
 * meanwhile. They are told that there is something new, and ask for it then; nothing is owed to them.
 */
export class Watchers {
  readonly #ports: WatchersPorts;
  /** So that a run that nobody looks at costs nothing. */
  #areThere: boolean;
  /** What sessions are to be told: of several, the newest alone. */
  #news: string | undefined;
  #telling = false;

  constructor(ports: WatchersPorts) {
    this.#ports = ports;
    this.#areThere = ports.ctx.getWebSockets().length > 0;
  }

  /** Lets one more look on, and tells them at once how the run stands. `session`: null for who showed the key. */
  admit(state: RunState | undefined, session: string | null): Response {
    if (!state) return new Response(null, { status: 404 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ports.ctx.acceptWebSocket(server);
    server.serializeAttachment(session);
    this.#areThere = true;
    server.send(news(state));
    return new Response(null, { status: 101, webSocket: client });
  }

  tell(state: RunState): void {
    if (!this.#areThere) return;
    const sockets = this.#sockets();
    for (const { socket } of sockets.filter(({ session }) => session === undefined))
      attempt(() => socket.send(news(state)));
    if (sockets.every(({ session }) => session === undefined)) return;
    this.#news = news(state);
    if (!this.#telling) this.#ports.ctx.waitUntil(this.#tellSessions());
  }

  /** The run is no more. */
  dismiss(): void {
    this.#close(this.#sockets(), REMOVED);
  }

  /** The other side has closed. */
  leave(socket: WebSocket, code: number): void {
    // 1005 and the like say how a connection was lost and can't be sent.
    socket.close(code >= 3_000 || code === 1_000 ? code : 1_000);
  }

  /** A session may have ended since it was let in: that is asked when there is something to tell, and only then. */
  async #tellSessions(): Promise<void> {
    this.#telling = true;
    try {
      while (this.#news !== undefined) {
        const asked = new Set(this.#sockets().flatMap(({ session }) => session ?? []));
        const standing = await this.#ports.standing([...asked]);
        const text = this.#news;
        this.#news = undefined;
        for (const { socket, session } of this.#sockets()) {
          if (session === undefined || !asked.has(session)) continue;
          if (standing.has(session)) attempt(() => socket.send(text));
          else this.#close([{ socket }], SIGNED_OUT);
        }
      }
    } catch (thrown) {
      this.#ports.problem("asking for sessions failed", {}, thrown);
      this.#news = undefined;
      this.#close(
        this.#sockets().filter(({ session }) => session !== undefined),
        UNSURE,
      );
    } finally {
      this.#telling = false;
    }
  }

  #sockets(): { socket: WebSocket; session: string | undefined }[] {
    const sockets = this.#ports.ctx.getWebSockets();
    this.#areThere = sockets.length > 0;
    return sockets.map((socket) => {
      const attached: unknown = socket.deserializeAttachment();
      return { socket, session: typeof attached === "string" ? attached : undefined };
    });
  }

  #close(sockets: readonly { socket: WebSocket }[], [code, reason]: readonly [number, string]): void {
    for (const { socket } of sockets) attempt(() => socket.close(code, reason));
  }
}

function news(state: RunState): string {
  return JSON.stringify({ seq: state.seq, status: statusOf(state) });
}

/** One that is closing at this moment takes nothing any more, and needs nothing. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {}
}
