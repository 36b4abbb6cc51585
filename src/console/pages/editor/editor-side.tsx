import { useWide } from "../../canvas/use-wide.ts";
import type { Place } from "../../document/add.ts";
import { blockName } from "../../document/draft.ts";
import type { DraftProblem } from "../../document/problems.ts";
import type { Version } from "../shared/types.ts";
import { BlockSide } from "./block-side.tsx";
import { FlowPanel } from "./flow-panel.tsx";
import { JsonView } from "./json-view.tsx";
import { Side } from "./side.tsx";
import type { EditorState } from "./state.ts";
import type { Editing } from "./use-editing.ts";
import type { SideState } from "./use-side.ts";

interface EditorSideProps {
  state: EditorState;
  side: SideState;
  version: Version | undefined;
  problems: readonly DraftProblem[];
  editing: Editing;
  onAdd: (place: Place) => void;
}

/** The panel of the selected block, the settings of the flow where none is, or the JSON. */
export function EditorSide(props: EditorSideProps) {
  const { state, side } = props;
  const { selected, history } = state;
  const isWide = useWide();
  const isJson = side.shows === "json";
  const label = selected === undefined ? "Flow settings" : blockName(history.present.draft, selected);
  return (
    <Side
      ref={side.ref}
      label={isJson ? "JSON" : label}
      isOpen={side.isOpen}
      isWide={isJson && isWide}
      shown={isJson ? "json" : (selected ?? "")}
      onClose={side.close}
    >
      <Content {...props} />
    </Side>
  );
}

function Content({ state, side, version, problems, editing, onAdd }: EditorSideProps) {
  const { selected, text, saved, history } = state;
  const { present } = history;
  const { draft } = present;
  if (side.shows === "json") return <JsonView draft={draft} unread={text} editing={editing} />;
  if (text !== undefined) {
    return <p>There is a mistake in the JSON. Mend it there, or go back there to the last valid document.</p>;
  }
  if (selected === undefined) {
    return (
      <FlowPanel
        draft={draft}
        problems={problems.filter(({ block }) => block === undefined)}
        editing={editing}
      />
    );
  }
  return <BlockSide {...{ saved, version, problems, editing, onAdd }} sketch={present} block={selected} />;
}
