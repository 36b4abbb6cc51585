import { type ReactNode, type RefObject, useId, useRef, useState } from "react";
import "./popover.css";

interface PopoverState {
  id: string;
  button: RefObject<HTMLButtonElement | null>;
  panel: RefObject<HTMLDivElement | null>;
  open: boolean;
  hide: () => void;
  onToggle: (open: boolean) => void;
}

/** The browser gives the focus back to the button. */
const FIRST = ":is(input, button, a):not(:disabled)";

/** A panel that a button opens on top of all else; the browser closes it by Escape or a click beside it. */
export function usePopover(): PopoverState {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const onToggle = (isOpen: boolean) => {
    setOpen(isOpen);
    if (!isOpen || !button.current || !panel.current) return;
    place(panel.current, button.current);
    panel.current.querySelector<HTMLElement>(FIRST)?.focus();
  };
  return { id, button, panel, open, hide: () => panel.current?.hidePopover(), onToggle };
}

interface PopoverProps {
  popover: PopoverState;
  role: "menu" | "group";
  label: string;
  onKeyDown?: (event: React.KeyboardEvent<HTMLDivElement>) => void;
  children: ReactNode;
}

export function Popover({
  popover: { id, panel, onToggle },
  role,
  label,
  onKeyDown,
  children,
}: PopoverProps) {
  return (
    <div
      ref={panel}
      id={id}
      popover="auto"
      className="hp-popover"
      role={role}
      aria-label={label}
      onToggle={(event) => onToggle(event.newState === "open")}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

const GAP = 4;

/** Below the button, or above it where there is more room; never past the window's edge. */
function place(panel: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const { innerWidth, innerHeight } = window;
  const fitsBelow = at.bottom + GAP + height <= innerHeight || at.top < innerHeight - at.bottom;
  panel.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`;
  panel.style.top = fitsBelow ? `${at.bottom + GAP}px` : `${Math.max(GAP, at.top - GAP - height)}px`;
  panel.style.minWidth = `${at.width}px`;
}
