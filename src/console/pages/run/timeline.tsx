import { Link } from "wouter";
import { Button, spanText } from "../../ui/index.ts";
import { linkTo } from "../shared/links.ts";
import type { Run } from "../shared/types.ts";
import { type Happening, happeningOf } from "./happening.ts";
import { Moment } from "./moment.tsx";
import type { Selection } from "./selection.ts";
import { type Step, tookAt } from "./steps.ts";
import "./timeline.css";

interface TimelineProps {
  run: Run;
  nameOf: (block: string) => string;
  selection: Selection | undefined;
  onSelect: (selection: Selection) => void;
}

/** All that happened in a run, in order. A row shows the data of its block when it is chosen. */
export function Timeline({ run, nameOf, selection, onSelect }: TimelineProps) {
  const happenings = run.timeline.map(happeningOf);
  return (
    <section className="hp-card hp-stack" aria-label="Timeline">
      <h2>Timeline</h2>
      <ol className="hp-timeline">
        {happenings.map((happening, index) => (
          // Rows are only ever added at the end.
          <li key={index} className={`hp-happening hp-happening-${happening.tone}`}>
            <Row
              happening={happening}
              run={run}
              steps={run.steps}
              nameOf={nameOf}
              isSelected={isChosen(happening, selection)}
              onSelect={onSelect}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

function isChosen({ block, occurrence }: Happening, selection: Selection | undefined): boolean {
  if (block === undefined || selection?.block !== block) return false;
  return selection.occurrence === undefined || selection.occurrence === occurrence;
}

interface RowProps extends Omit<TimelineProps, "selection"> {
  happening: Happening;
  steps: readonly Step[];
  isSelected: boolean;
}

function Row({ happening, run, steps, nameOf, isSelected, onSelect }: RowProps) {
  const { at, block, occurrence, text, until, receipt, user } = happening;
  const took = tookAt(steps, happening);
  return (
    <>
      <span className="hp-happening-time">
        <Moment at={at} since={run.startedAt} />
      </span>
      <div>
        <p>
          {block !== undefined && (
            <Button
              kind="ghost"
              className="hp-happening-block"
              aria-pressed={isSelected}
              onClick={() => onSelect({ block, occurrence })}
            >
              {nameOf(block)}
            </Button>
          )}
          {block !== undefined && " "}
          {text}
          {until !== undefined && (
            <>
              {" "}
              <Moment at={until} since={run.startedAt} />
            </>
          )}
        </p>
        <p className="hp-row hp-muted">
          {took !== undefined && <span>{`took ${spanText(took)}`}</span>}
          {user !== undefined && <span>{`by ${user}`}</span>}
          {receipt !== undefined && <Link href={linkTo.receipt(receipt, run.flowId)}>Receipt</Link>}
        </p>
      </div>
    </>
  );
}
