import { useEffect, useRef } from "react";

interface Shortcuts {
  onUndo: (() => void) | undefined;
  onRedo: (() => void) | undefined;
  onSave: (() => void) | undefined;
}

/** Ctrl or ⌘ with Z, Shift+Z or Y, and S. A field undoes its own typing itself. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
      const { onUndo, onRedo, onSave } = latest.current;
      const key = event.key.toLowerCase();
      const isRedo = key === "y" || (key === "z" && event.shiftKey);
      if (key !== "s" && isTyping(event.target)) return;
      const action = key === "s" ? onSave : isRedo ? onRedo : key === "z" ? onUndo : undefined;
      if (!action && key !== "s") return;
      event.preventDefault();
      action?.();
    };
    window.addEventListener("keydown", act);
    return () => window.removeEventListener("keydown", act);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable="true"]') !== null
  );
}
