import type { Edge, Node } from "@xyflow/react";
import { blockName, blockOf, type Draft, type DraftBlock, startOf } from "../document/draft.ts";
import { kindLabel } from "../document/kinds.ts";
import { allLinks, type Link, type Port } from "../document/links.ts";
import type { Point, Positions } from "../document/positions.ts";
import type { DraftProblem } from "../document/problems.ts";
import { inOrder, type Layout, linkId } from "./layout.ts";
import { type Mark, type Marks, markWord } from "./marks.ts";
import { handlesOf } from "./ports.ts";
import { sizeOf } from "./size.ts";
import { summaryOf } from "./summary.ts";

/** What is drawn of a block. */
export interface BlockData extends Record<string, unknown> {
  block: DraftBlock;
  name: string;
  isStart: boolean;
  /** The ports that lead somewhere. */
  used: readonly Port[];
  problems: readonly DraftProblem[];
  mark: Mark | undefined;
}

export type BlockNode = Node<BlockData, "block">;

/** What is drawn of a link. */
export interface LinkData extends Record<string, unknown> {
  link: Link;
  /** Read from both ends: "Payment confirmed to Expired, on timeout". */
  name: string;
  /** Its way around other blocks. */
  route: readonly Point[] | undefined;
}

export type LinkEdge = Edge<LinkData, "link">;

export interface Picture {
  draft: Draft;
  /** Of every block. */
  positions: Positions;
  problems: ReadonlyMap<string, readonly DraftProblem[]>;
  marks: Marks;
}

const NO_PROBLEMS: readonly DraftProblem[] = [];

/** One node for each block, in the order in which a reader, or the Tab key, goes through them. */
export function nodesOf({ draft, positions, problems, marks }: Picture): BlockNode[] {
  const used = Map.groupBy(allLinks(draft), ({ from }) => from);
  return inOrder(draft).flatMap((id): BlockNode[] => {
    const block = blockOf(draft, id);
    const position = positions[id];
    if (!block || !position) return [];
    const mark = Object.hasOwn(marks, id) ? marks[id] : undefined;
    const data: BlockData = {
      block,
      name: blockName(draft, id),
      isStart: startOf(draft) === id,
      used: (used.get(id) ?? []).map(({ port }) => port),
      problems: problems.get(id) ?? NO_PROBLEMS,
      mark,
    };
    const size = sizeOf(block, mark);
    const handles = handlesOf(block, size);
    return [{ id, type: "block", position, ...size, handles, data, ariaLabel: spokenBlock(data) }];
  });
}

const PORT_WORDS: Readonly<Record<Port, string>> = {
  next: "",
  yes: "yes",
  no: "no",
  "timeout.next": "on timeout",
  onReject: "on rejection",
  onError: "on error",
};

/** What stands at a link; "" for the usual way on. */
export function portWord(port: Port): string {
  return PORT_WORDS[port];
}

export function edgesOf(draft: Draft, routes: Layout["routes"]): LinkEdge[] {
  return allLinks(draft).map((link) => {
    const { from, port, to } = link;
    const id = linkId(link);
    const word = portWord(port);
    const name = `${blockName(draft, from)} to ${blockName(draft, to)}${word && `, ${word}`}`;
    return {
      id,
      type: "link",
      source: from,
      sourceHandle: port,
      target: to,
      data: { link, name, route: routes[id] },
      ariaLabel: `Link from ${name}`,
      focusable: false,
    };
  });
}

/** Everything that is to be seen of a block, for those who don't see it. */
function spokenBlock({ block, name, isStart, problems, mark }: BlockData): string {
  const errors = problems.filter(({ level }) => level === "error");
  const parts = [
    name,
    kindLabel(block),
    isStart ? "start of the flow" : "",
    mark
      ? [markWord(mark), mark.count !== undefined && mark.count > 1 ? `${mark.count} times` : "", mark.note]
          .filter(Boolean)
          .join(", ")
      : "",
    ...summaryOf(block).map(({ text }) => text),
    errors.length > 0
      ? `${errors.length === 1 ? "1 problem" : `${errors.length} problems`}: ${errors[0]?.message}`
      : "",
  ];
  return parts.filter(Boolean).join(". ");
}
