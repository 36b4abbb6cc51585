import { useState } from "react";
import { readDraft } from "../../document/draft.ts";
import { ProblemBox } from "../../ui/index.ts";
import { NewerDialog } from "./newer-dialog.tsx";
import { NoticeBar } from "./notices.tsx";
import type { Notice } from "./opening.ts";
import { OtherTab } from "./other-tab.tsx";
import type { EditorState } from "./state.ts";
import type { Editing } from "./use-editing.ts";
import type { Keeping } from "./use-keeping.ts";
import type { Saving } from "./use-saving.ts";
import { VersionBar } from "./version-bar.tsx";

interface EditorNoticesProps {
  first: Notice | undefined;
  state: EditorState;
  dirty: boolean;
  editing: Editing;
  saving: Saving;
  keeping: Keeping;
  onSaveBeside: () => void;
}

/** What is to be known or decided, above the picture. Whatever is given up here, undoing brings it back. */
export function EditorNotices(props: EditorNoticesProps) {
  const { first, state, dirty, editing, saving, keeping, onSaveBeside } = props;
  const [notice, setNotice] = useState(first);
  const { served, theirs, failure } = saving;
  const takeTheirs = () => {
    const read = theirs && readDraft(JSON.parse(JSON.stringify(theirs.document)));
    if (read?.ok) {
      editing.setDraft(read.draft);
      editing.markSaved(read.draft);
    }
    saving.adopt();
  };
  const takeSaved = () => {
    editing.setDraft(state.saved);
    saving.adopt();
    setNotice(undefined);
  };
  // Once it is saved, or given up by undoing, it is no news any more.
  const isNews = notice !== undefined && (dirty || notice.kind === "replaced");
  return (
    <div className="hp-editor-notices">
      {isNews && (
        <NoticeBar
          notice={notice}
          version={served && `version ${served.version.version.number}`}
          onDiscard={takeSaved}
          onUndo={() => {
            editing.undo();
            setNotice(undefined);
          }}
          onClose={() => setNotice(undefined)}
        />
      )}
      <OtherTab keeping={keeping} dirty={dirty} editing={editing} />
      {served && (
        <VersionBar
          flowId={served.version.flow.id}
          served={served}
          dirty={dirty}
          onLook={() => void saving.look()}
        />
      )}
      <ProblemBox failure={failure} />
      {theirs && (
        <NewerDialog
          theirs={theirs}
          onOurs={onSaveBeside}
          onTheirs={takeTheirs}
          onClose={saving.decideLater}
        />
      )}
    </div>
  );
}
