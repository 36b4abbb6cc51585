import { useReactFlow } from "@xyflow/react";
import { type KeyboardEvent, useCallback, useRef } from "react";
import type { BlockNode } from "./graph.ts";
import type { CanvasHandlers } from "./handlers.ts";
import { blockTowards } from "./walk.ts";

/** What keys do on a block: arrows go from one to the next, Delete removes. The rest is the canvas' own. */
export function useKeys(nodes: readonly BlockNode[], handlers: CanvasHandlers | undefined) {
  const flow = useReactFlow();
  const latest = useRef({ nodes, handlers });
  latest.current = { nodes, handlers };
  return useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      const id = blockAt(event.target);
      if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      const current = latest.current;
      if (event.key === "Delete" || event.key === "Backspace") {
        if (!current.handlers) return;
        event.preventDefault();
        const chosen = current.nodes.filter((node) => node.selected).map((node) => node.id);
        current.handlers.onRemove(chosen.includes(id) ? chosen : [id]);
        return;
      }
      const places = Object.fromEntries(current.nodes.map((node) => [node.id, node.position]));
      const next = event.shiftKey ? undefined : blockTowards(event.key, id, places);
      if (event.shiftKey || !event.key.startsWith("Arrow")) return;
      // Otherwise the canvas would move the block.
      event.preventDefault();
      event.stopPropagation();
      const node = current.nodes.find((each) => each.id === next);
      if (!node) return;
      focusBlock(node.id);
      // One that is out of sight may not be in the page yet.
      if (document.activeElement?.getAttribute("data-id") === node.id) return;
      const { position, width = 0, height = 0 } = node;
      void flow.setCenter(position.x + width / 2, position.y + height / 2, { zoom: flow.getZoom() });
      requestAnimationFrame(() => requestAnimationFrame(() => focusBlock(node.id)));
    },
    [flow],
  );
}

/** Gives a block of the canvas the focus, if it is in the page. */
function focusBlock(id: string): void {
  document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus();
}

/** The block whose own node, not a button in it, has the focus. */
function blockAt(target: EventTarget): string | undefined {
  if (!(target instanceof HTMLElement) || !target.classList.contains("react-flow__node")) return undefined;
  return target.getAttribute("data-id") ?? undefined;
}
