import { lazy, Suspense } from "react";
import { readDraft } from "../../document/draft.ts";
import { Spinner } from "../../ui/index.ts";
import type { Run, Version } from "../shared/types.ts";
import { marksOf } from "./marks.ts";
import type { Selection } from "./selection.ts";

const Canvas = lazy(async () => ({ default: (await import("../../canvas/canvas.tsx")).Canvas }));

interface PictureProps {
  document: Version["document"];
  run: Run;
  selected: string | undefined;
  onSelect: (selection: Selection | undefined) => void;
}

/** The flow as a diagram, with what the run did of it. */
export function Picture({ document, run, selected, onSelect }: PictureProps) {
  const read = readDraft(JSON.parse(JSON.stringify(document)));
  if (!read.ok) return null;
  return (
    <section className="hp-run-picture" aria-label="Picture of the run">
      <Suspense fallback={<Spinner label="Loading the picture" />}>
        <Canvas
          document={read.draft}
          positions={{}}
          marks={marksOf(run.steps)}
          selected={selected}
          onSelect={(block) => onSelect(block === undefined ? undefined : { block, occurrence: undefined })}
        />
      </Suspense>
    </section>
  );
}
