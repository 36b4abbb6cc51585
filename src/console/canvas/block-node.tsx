import { Handle, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { isBlockType, kindLabel } from "../document/kinds.ts";
import type { BlockNode } from "./graph.ts";
import { portWord } from "./graph.ts";
import { useHandlers } from "./handlers.ts";
import { BlockIcon } from "./icons.tsx";
import { markWord } from "./marks.ts";
import { type PortPlace, portPlaces } from "./ports.ts";
import { sizeOf } from "./size.ts";
import { summaryOf } from "./summary.ts";
import "./block-node.css";

/** A block as it is drawn. Who doesn't see it is told by the label of the node around it. */
export const BlockNodeView = memo(function BlockNodeView({ id, data, selected }: NodeProps<BlockNode>) {
  const { block, name, isStart, problems, mark, used } = data;
  const type = isBlockType(block.type) ? block.type : undefined;
  const errors = problems.filter(({ level }) => level === "error").length;
  const handlers = useHandlers();
  return (
    <div
      className="hp-block"
      data-type={type ?? "unknown"}
      data-selected={selected || undefined}
      data-errors={errors > 0 || undefined}
      data-status={mark?.status}
    >
      <Handle
        type="target"
        position={Position.Top}
        className="hp-port-entry"
        isConnectable={handlers !== undefined}
      />
      {isStart && <span className="hp-block-start">Start</span>}
      <div className="hp-block-head">
        <BlockIcon type={type} />
        <div className="hp-block-title">
          <strong title={name}>{name}</strong>
          <small>
            {kindLabel(block)} · <code>{id}</code>
          </small>
        </div>
        {errors > 0 && (
          <span className="hp-block-problems" title={problems.map(({ message }) => message).join("\n")}>
            {errors}
          </span>
        )}
        {mark && (
          <span className="hp-block-mark">
            {markWord(mark)}
            {mark.count !== undefined && mark.count > 1 && ` ×${mark.count}`}
          </span>
        )}
      </div>
      <Lines data={data} />
      {portPlaces(block, sizeOf(block, mark)).map((place) => (
        <PortDot key={place.port} id={id} place={place} isUsed={used.includes(place.port)} />
      ))}
    </div>
  );
});

function Lines({ data: { block, mark } }: { data: BlockNode["data"] }) {
  const lines = summaryOf(block);
  if (lines.length === 0 && mark?.note === undefined) return null;
  return (
    <ul className="hp-block-lines">
      {lines.map(({ text, code }) => (
        <li key={text} title={text}>
          {code ? <code>{text}</code> : text}
        </li>
      ))}
      {mark?.note !== undefined && (
        <li className="hp-block-note" title={mark.note}>
          {mark.note}
        </li>
      )}
    </ul>
  );
}

/** Dragged it connects; clicked, while it leads nowhere, it asks for the block that comes next. */
function PortDot({ id, place, isUsed }: { id: string; place: PortPlace; isUsed: boolean }) {
  const handlers = useHandlers();
  const { port, position, x, y, isMain } = place;
  const word = portWord(port);
  return (
    <Handle
      id={port}
      type="source"
      position={position}
      className="hp-port"
      style={position === Position.Bottom ? { left: x } : { top: y }}
      data-port={port}
      data-used={isUsed || undefined}
      data-main={isMain || undefined}
      isConnectable={handlers !== undefined}
      title={handlers && `Drag to the block that comes next${word && ` ${word}`}, or click to add one`}
    >
      {handlers && !isUsed && (
        // With the keyboard the same is done in the panel beside the canvas.
        <span
          className="hp-port-add nodrag"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            handlers.onAdd({ behind: { block: id, port } });
          }}
        >
          +{word && <em>{word}</em>}
        </span>
      )}
    </Handle>
  );
}
