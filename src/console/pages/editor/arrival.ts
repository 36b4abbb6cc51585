import { isJsonObject, type Json } from "../../../json.ts";

/** What the editor of a new flow hands on to the editor of the saved one, in the history's entry. */
export interface Arrival {
  selected?: string | undefined;
  /** The version to launch. */
  launch?: string | undefined;
}

/** Pure: React may render more than once before what it rendered is there. */
export function readArrival(): Arrival {
  const state: Json = window.history.state;
  if (!isJsonObject(state)) return {};
  const { selected, launch } = state;
  return {
    selected: typeof selected === "string" ? selected : undefined,
    launch: typeof launch === "string" ? launch : undefined,
  };
}

/** A reload begins afresh. */
export function forgetArrival(): void {
  window.history.replaceState(null, "");
}
