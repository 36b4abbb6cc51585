import * as dagre from "@dagrejs/dagre";
import { blockOf, type Draft, startOf } from "../document/draft.ts";
import { allLinks, type Link } from "../document/links.ts";
import { type Point, type Positions, placeMissing, type Size } from "../document/positions.ts";
import { crossings } from "./crossings.ts";

/** Where everything is drawn. */
export interface Layout {
  /** Of every block. */
  places: Positions;
  /** The ways of long links around other blocks, by `linkId`; those without one go straight. */
  routes: Readonly<Record<string, readonly Point[]>>;
}

export function linkId({ from, port, index }: Link): string {
  return `${from} ${port} ${index}`;
}

/** A place for each block: by the author's hand, and all of them automatically where no hand was laid on. */
export function arrange(draft: Draft, positions: Positions, sizeOf: (id: string) => Size): Layout {
  if (Object.keys(positions).length > 0)
    return { places: placeMissing(draft, positions, sizeOf), routes: {} };
  return autoLayout(draft, sizeOf);
}

/**
 * Draws the flow from top to bottom along its links. Dagre's own order of neighbours knows no ports, so what it
 * gives may cross lines that the order of the ports keeps apart, or the other way round: the better one counts.
 */
function autoLayout(draft: Draft, sizeOf: (id: string) => Size): Layout {
  const byPorts = layoutOnce(draft, sizeOf, true);
  const crossed = crossings(draft, byPorts.places, sizeOf);
  if (crossed === 0) return byPorts;
  const byDagre = layoutOnce(draft, sizeOf, false);
  return crossings(draft, byDagre.places, sizeOf) < crossed ? byDagre : byPorts;
}

function layoutOnce(
  draft: Draft,
  sizeOf: (id: string) => Size,
  disableOptimalOrderHeuristic: boolean,
): Layout {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 40, ranksep: 64, edgesep: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of inOrder(draft)) graph.setNode(id, { ...sizeOf(id) });
  // A link to itself needs no room.
  const links = allLinks(draft).filter(({ from, to }) => from !== to);
  for (const link of links) {
    const { from, port, to } = link;
    // The usual way on is drawn straight, all else aside.
    const weight = port === "onError" || port === "onReject" || port === "timeout.next" ? 1 : 4;
    graph.setEdge(from, to, { weight }, linkId(link));
  }
  dagre.layout(graph, { disableOptimalOrderHeuristic });
  const places = Object.keys(draft.blocks).map((id): [string, Point] => {
    const { x, y, width, height } = graph.node(id);
    return [id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
  });
  const routes = links.flatMap((link): [string, Point[]][] => {
    // Without both ends, which are those of the ports: between the rows and in them by turns.
    const points: readonly Point[] = graph.edge(link.from, link.to, linkId(link)).points?.slice(1, -1) ?? [];
    return points.length < 3 ? [] : [[linkId(link), points.map(({ x, y }) => ({ x, y }))]];
  });
  return { places: Object.fromEntries(places), routes: Object.fromEntries(routes) };
}

/** The ids along the ways from the start, then those that nothing leads to: the order of reading. */
export function inOrder(draft: Draft): string[] {
  const links = Map.groupBy(allLinks(draft), ({ from }) => from);
  const order = new Set<string>();
  const start = startOf(draft);
  const open = blockOf(draft, start) && start !== undefined ? [start] : [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (order.has(id)) continue;
    order.add(id);
    open.push(...(links.get(id) ?? []).map(({ to }) => to).toReversed());
  }
  return [...new Set([...order, ...Object.keys(draft.blocks)])];
}

/** What a layout depends on, as a text that is the same as long as it need not be made again. */
export function layoutKey(draft: Draft, positions: Positions, sizeOf: (id: string) => Size): string {
  const sizes = Object.keys(draft.blocks).map((id) => [id, sizeOf(id).height]);
  const links = allLinks(draft).map(({ from, port, to }) => [from, port, to]);
  return JSON.stringify([draft.start ?? null, sizes, links, positions]);
}
