import { createContext, useCallback, useContext, useLayoutEffect, useState } from "react";

/** Notes that a field is on the screen, and answers how to take that back. */
type Show = (path: string) => () => void;

/** Around the fields of a panel. */
export const ShownFields = createContext<Show>(() => () => undefined);

/** The fields that are on the screen: each tells itself what the checks say about it, and nobody has to list them. */
export function useShownFields(): { paths: readonly string[]; show: Show } {
  const [paths, setPaths] = useState<readonly string[]>([]);
  const show = useCallback((path: string) => {
    setPaths((shown) => [...shown, path]);
    return () => setPaths((shown) => shown.toSpliced(shown.indexOf(path), 1));
  }, []);
  return { paths, show };
}

/** Says of the component that it shows these fields. */
export function useShown(...paths: readonly string[]): void {
  const show = useContext(ShownFields);
  const all = paths.join(" ");
  // Before anything is painted.
  useLayoutEffect(() => {
    const hidings = all.split(" ").filter(Boolean).map(show);
    return () => {
      for (const hide of hidings) hide();
    };
  }, [all, show]);
}
