import { Button, Dialog } from "../../ui/index.ts";
import type { Version } from "../shared/types.ts";

interface NewerDialogProps {
  theirs: Version;
  onOurs: () => void;
  onTheirs: () => void;
  /** Later, with the next saving. */
  onClose: () => void;
}

/** Somebody else saved while this was being edited: says so, and offers both. */
export function NewerDialog({ theirs, onOurs, onTheirs, onClose }: NewerDialogProps) {
  const name = `version ${theirs.version.number}`;
  const footer = (
    <>
      <Button onClick={onTheirs}>{`Take ${name}`}</Button>
      <Button kind="primary" onClick={onOurs}>
        Save mine as a new version
      </Button>
    </>
  );
  return (
    <Dialog title="Somebody saved this flow meanwhile" open onClose={onClose} footer={footer}>
      <p>
        {`On the server is ${name} now, and it isn't what you began with. Nothing was saved yet. If you take it, Undo brings your edits back.`}
      </p>
    </Dialog>
  );
}
