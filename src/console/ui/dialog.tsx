import { type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "./button.tsx";
import "./dialog.css";

interface DialogProps {
  title: string;
  open: boolean;
  /** Escape, the cross, or the browser's own way back. */
  onClose: () => void;
  /** Buttons at its end. */
  footer?: ReactNode;
  children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus in and gives it back. What is inside exists while it is open. */
export function Dialog({ open, ...rest }: DialogProps) {
  return open ? <OpenDialog {...rest} /> : null;
}

/** The focus goes to what is to be filled in, or to the first answer; by itself it would go to the cross. */
const FIRST = ".hp-dialog-body :is(input, select, textarea):enabled, .hp-dialog-foot button";

function OpenDialog({ title, onClose, footer, children }: Omit<DialogProps, "open">) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>(FIRST)?.focus();
    // Taken out of the page it can't give the focus back by itself.
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="hp-dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="hp-dialog-head">
        <h2 id={heading}>{title}</h2>
        <Button kind="ghost" aria-label="Close" onClick={onClose}>
          ✕
        </Button>
      </header>
      <div className="hp-dialog-body">{children}</div>
      {footer && <footer className="hp-dialog-foot">{footer}</footer>}
    </dialog>
  );
}
