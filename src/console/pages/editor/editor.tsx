import { useCallback, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { Canvas } from "../../canvas/canvas.tsx";
import type { Place } from "../../document/add.ts";
import { blockName } from "../../document/draft.ts";
import { linkTo } from "../shared/links.ts";
import { forgetArrival, readArrival } from "./arrival.ts";
import { EditorNotices } from "./editor-notices.tsx";
import { EditorSide } from "./editor-side.tsx";
import "./editor.css";
import "./panel.css";
import { adding, replacing } from "./edits.ts";
import type { Opening } from "./opening.ts";
import { Palette } from "./palette.tsx";
import { ProblemList } from "./problem-list.tsx";
import { StartHere } from "./start-here.tsx";
import { placeTitle, statusText } from "./status-text.ts";
import { Toolbar } from "./toolbar.tsx";
import { useCanvasHandlers } from "./use-canvas-handlers.ts";
import { useChecks } from "./use-checks.ts";
import { useEditing } from "./use-editing.ts";
import { useKeeping } from "./use-keeping.ts";
import { useMore } from "./use-more.tsx";
import { usePublishing } from "./use-publishing.tsx";
import { type Served, useSaving } from "./use-saving.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { useSide } from "./use-side.ts";

interface EditorProps {
  /** Undefined: the flow doesn't exist on the server yet. */
  flowId: string | undefined;
  opening: Opening;
  served: Served | undefined;
}

/** The picture, the panel of what is selected in it, and what the checks say. */
export function Editor({ flowId, opening, served }: EditorProps) {
  const [arrival] = useState(readArrival);
  useEffect(forgetArrival, []);
  const { state, dirty, editing } = useEditing({ ...opening.state, selected: arrival.selected });
  const { draft, positions } = state.history.present;
  const { selected, text } = state;
  const isLocked = text !== undefined;
  const isEmpty = Object.keys(draft.blocks).length === 0;

  const [place, setPlace] = useState<Place>();
  const [isList, setList] = useState(false);
  const [fit, setFit] = useState(0);
  const [, go] = useLocation();

  const side = useSide(editing, selected, isLocked);
  const checks = useChecks(state.history.present);
  const saving = useSaving(served, opening.notice?.kind === "conflict");
  const base = saving.apart ? opening.base : (saving.served?.base ?? null);
  const keeping = useKeeping({ flowId, base, state, dirty });
  const more = useMore(draft, editing, isLocked);
  const onAdd = useCallback((next: Place) => setPlace(next), []);
  const handlers = useCanvasHandlers(editing, onAdd);
  const publishing = usePublishing({
    draft,
    dirty,
    checks,
    saving,
    launches: arrival.launch,
    onProblems: () => setList(true),
    onSaved(written, { flow, version }, launches) {
      editing.markSaved(written);
      const handedOn = { selected, ...(launches && { launch: version.id }) };
      if (flowId === undefined) go(linkTo.editor(flow.id), { replace: true, state: handedOn });
    },
  });

  const onUndo = isLocked || state.history.past.length === 0 ? undefined : editing.undo;
  const onRedo = isLocked || state.history.future.length === 0 ? undefined : editing.redo;
  const onSave = dirty && !isLocked ? publishing.save : undefined;
  useShortcuts({ onUndo, onRedo, onSave });
  const layOut = () => {
    editing.edit((sketch) => ({ sketch: { ...sketch, positions: {} } }));
    setFit((count) => count + 1);
  };
  const name = typeof draft.name === "string" && draft.name !== "" ? draft.name : "Flow without a name";
  const version = saving.served?.version;

  return (
    <div className="hp-editor">
      <title>{`${name} · Holdpoint`}</title>
      <Toolbar
        name={name}
        back={flowId === undefined ? "/flows" : linkTo.flow(flowId)}
        status={statusText({ dirty, kept: keeping.kept, isLocked, version })}
        onAdd={isLocked ? undefined : () => setPlace({})}
        onUndo={onUndo}
        onRedo={onRedo}
        onLayout={isEmpty || isLocked ? undefined : layOut}
        isJson={side.shows === "json"}
        onJson={() => {
          side.toggleJson();
          setFit((count) => count + 1);
        }}
        onSettings={side.openSettings}
        more={more}
        isSaving={saving.isBusy}
        onSave={onSave}
        onLaunch={isEmpty || isLocked ? undefined : publishing.launch}
      />
      <EditorNotices
        first={opening.notice}
        state={state}
        dirty={dirty}
        editing={editing}
        saving={saving}
        keeping={keeping}
        onSaveBeside={publishing.saveBeside}
      />
      <div className="hp-editor-body">
        <section className="hp-editor-canvas" aria-label="Picture of the flow">
          {isEmpty ? (
            <StartHere
              onChoose={(type) => editing.edit(adding(type, {}))}
              onExample={(example) => editing.edit(replacing(example.draft))}
            />
          ) : (
            <Canvas
              document={draft}
              positions={positions}
              problems={checks.problems}
              selected={selected}
              onSelect={side.select}
              handlers={isLocked ? undefined : handlers}
              fit={fit}
            />
          )}
        </section>
        <EditorSide {...{ state, side, version, editing, onAdd }} problems={checks.problems} />
      </div>
      <ProblemList
        draft={draft}
        checks={checks}
        isOpen={isList}
        onToggle={() => setList(!isList)}
        onGo={side.goTo}
      />
      {place && (
        <Palette
          title={placeTitle(
            place.behind && blockName(draft, place.behind.block),
            place.into && blockName(draft, place.into.to),
          )}
          leadingOn={place.into !== undefined}
          onChoose={(type) => {
            setPlace(undefined);
            editing.edit(adding(type, place));
          }}
          onClose={() => setPlace(undefined)}
        />
      )}
      {publishing.dialog}
    </div>
  );
}
