import { createContext, useContext } from "react";
import type { Place } from "../document/add.ts";
import type { Link, Port } from "../document/links.ts";
import type { Positions } from "../document/positions.ts";

/** What somebody does to the flow by its picture. Keep the object's identity: every node reads it. */
export interface CanvasHandlers {
  /** Blocks were put elsewhere; the positions of all are given. */
  onMove: (positions: Positions) => void;
  onConnect: (from: string, port: Port, to: string) => void;
  onRedirect: (link: Link, to: string) => void;
  onDisconnect: (link: Link) => void;
  onRemove: (ids: readonly string[]) => void;
  /** A new block is wanted there: ask which. */
  onAdd: (place: Place) => void;
}

/** Undefined: the picture can only be looked at. */
export const Handlers = createContext<CanvasHandlers | undefined>(undefined);

export function useHandlers(): CanvasHandlers | undefined {
  return useContext(Handlers);
}
