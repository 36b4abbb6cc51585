import { type NodeHandle, Position } from "@xyflow/react";
import type { DraftBlock } from "../document/draft.ts";
import { PORTS, type Port, portsOf, targetsOf } from "../document/links.ts";
import type { Size } from "../document/positions.ts";

/** Where a port sits at its block. */
export interface PortPlace {
  port: Port;
  position: Position.Bottom | Position.Right;
  /** Of the middle of the port, from the block's upper left corner, in pixels. */
  x: number;
  y: number;
  /** Always to be seen; others when the block is selected or pointed at. */
  isMain: boolean;
}

/** How wide a port is; the same number stands in block-node.css. */
const PORT = 14;
const HEAD_MIDDLE = 26;

/** The ports of a block's type, and those that it uses though its type hasn't got them. */
export function portPlaces(block: DraftBlock, { width, height }: Size): PortPlace[] {
  const offered = portsOf(block);
  const odd = PORTS.filter((port) => !offered.includes(port) && targetsOf(block, port).length > 0);
  return [...offered, ...odd].map((port) => {
    const side = { port, position: Position.Right, x: width, isMain: false } as const;
    if (port === "onError") return { ...side, y: HEAD_MIDDLE };
    // Below it, so that their lines don't cross.
    if (port === "onReject") return { ...side, y: height - HEAD_MIDDLE };
    const isMain = port !== "timeout.next";
    return { port, position: Position.Bottom, x: width * SHARE[port], y: height, isMain };
  });
}

/** From the left. */
const SHARE = { next: 0.5, yes: 0.3, no: 0.7, "timeout.next": 0.84 } as const;

/** Ports and the entry as the canvas wants to know them, so that links need no block on the screen. */
export function handlesOf(block: DraftBlock, size: Size): NodeHandle[] {
  const entry: NodeHandle = { type: "target", position: Position.Top, ...corner(size.width / 2, 0) };
  const exits = portPlaces(block, size).map(
    ({ port, position, x, y }): NodeHandle => ({ id: port, type: "source", position, ...corner(x, y) }),
  );
  return [entry, ...exits];
}

function corner(x: number, y: number) {
  return { x: x - PORT / 2, y: y - PORT / 2, width: PORT, height: PORT };
}
