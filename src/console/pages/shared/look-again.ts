import { useQueryClient } from "@tanstack/react-query";

/** Lists and counts are told a moment after a run or a callback was answered: by then they were. */
const TOLD_MS = 2_000;

/** Answers how to read what these keys begin once more: now, and when everybody was told what was done. */
export function useLookAgain(...keys: readonly (readonly string[])[]): () => Promise<unknown> {
  const client = useQueryClient();
  const look = () => Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
  return () => {
    setTimeout(() => void look(), TOLD_MS);
    return look();
  };
}
