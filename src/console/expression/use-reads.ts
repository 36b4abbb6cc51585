import { useQueries } from "@tanstack/react-query";
import type { Evaluated } from "./live-result.tsx";
import { expressionsIn } from "./place.ts";
import { checkQuery } from "./service.ts";

interface Reads {
  paths: readonly string[][];
  isReady: boolean;
}

/** The paths that what is evaluated reads: its own aren't in the scope, which knows what is read elsewhere. */
export function useReads(evaluated: Evaluated, names: string[] | undefined): Reads {
  const found =
    "source" in evaluated
      ? [evaluated.source]
      : expressionsIn(JSON.stringify(evaluated.template), "json").map(({ source }) => source);
  const sources = [...new Set(found)].filter((source) => source.trim() !== "");
  return useQueries({
    queries: names === undefined ? [] : sources.map((source) => checkQuery(source, names)),
    combine: (answers) => ({
      paths: answers.flatMap(({ data }) => (data?.ok ? data.reads : [])),
      isReady: names !== undefined && answers.every(({ isPending }) => !isPending),
    }),
  });
}
