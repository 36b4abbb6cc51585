import { durationMs } from "../../blocks/time.ts";
import type { Problem } from "../../errors.ts";
import { pathTo } from "./path.ts";
import type { Outline } from "./shape.ts";

/** Heartbeats that could move no deadline. */
export function checkDeadlines({ blocks }: Outline): Problem[] {
  return Object.entries(blocks).flatMap(([id, block]) => {
    if (block.type !== "external-callback" || !block.heartbeat) return [];
    const { timeout, heartbeat } = block;
    const at = (field: string) => `${pathTo("blocks", id)}.${field}`;
    if (!timeout) {
      const message = "A heartbeat moves the deadline of a wait: the trigger needs a `timeout`";
      return [{ path: at("heartbeat"), message }];
    }
    if (timeout.after === undefined && heartbeat.extend === undefined) {
      const message = "With `timeout.at`, a heartbeat has to say how far it moves the deadline";
      return [{ path: at("heartbeat.extend"), message }];
    }
    if (timeout.after === undefined || durationMs(heartbeat.most) > durationMs(timeout.after)) return [];
    const message = "The timeout lasts as long as this already: no heartbeat could move it";
    return [{ path: at("heartbeat.most"), message }];
  });
}
