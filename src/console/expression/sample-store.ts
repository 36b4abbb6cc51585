import { useSyncExternalStore } from "react";
import { isJsonObject, type Json, type JsonObject } from "../../json.ts";

/** In the browser: sample data are the author's own, and no part of the flow. */
const PREFIX = "holdpoint.sample.";

const listeners = new Set<() => void>();
const read = new Map<string, JsonObject | undefined>();

/** The sample data of a flow; undefined as long as nobody has written any. */
export function useSample(
  flow: string,
): readonly [JsonObject | undefined, (sample: JsonObject | undefined) => void] {
  const sample = useSyncExternalStore(subscribe, () => sampleOf(flow));
  return [sample, (next) => write(flow, next)];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function sampleOf(flow: string): JsonObject | undefined {
  if (!read.has(flow)) read.set(flow, stored(flow));
  return read.get(flow);
}

function stored(flow: string): JsonObject | undefined {
  try {
    const text = localStorage.getItem(PREFIX + flow);
    const value: Json = text === null ? null : JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Storage can be forbidden; then there is a sample while the page is open.
    return undefined;
  }
}

function write(flow: string, sample: JsonObject | undefined): void {
  read.set(flow, sample);
  try {
    if (sample === undefined) localStorage.removeItem(PREFIX + flow);
    else localStorage.setItem(PREFIX + flow, JSON.stringify(sample));
  } catch {
    // It is full or forbidden; see above.
  }
  for (const listener of listeners) listener();
}
