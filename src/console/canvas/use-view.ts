import { type ReactFlowInstance, useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";

interface View {
  selected: string | undefined;
  fit: number;
  /** Of blocks. */
  count: number;
}

const WHOLE = { padding: 0.15, maxZoom: 1, duration: 200 };
/** Smaller than that nobody reads it: then only the block that matters is brought into sight. */
const READABLE = 0.65;

/** Keeps in sight what matters: the whole flow when asked or when it grows, and the block that was selected elsewhere. */
export function useView({ selected, fit, count }: View): void {
  const flow = useReactFlow();
  // On a narrow screen the panel takes its place from the picture.
  const room = useStore(({ width, height }) => `${width} ${height}`);
  const shown = useRef({ fit, count });
  useEffect(() => {
    const before = shown.current;
    shown.current = { fit, count };
    // What was just added is drawn with the next picture.
    const frame = requestAnimationFrame(() => {
      if (before.fit !== fit) void flow.fitView(WHOLE);
      else if (before.count !== count && !isAllInSight(flow) && fitZoom(flow) >= READABLE)
        void flow.fitView(WHOLE);
      else if (selected !== undefined) bringIntoSight(flow, selected);
    });
    return () => cancelAnimationFrame(frame);
  }, [selected, fit, count, room, flow]);
}

function canvasBox(): DOMRect | undefined {
  return document.querySelector(".hp-canvas")?.getBoundingClientRect();
}

function isAllInSight(flow: ReactFlowInstance): boolean {
  return flow.getNodes().every(({ id }) => isInSight(flow, id));
}

/** How large the whole flow could be drawn. */
function fitZoom(flow: ReactFlowInstance): number {
  const { width, height } = flow.getNodesBounds(flow.getNodes());
  const box = canvasBox();
  return box ? Math.min(box.width / (width * 1.3), box.height / (height * 1.3)) : 0;
}

function isInSight(flow: ReactFlowInstance, id: string): boolean {
  const node = flow.getNode(id);
  const box = canvasBox();
  if (!node || !box) return true;
  const { width = 0, height = 0, position } = node;
  const start = flow.flowToScreenPosition(position);
  const end = flow.flowToScreenPosition({ x: position.x + width, y: position.y + height });
  return start.x >= box.left && end.x <= box.right && start.y >= box.top && end.y <= box.bottom;
}

function bringIntoSight(flow: ReactFlowInstance, id: string): void {
  const node = flow.getNode(id);
  if (!node || isInSight(flow, id)) return;
  const { width = 0, height = 0, position } = node;
  void flow.setCenter(position.x + width / 2, position.y + height / 2, {
    zoom: flow.getZoom(),
    duration: 200,
  });
}
