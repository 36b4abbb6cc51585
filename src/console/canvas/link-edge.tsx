import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { type LinkEdge, portWord } from "./graph.ts";
import { useHandlers } from "./handlers.ts";
import { linkPath } from "./link-path.ts";
import "./link-edge.css";

/** A link as it is drawn, with what has to happen for a run to take it, and a button that puts a block into it. */
export const LinkEdgeView = memo(function LinkEdgeView(edge: EdgeProps<LinkEdge>) {
  const { data, selected, markerEnd } = edge;
  const handlers = useHandlers();
  const { path, labelX, labelY } = linkPath(edge, data?.route);
  if (!data) return null;
  const { link, name } = data;
  // Side by side they begin at the same place.
  const word = link.index === 0 ? portWord(link.port) : "";
  return (
    <>
      <BaseEdge path={path} interactionWidth={24} {...(markerEnd !== undefined && { markerEnd })} />
      {(handlers || word) && (
        <EdgeLabelRenderer>
          {word && (
            <span className="hp-link-word" data-port={link.port} style={at(edge.sourceX, edge.sourceY)}>
              {word}
            </span>
          )}
          {handlers && (
            <div className="hp-link-buttons nodrag nopan" style={at(labelX, labelY)}>
              <button
                type="button"
                className="hp-link-button"
                tabIndex={-1}
                aria-label={`Add a block into the link from ${name}`}
                title="Add a block here"
                onClick={() => handlers.onAdd({ into: link })}
              >
                +
              </button>
              {selected && (
                <button
                  type="button"
                  className="hp-link-button hp-link-remove"
                  aria-label={`Remove the link from ${name}`}
                  title="Remove this link"
                  onClick={() => handlers.onDisconnect(link)}
                >
                  ✕
                </button>
              )}
            </div>
          )}
        </EdgeLabelRenderer>
      )}
    </>
  );
});

function at(x: number, y: number) {
  return { left: x, top: y };
}
