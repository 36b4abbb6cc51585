import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { coalesced, follow, type Liveness } from "../../../src/console/pages/run/live.ts";

class FakeSocket {
  closed = false;
  #listeners: { type: string; listener: (event: { code: number }) => void }[] = [];
  addEventListener(type: string, listener: (event: { code: number }) => void): void {
    this.#listeners.push({ type, listener });
  }
  close(): void {
    this.closed = true;
    this.fire("close");
  }
  fire(type: "open" | "message" | "close", code = 1006): void {
    for (const one of this.#listeners) if (one.type === type) one.listener({ code });
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function following() {
  const sockets: FakeSocket[] = [];
  const seen: Liveness[] = [];
  const onChange = vi.fn();
  const stop = follow({
    onChange,
    onLiveness: (liveness) => seen.push(liveness),
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
  return { sockets, seen, onChange, stop };
}

it("tells of every message, and once when it connects, since something may have been missed", () => {
  const { sockets, seen, onChange } = following();
  sockets[0]?.fire("open");
  sockets[0]?.fire("message");
  expect(seen).toEqual(["connecting", "live"]);
  expect(onChange).toHaveBeenCalledTimes(2);
});

it("connects again after a loss, later and later, at once again after it worked", async () => {
  const { sockets, seen } = following();
  sockets[0]?.fire("close");
  await vi.advanceTimersByTimeAsync(500);
  expect(sockets).toHaveLength(2);
  sockets[1]?.fire("close");
  await vi.advanceTimersByTimeAsync(499);
  expect(sockets).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(501);
  expect(sockets).toHaveLength(3);
  sockets[2]?.fire("open");
  sockets[2]?.fire("close");
  await vi.advanceTimersByTimeAsync(500);
  expect(sockets).toHaveLength(4);
  expect(seen).toEqual(["connecting", "reconnecting", "reconnecting", "live", "reconnecting"]);
});

it("asks why where a connection was refused, which a socket doesn't tell", async () => {
  const { sockets, onChange } = following();
  sockets[0]?.fire("close");
  expect(onChange).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(500);
  sockets[1]?.fire("open");
  sockets[1]?.fire("close");
  expect(onChange).toHaveBeenCalledTimes(2);
});

it.each([
  [4401, "signed-out"],
  [4410, "removed"],
])("ends where the server closes for good, with %i", async (code, end) => {
  const { sockets, seen, onChange } = following();
  sockets[0]?.fire("open");
  sockets[0]?.fire("close", code);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen).toEqual(["connecting", "live", end]);
  expect(sockets).toHaveLength(1);
  expect(onChange).toHaveBeenCalledTimes(1);
});

it("stays away once it is stopped", async () => {
  const { sockets, stop } = following();
  sockets[0]?.fire("close");
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets).toHaveLength(1);
  const other = following();
  other.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(other.sockets.map(({ closed }) => closed)).toEqual([true]);
});

it("asks once more, however many messages come while an answer is on its way", async () => {
  const answers: (() => void)[] = [];
  const work = vi.fn(() => new Promise<void>((resolve) => answers.push(resolve)));
  const refresh = coalesced(work);
  refresh();
  refresh();
  refresh();
  expect(work).toHaveBeenCalledTimes(1);
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(work).toHaveBeenCalledTimes(2);
  answers[1]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(work).toHaveBeenCalledTimes(2);
});
