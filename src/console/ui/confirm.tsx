import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { ProblemBox } from "./problem-box.tsx";

interface ConfirmProps {
  title: string;
  /** What will happen, and to how much. */
  message: ReactNode;
  /** The word on the button: what it does. */
  confirm: string;
  danger?: boolean;
  open: boolean;
  /** The dialog stays until it is done, and says so if it fails. Then it closes. */
  onConfirm: () => unknown;
  onClose: () => void;
}

/** Asks before something that can't be undone. */
export function Confirm({ title, message, confirm, danger = false, open, onConfirm, onClose }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const close = () => {
    setFailure(undefined);
    onClose();
  };
  const carryOut = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setBusy(false);
    }
  };
  const footer = (
    <>
      <Button onClick={close}>Cancel</Button>
      <Button kind={danger ? "danger" : "primary"} busy={busy} onClick={() => void carryOut()}>
        {confirm}
      </Button>
    </>
  );
  return (
    <Dialog title={title} open={open} onClose={close} footer={footer}>
      <div>{message}</div>
      {failure !== undefined && <ProblemBox failure={failure} />}
    </Dialog>
  );
}
