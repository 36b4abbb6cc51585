import { getSmoothStepPath, Position } from "@xyflow/react";
import type { Point } from "../document/positions.ts";

export interface Ends {
  sourceX: number;
  sourceY: number;
  sourcePosition: Position;
  targetX: number;
  targetY: number;
}

export interface DrawnPath {
  /** As SVG has it. */
  path: string;
  labelX: number;
  labelY: number;
}

const RADIUS = 10;
const STEM = 22;
/** Half a block and some room: a way back goes around it. */
const ASIDE = 160;

/**
 * The line of a link: down to what comes next, by its route where other blocks stand in between, or around the
 * blocks back to one that came before.
 */
export function linkPath(ends: Ends, route?: readonly Point[]): DrawnPath {
  const { sourceX, sourceY, sourcePosition, targetX, targetY } = ends;
  const isBack = targetY < sourceY + STEM / 2;
  if (isBack) return backPath(ends);
  if (route) return routedPath(ends, route);
  const [path, labelX, labelY] = getSmoothStepPath({
    sourceX,
    sourceY,
    sourcePosition,
    targetX,
    targetY,
    targetPosition: Position.Top,
    borderRadius: RADIUS,
    offset: STEM,
  });
  return { path, labelX, labelY };
}

/** Along a route whose points lie between the rows of blocks and in them by turns: across only between them. */
function routedPath(
  { sourceX, sourceY, sourcePosition, targetX, targetY }: Ends,
  route: readonly Point[],
): DrawnPath {
  const isRight = sourcePosition === Position.Right;
  const points: Point[] = [{ x: sourceX, y: sourceY }];
  let x = isRight ? sourceX + STEM : sourceX;
  if (isRight) points.push({ x, y: sourceY });
  route.forEach(({ y }, index) => {
    if (index % 2 !== 0) return;
    const next = route[index + 1]?.x ?? targetX;
    points.push({ x, y }, { x: next, y });
    x = next;
  });
  points.push({ x: targetX, y: targetY });
  const middle = route[Math.floor(route.length / 2)] ?? { x: targetX, y: targetY };
  const lane = route.length % 4 === 3 ? middle : (route[Math.floor(route.length / 2) + 1] ?? middle);
  return { path: rounded(points), labelX: lane.x, labelY: lane.y };
}

function backPath({ sourceX, sourceY, sourcePosition, targetX, targetY }: Ends): DrawnPath {
  const isRight = sourcePosition === Position.Right;
  const side = isRight ? Math.max(sourceX + STEM, targetX + ASIDE) : Math.min(sourceX, targetX) - ASIDE;
  const down = isRight ? [] : [{ x: sourceX, y: sourceY + STEM }];
  const corners: Point[] = [
    ...down,
    { x: side, y: down[0]?.y ?? sourceY },
    { x: side, y: targetY - STEM },
    { x: targetX, y: targetY - STEM },
  ];
  const points = [{ x: sourceX, y: sourceY }, ...corners, { x: targetX, y: targetY }];
  return { path: rounded(points), labelX: side, labelY: (sourceY + targetY) / 2 };
}

/** A line through points, its corners rounded. */
function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const steps = rest.map((point, index) => {
    const before = points[index];
    const after = rest[index + 1];
    if (!before || !after) return `L ${point.x} ${point.y}`;
    const from = towards(point, before);
    const to = towards(point, after);
    return `L ${from.x} ${from.y} Q ${point.x} ${point.y} ${to.x} ${to.y}`;
  });
  return [`M ${first.x} ${first.y}`, ...steps].join(" ");
}

/** The point a corner's radius away from it, or half the way where that is less. */
function towards(corner: Point, other: Point): Point {
  const dx = other.x - corner.x;
  const dy = other.y - corner.y;
  const length = Math.hypot(dx, dy) || 1;
  const share = Math.min(RADIUS, length / 2) / length;
  return { x: corner.x + dx * share, y: corner.y + dy * share };
}
