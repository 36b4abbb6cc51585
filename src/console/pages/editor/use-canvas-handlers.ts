import { useMemo } from "react";
import type { CanvasHandlers } from "../../canvas/handlers.ts";
import type { Place } from "../../document/add.ts";
import { connect, disconnect, redirect } from "../../document/links.ts";
import { onDraft, removing } from "./edits.ts";
import type { Editing } from "./use-editing.ts";

/** What is done on the canvas, as edits. */
export function useCanvasHandlers(editing: Editing, onAdd: (place: Place) => void): CanvasHandlers {
  return useMemo(
    () => ({
      onAdd,
      onMove: (positions) => editing.edit((sketch) => ({ sketch: { ...sketch, positions } }), "move"),
      onConnect: (from, port, to) => editing.edit(onDraft((draft) => connect(draft, from, port, to))),
      onRedirect: (link, to) => editing.edit(onDraft((draft) => redirect(draft, link, to))),
      onDisconnect: (link) => editing.edit(onDraft((draft) => disconnect(draft, link))),
      onRemove: (ids) => editing.edit(removing(ids)),
    }),
    [editing, onAdd],
  );
}
