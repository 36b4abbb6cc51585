import { byteLength, type Json, type JsonObject } from "../json.ts";

/** What came in and went out of blocks may take that much of an answer. */
const DATA_BYTES = 4 * 1024 * 1024;

/** What takes no more is always shown. */
const SMALL_BYTES = 256;

/** Measuring takes time, and a loop may read the same megabyte ten thousand times. */
const MEASURED_BYTES = 16 * 1024 * 1024;

/** Of `run` and of `urls`, which are made when they are read. */
const ROOT_BYTES = 4 * 1024;

type Side = "in" | "out";

/** What came into the blocks of a run and went out again: the latest of it, as long as that fits into an answer. */
export class StepData {
  readonly #data = new Map<number, { in?: Json; out?: Json; omittedBytes?: number }>();
  /** In the order in which they came; those before `#first` are left out. */
  readonly #parts: { occurrence: number; side: Side; bytes: number }[] = [];
  #first = 0;
  #bytes = 0;
  #measurable = MEASURED_BYTES;

  /** `sizes`: of what can be read, in bytes, by its root. */
  keepIn(occurrence: number, value: JsonObject, sizes: Readonly<Record<string, number>>): void {
    const most = Object.keys(value).reduce((sum, root) => sum + (sizes[root] ?? ROOT_BYTES), 0);
    this.#keep(occurrence, "in", value, this.#measure(value, most));
  }

  keepOut(occurrence: number, value: Json, bytes: number): void {
    this.#keep(occurrence, "out", value, bytes);
  }

  of(occurrence: number): { in?: Json; out?: Json; omittedBytes?: number } {
    return this.#data.get(occurrence) ?? {};
  }

  /** Past the bound what it may take counts. */
  #measure(value: JsonObject, most: number): number {
    if (most > this.#measurable) return most;
    this.#measurable -= most;
    return byteLength(JSON.stringify(value));
  }

  #keep(occurrence: number, side: Side, value: Json, bytes: number): void {
    this.#data.set(occurrence, { ...this.#data.get(occurrence), [side]: value });
    if (bytes <= SMALL_BYTES) return;
    this.#parts.push({ occurrence, side, bytes });
    for (this.#bytes += bytes; this.#bytes > DATA_BYTES; this.#first++) {
      const part = this.#parts[this.#first];
      if (!part) break;
      this.#bytes -= part.bytes;
      const { [part.side]: _, ...rest } = this.#data.get(part.occurrence) ?? {};
      this.#data.set(part.occurrence, { ...rest, omittedBytes: (rest.omittedBytes ?? 0) + part.bytes });
    }
  }
}
