import { useSyncExternalStore } from "react";

const WIDE = "(min-width: 1280px)";

/** Whether the window has room for more than the essential. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(WIDE).matches);
}

function subscribe(changed: () => void): () => void {
  const media = matchMedia(WIDE);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}
