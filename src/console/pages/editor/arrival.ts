import { isJsonObject, type Json } from "../../../json.ts";

/** What the editor of a new flow hands on to the editor of the saved one, in the history's entry. */
export interface Arrival {
  selected?: string | undefined;
  /** The version to launch. */
  launch?: string | undefined;
}

/** Read once: a reload begins afresh. */
export function readArrival(): Arrival {
  const state: Json = window.history.state;
  if (!isJsonObject(state)) return {};
  const { selected, launch } = state;
  window.history.replaceState(null, "");
  return {
    selected: typeof selected === "string" ? selected : undefined,
    launch: typeof launch === "string" ? launch : undefined,
  };
}
