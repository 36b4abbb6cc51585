import { applyNodeChanges, type NodeChange } from "@xyflow/react";
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Draft } from "../document/draft.ts";
import type { Point, Positions } from "../document/positions.ts";
import { type DraftProblem, problemsByBlock } from "../document/problems.ts";
import { type BlockNode, edgesOf, type LinkEdge, nodesOf } from "./graph.ts";
import { arrange, layoutKey } from "./layout.ts";
import type { Marks } from "./marks.ts";
import { sizeOf } from "./size.ts";

interface PictureProps {
  draft: Draft;
  positions: Positions;
  problems: readonly DraftProblem[];
  marks: Marks;
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
  onMove: ((positions: Positions) => void) | undefined;
}

interface DrawnPicture {
  nodes: BlockNode[];
  edges: LinkEdge[];
  onNodesChange: (changes: NodeChange<BlockNode>[]) => void;
}

/**
 * The document as nodes and links. A layout is made only when the blocks' sizes or links change, and a node
 * stays the very same object as long as nothing of it does, so that typing redraws one block.
 */
export function usePicture(props: PictureProps): DrawnPicture {
  const { draft, positions, problems, marks, selected } = props;
  const latest = useRef(props);
  latest.current = props;

  const sizes = (id: string) =>
    sizeOf(draft.blocks[id] ?? {}, Object.hasOwn(marks, id) ? marks[id] : undefined);
  const key = layoutKey(draft, positions, sizes);
  // The key says all that the layout depends on.
  const { places, routes } = useMemo(() => arrange(draft, positions, sizes), [key]);
  const byBlock = useMemo(() => problemsByBlock(problems), [problems]);
  const target = useMemo(
    () => nodesOf({ draft, positions: places, problems: byBlock, marks }),
    [draft, places, byBlock, marks],
  );
  const drawnEdges = useRef<LinkEdge[]>([]);
  const edges = useMemo(() => {
    drawnEdges.current = reused(drawnEdges.current, edgesOf(draft, routes));
    return drawnEdges.current;
  }, [draft, routes]);

  const [nodes, setNodes] = useState<BlockNode[]>(() => withSelection(target, selected));
  useLayoutEffect(() => {
    setNodes((drawn) => withSelection(merged(drawn, target), selected));
  }, [target, selected]);

  const drawn = useRef(nodes);
  drawn.current = nodes;
  const onNodesChange = useCallback((changes: NodeChange<BlockNode>[]) => {
    const next = applyNodeChanges(changes, drawn.current);
    drawn.current = next;
    setNodes(next);
    const { onSelect, onMove, selected: before } = latest.current;
    if (changes.some(({ type }) => type === "select")) {
      const chosen = next.filter((node) => node.selected);
      const only = chosen.length === 1 ? chosen[0]?.id : undefined;
      if (only !== before) onSelect(only);
    }
    // While it is being dragged the picture is ours alone; where it is let go, the editor hears of it.
    if (changes.some((change) => change.type === "position" && change.dragging === false)) {
      onMove?.(Object.fromEntries(next.map(({ id, position }): [string, Point] => [id, position])));
    }
  }, []);
  return { nodes, edges, onNodesChange };
}

/** The new nodes, each with what the canvas knows of it, and unchanged ones as they are. */
function merged(drawn: readonly BlockNode[], target: readonly BlockNode[]): BlockNode[] {
  const known = new Map(drawn.map((node) => [node.id, node]));
  return target.map((node) => {
    const before = known.get(node.id);
    if (!before) return node;
    const data = isSame(before.data, node.data) ? before.data : node.data;
    const same =
      data === before.data &&
      before.position.x === node.position.x &&
      before.position.y === node.position.y &&
      before.height === node.height &&
      before.ariaLabel === node.ariaLabel;
    return same ? before : { ...before, ...node, data };
  });
}

/** One block is selected; where none is, several that were selected together stay so. */
function withSelection(nodes: BlockNode[], selected: string | undefined): BlockNode[] {
  const many = nodes.filter((node) => node.selected).length > 1;
  if (selected === undefined && many) return nodes;
  return nodes.map((node) => {
    const isSelected = node.id === selected;
    return (node.selected ?? false) === isSelected ? node : { ...node, selected: isSelected };
  });
}

function reused(before: readonly LinkEdge[], next: LinkEdge[]): LinkEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  return next.map((edge) => {
    const old = known.get(edge.id);
    return old && JSON.stringify(old) === JSON.stringify(edge) ? old : edge;
  });
}

function isSame(a: BlockNode["data"], b: BlockNode["data"]): boolean {
  return Object.keys(b).every(
    (key) => a[key] === b[key] || JSON.stringify(a[key]) === JSON.stringify(b[key]),
  );
}
