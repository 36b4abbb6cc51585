import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import "./toasts.css";

type ToastKind = "done" | "problem";
type ShowToast = (text: string, kind?: ToastKind) => void;

interface Toast {
  id: number;
  text: string;
  kind: ToastKind;
}

/** A problem stays until it is closed: who reads slowly must not lose it. */
const DONE_MS = 5_000;
const MOST = 4;

const Show = createContext<ShowToast>(() => undefined);

/** Answers the function that tells something in the corner, and to screen readers. */
export function useToast(): ShowToast {
  return useContext(Show);
}

export function Toasts({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const ids = useRef(0);
  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback<ShowToast>(
    (text, kind = "done") => {
      ids.current += 1;
      const id = ids.current;
      setToasts((all) => [...all.slice(1 - MOST), { id, text, kind }]);
      if (kind === "done") setTimeout(() => close(id), DONE_MS);
    },
    [close],
  );
  return (
    <Show value={show}>
      {children}
      {/* It is there before anything is told: a live region that comes with its text stays unread. */}
      <div className="hp-toasts" role="log" aria-label="Messages" aria-live="polite">
        {toasts.map(({ id, text, kind }) => (
          <div key={id} className={`hp-toast hp-toast-${kind}`}>
            <span>{text}</span>
            <button type="button" aria-label="Close this message" onClick={() => close(id)}>
              ✕
            </button>
          </div>
        ))}
      </div>
    </Show>
  );
}
