import { type RefObject, useCallback, useRef, useState } from "react";
import type { DraftProblem } from "../../document/problems.ts";
import { focusField } from "./focus-field.ts";
import type { Editing } from "./use-editing.ts";

/** What the side shows, and the ways to it. */
export interface SideState {
  shows: "panel" | "json";
  /** On a narrow screen the side is there only when it is asked for. */
  isOpen: boolean;
  ref: RefObject<HTMLElement | null>;
  select: (block: string | undefined) => void;
  toggleJson: () => void;
  openSettings: () => void;
  close: () => void;
  goTo: (problem: DraftProblem) => void;
}

/** The panel of another block is drawn by then. */
const DRAWN_MS = 60;

export function useSide(editing: Editing, selected: string | undefined, startsWithJson: boolean): SideState {
  const [shows, setShows] = useState<"panel" | "json">(startsWithJson ? "json" : "panel");
  const [isSettings, setSettings] = useState(false);
  const ref = useRef<HTMLElement>(null);
  const select = useCallback(
    (block: string | undefined) => {
      editing.select(block);
      if (block !== undefined) setSettings(false);
    },
    [editing],
  );
  return {
    shows,
    isOpen: shows === "json" || isSettings || selected !== undefined,
    ref,
    select,
    toggleJson: () => setShows(shows === "json" ? "panel" : "json"),
    openSettings() {
      editing.select(undefined);
      setShows("panel");
      setSettings(true);
      setTimeout(() => focusField(ref.current, ""), DRAWN_MS);
    },
    close() {
      if (shows === "json") setShows("panel");
      else editing.select(undefined);
      setSettings(false);
    },
    goTo(problem) {
      editing.select(problem.block);
      setShows("panel");
      setSettings(problem.block === undefined);
      setTimeout(() => focusField(ref.current, problem.field), DRAWN_MS);
    },
  };
}
