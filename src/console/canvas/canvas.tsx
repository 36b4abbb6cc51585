import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionLineType,
  Controls,
  type FinalConnectionState,
  MarkerType,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useMemo } from "react";
import type { Draft } from "../document/draft.ts";
import { PORTS, type Port } from "../document/links.ts";
import type { Positions } from "../document/positions.ts";
import type { DraftProblem } from "../document/problems.ts";
import { BlockNodeView } from "./block-node.tsx";
import "./canvas.css";
import type { LinkEdge } from "./graph.ts";
import { type CanvasHandlers, Handlers } from "./handlers.ts";
import { LinkEdgeView } from "./link-edge.tsx";
import type { Marks } from "./marks.ts";
import { useKeys } from "./use-keys.ts";
import { usePicture } from "./use-picture.ts";
import { useView } from "./use-view.ts";
import { useWide } from "./use-wide.ts";

interface CanvasProps {
  document: Draft;
  /** Where blocks were put by hand; {}: everything is laid out automatically. */
  positions: Positions;
  problems?: readonly DraftProblem[] | undefined;
  /** What became of the blocks in a run. */
  marks?: Marks | undefined;
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
  /** Absent: the picture can only be looked at. */
  handlers?: CanvasHandlers | undefined;
  /** Another number shows the whole flow again. */
  fit?: number;
}

const nodeTypes = { block: BlockNodeView };
const edgeTypes = { link: LinkEdgeView };
const defaultEdgeOptions = { markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 } };
const FIT = { padding: 0.15, maxZoom: 1 };
const NO_PROBLEMS: readonly DraftProblem[] = [];
const NO_MARKS: Marks = {};
/** From so many blocks on only those in sight are in the page; up to there the Tab key finds all of them. */
const MANY = 60;
/** So few are in sight anyway. */
const FEW = 8;
const MINIMAP = { width: 150, height: 110 };

const LABELS = {
  "node.a11yDescription.default":
    "Enter selects the block and opens its panel. Arrow keys go to the next block, with Shift they move this one. Delete removes it.",
  "controls.ariaLabel": "View of the flow",
  "controls.zoomIn.ariaLabel": "Larger",
  "controls.zoomOut.ariaLabel": "Smaller",
  "controls.fitView.ariaLabel": "Show the whole flow",
  "minimap.ariaLabel": "Overview of the flow",
};

/** The flow as a picture, to look at or to edit. Fills its parent, which has to have a height. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Handlers value={props.handlers}>
        <Picture {...props} />
      </Handlers>
    </ReactFlowProvider>
  );
}

function Picture(props: CanvasProps) {
  const {
    document: draft,
    positions,
    selected,
    onSelect,
    handlers,
    problems = NO_PROBLEMS,
    marks = NO_MARKS,
  } = props;
  const onMove = handlers?.onMove;
  const { nodes, edges, onNodesChange } = usePicture({
    draft,
    positions,
    problems,
    marks,
    selected,
    onSelect,
    onMove,
  });
  const onKeyDown = useKeys(nodes, handlers);
  const isWide = useWide();
  useView({ selected, fit: props.fit ?? 0, count: nodes.length });
  const connecting = useMemo(() => (handlers ? connections(handlers) : {}), [handlers]);
  return (
    <div className="hp-canvas" onKeyDownCapture={onKeyDown}>
      <ReactFlow
        aria-label="Flow"
        nodes={nodes}
        edges={edges}
        onNodesChange={onNodesChange}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        defaultEdgeOptions={defaultEdgeOptions}
        // Arrows take the colour of lines from the style sheet.
        defaultMarkerColor={null}
        connectionLineType={ConnectionLineType.SmoothStep}
        connectionRadius={60}
        connectOnClick={false}
        {...connecting}
        nodesDraggable={handlers !== undefined}
        nodesConnectable={handlers !== undefined}
        edgesReconnectable={handlers !== undefined}
        edgesFocusable={false}
        deleteKeyCode={null}
        nodeDragThreshold={3}
        onlyRenderVisibleElements={nodes.length > MANY}
        fitView
        fitViewOptions={FIT}
        minZoom={0.1}
        maxZoom={1.75}
        ariaLabelConfig={LABELS}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.5} />
        <Controls showInteractive={false} fitViewOptions={FIT} />
        {isWide && nodes.length > FEW && <MiniMap pannable zoomable nodeBorderRadius={6} style={MINIMAP} />}
      </ReactFlow>
    </div>
  );
}

/** What lines that are drawn by hand do. */
function connections(handlers: CanvasHandlers) {
  return {
    isValidConnection: ({ source, target }: LinkEdge | Connection) => source !== target,
    onConnect({ source, sourceHandle, target }: Connection) {
      const port = portOf(sourceHandle);
      if (port) handlers.onConnect(source, port, target);
    },
    onReconnect(edge: LinkEdge, { source, target }: Connection) {
      if (edge.data && source === edge.source) handlers.onRedirect(edge.data.link, target);
    },
    /** Let go over nothing, the line wants a new block at its end. */
    onConnectEnd(_event: MouseEvent | TouchEvent, { toNode, fromNode, fromHandle }: FinalConnectionState) {
      const port = portOf(fromHandle?.id);
      if (!toNode && fromNode && port && fromHandle?.type === "source") {
        handlers.onAdd({ behind: { block: fromNode.id, port } });
      }
    },
  };
}

function portOf(handle: string | null | undefined): Port | undefined {
  return PORTS.find((port) => port === handle);
}
