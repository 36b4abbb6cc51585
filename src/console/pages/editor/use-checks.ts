import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type DraftProblem, readProblems } from "../../document/problems.ts";
import { type Sketch, unfinishedOf } from "../../document/sketch.ts";
import { unfinishedProblems } from "../../document/unfinished.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { checkDraft } from "./server.ts";

const NONE: readonly DraftProblem[] = [];

export interface Checks {
  problems: readonly DraftProblem[];
  errors: number;
  /** The last edit isn't judged yet. */
  isBusy: boolean;
  failure: Error | null;
}

/** What is wrong with the document and what may be, while it is being written. An empty one has a next step, no problems. */
export function useChecks(sketch: Sketch): Checks {
  const { draft } = sketch;
  const unfinished = unfinishedOf(sketch);
  const settled = useSettled(draft, 350);
  const isEmpty = Object.keys(draft.blocks).length === 0;
  const query = useQuery({
    queryKey: ["check", JSON.stringify(settled)],
    queryFn: ({ signal }) => checkDraft(settled, signal),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
    // Roles come and go, so that the same document may be judged otherwise later.
    staleTime: 30_000,
    gcTime: 60_000,
  });
  const said = useMemo(
    () => (query.data && !isEmpty ? readProblems(query.data) : NONE),
    [query.data, isEmpty],
  );
  // What isn't in the document the server can't judge.
  const problems = useMemo(() => [...unfinishedProblems(unfinished), ...said], [unfinished, said]);
  return {
    problems,
    errors: problems.filter(({ level }) => level === "error").length,
    isBusy: settled !== draft || query.isFetching,
    failure: query.error,
  };
}
