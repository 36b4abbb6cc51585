import { type ReactNode, type Ref, useEffect, useRef } from "react";
import { Button } from "../../ui/index.ts";

interface SideProps {
  /** What it shows, for those who don't see it. */
  label: string;
  /** On a narrow screen it lies over the lower half of the picture, when there is something to see in it. */
  isOpen: boolean;
  isWide: boolean;
  /** Another text shows its beginning. */
  shown: string;
  onClose: () => void;
  ref: Ref<HTMLElement>;
  children: ReactNode;
}

/** Beside the canvas: the panel of what is selected, or the JSON. */
export function Side({ label, isOpen, isWide, shown, onClose, ref, children }: SideProps) {
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In newer browsers it answers a promise, which React would take for the clean-up.
    body.current?.scrollTo(0, 0);
  }, [shown]);
  return (
    <aside
      ref={ref}
      className="hp-editor-side"
      aria-label={label}
      data-open={isOpen || undefined}
      data-wide={isWide || undefined}
    >
      <Button kind="ghost" className="hp-side-close" aria-label="Close the panel" onClick={onClose}>
        ✕
      </Button>
      <div ref={body} className="hp-side-body">
        {children}
      </div>
    </aside>
  );
}
