import type { Place } from "../../document/add.ts";
import { blockName, type Draft, setBlock, startOf } from "../../document/draft.ts";
import { idProblem } from "../../document/ids.ts";
import type { DraftProblem } from "../../document/problems.ts";
import { type Sketch, unfinishedOf } from "../../document/sketch.ts";
import { BlockPanel } from "../../panels/index.tsx";
import { Menu } from "../../ui/index.ts";
import type { Version } from "../shared/types.ts";
import { duplicating, onDraft, removing, renaming, starting, writing } from "./edits.ts";
import { Then } from "./then.tsx";
import type { Editing } from "./use-editing.ts";
import { useFollowingName } from "./use-following-name.ts";

interface BlockSideProps {
  sketch: Sketch;
  /** The document as the server has it. */
  saved: Draft;
  block: string;
  version: Version | undefined;
  problems: readonly DraftProblem[];
  editing: Editing;
  onAdd: (place: Place) => void;
}

/** Everything about the block that is selected. */
export function BlockSide({ sketch, saved, block: id, version, problems, editing, onAdd }: BlockSideProps) {
  const { draft } = sketch;
  useFollowingName(draft, saved, id, editing);
  const rename = (to: string): string | undefined => {
    const problem = to === id ? undefined : idProblem(draft, to);
    if (problem === undefined && to !== id) editing.edit(renaming(id, to));
    return problem;
  };
  const items = [
    { label: "Duplicate", onSelect: () => editing.edit(duplicating(id)) },
    {
      label: "Let runs begin here",
      disabled: startOf(draft) === id,
      onSelect: () => editing.edit(starting(id)),
    },
    { label: "Delete", danger: true, onSelect: () => editing.edit(removing([id])) },
  ];
  return (
    <div className="hp-stack">
      <div className="hp-side-menu">
        <Menu label={`More for ${blockName(draft, id)}`} icon="⋯" kind="ghost" items={items} />
      </div>
      <BlockPanel
        document={draft}
        block={id}
        version={version}
        problems={problems.filter((problem) => problem.block === id)}
        onChange={(next) =>
          editing.edit(
            onDraft((all) => setBlock(all, id, next)),
            `block ${id}`,
          )
        }
        texts={unfinishedOf(sketch)[id] ?? {}}
        onText={(path, text) => editing.edit(writing(id, path, text), `block ${id}`)}
        onRename={rename}
      />
      <Then draft={draft} block={id} editing={editing} onAdd={onAdd} />
    </div>
  );
}
