import { type StoredDraft, sketchOf } from "../../document/storage.ts";
import { Button, Time } from "../../ui/index.ts";
import { Bar } from "./notices.tsx";
import type { Editing } from "./use-editing.ts";
import type { Keeping } from "./use-keeping.ts";

interface OtherTabProps {
  keeping: Keeping;
  dirty: boolean;
  editing: Editing;
}

/** Two tabs edit the flow: says so, and offers both. What is taken instead, undoing takes back. */
export function OtherTab({ keeping, dirty, editing }: OtherTabProps) {
  const { theirs, aside } = keeping;
  const show = ({ text, ...draft }: StoredDraft) => {
    editing.edit(() => ({ sketch: sketchOf(draft) }));
    if (text !== undefined) editing.write(text);
  };
  const take = (draft: StoredDraft) => {
    keeping.follow();
    show(draft);
  };
  const bringBack = (draft: StoredDraft) => {
    keeping.forgetAside();
    show(draft);
  };
  return (
    <>
      {theirs && (
        <Bar
          text={
            <>
              Another tab edits this flow. Its edits (<Time at={theirs.at} />){" "}
              {dirty ? "aren't in yours; until you choose, both are kept." : "aren't saved yet."}
            </>
          }
          {...(!dirty && { onClose: keeping.keepOurs })}
        >
          <Button onClick={() => take(theirs)}>Take the other tab's</Button>
          {dirty && <Button onClick={keeping.keepOurs}>Keep mine</Button>}
        </Bar>
      )}
      {aside && (
        <Bar
          text={
            <>
              Other edits of this flow (<Time at={aside.at} />) gave way to those of another tab, and are
              kept.
            </>
          }
        >
          <Button onClick={() => bringBack(aside)}>Bring them back</Button>
          <Button onClick={keeping.forgetAside}>Forget them</Button>
        </Bar>
      )}
    </>
  );
}
