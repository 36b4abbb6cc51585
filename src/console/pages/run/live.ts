/** Whether changes of a run are seen as they happen. */
export type Liveness = "connecting" | "live" | "reconnecting" | "signed-out" | "removed";

/** With these codes the server closes for good: the session has ended, or the run is no more. */
const ENDS: ReadonlyMap<number, Liveness> = new Map([
  [4401, "signed-out"],
  [4410, "removed"],
]);

/** The part of a WebSocket that is used. */
interface Socket {
  addEventListener(type: "open" | "message", listener: () => void): void;
  addEventListener(type: "close", listener: (event: { code: number }) => void): void;
  close(): void;
}

export interface Following {
  /** Something happened, or may have happened while we weren't connected; or a connection was refused: see why. */
  onChange: () => void;
  onLiveness: (liveness: Liveness) => void;
  /** Opens a connection; a test brings its own. */
  open: () => Socket;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/**
 * Stays connected until the answered function is called, and tells of every message. Each message says only that
 * there is something new; what it is, the reader asks for. Waits twice as long after each attempt that failed.
 */
export function follow({ onChange, onLiveness, open }: Following): () => void {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let socket: Socket | undefined;

  function connect(): void {
    const opened = open();
    let wasOpen = false;
    socket = opened;
    opened.addEventListener("open", () => {
      wasOpen = true;
      failures = 0;
      onLiveness("live");
      onChange();
    });
    opened.addEventListener("message", onChange);
    opened.addEventListener("close", ({ code }) => {
      if (socket !== opened) return;
      const end = ENDS.get(code);
      onLiveness(end ?? "reconnecting");
      if (end) return;
      if (!wasOpen) onChange();
      timer = setTimeout(connect, waitOf(failures));
      failures += 1;
    });
  }

  onLiveness("connecting");
  connect();
  return () => {
    clearTimeout(timer);
    const last = socket;
    socket = undefined;
    last?.close();
  };
}

/** With up to a half taken off by chance, so that many readers don't come back at once. */
function waitOf(failures: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return longest * (1 - Math.random() / 2);
}

/** Calls `work` now; called again while it goes on, once more after it, however often. */
export function coalesced(work: () => Promise<unknown>): () => void {
  let isBusy = false;
  let isDue = false;
  async function start(): Promise<void> {
    isBusy = true;
    try {
      await work();
    } finally {
      isBusy = false;
      if (isDue) {
        isDue = false;
        void start();
      }
    }
  }
  return () => {
    if (isBusy) isDue = true;
    else void start();
  };
}
