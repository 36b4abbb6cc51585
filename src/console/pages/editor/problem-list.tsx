import { blockName, type Draft } from "../../document/draft.ts";
import type { DraftProblem } from "../../document/problems.ts";
import { Button, ProblemBox } from "../../ui/index.ts";
import type { Checks } from "./use-checks.ts";

interface ProblemListProps {
  draft: Draft;
  checks: Checks;
  isOpen: boolean;
  onToggle: () => void;
  /** Goes to where the problem is. */
  onGo: (problem: DraftProblem) => void;
}

/** What the checks say, one line each; errors first, since with one of them nothing can be published. */
export function ProblemList({ draft, checks, isOpen, onToggle, onGo }: ProblemListProps) {
  const { problems, errors, isBusy, failure } = checks;
  const isEmpty = Object.keys(draft.blocks).length === 0;
  return (
    <section className="hp-problems" aria-label="Problems and advice">
      <div className="hp-problems-head">
        <Button kind="ghost" aria-expanded={isOpen} disabled={problems.length === 0} onClick={onToggle}>
          <span className="hp-problems-count" data-errors={errors > 0 || undefined}>
            {isEmpty ? "Nothing to check yet" : countText(errors, problems.length - errors)}
          </span>
          {problems.length > 0 && <span aria-hidden="true">{isOpen ? "▾" : "▴"}</span>}
        </Button>
        {/* Told when it changes, not with each letter. */}
        <span className="hp-hidden" role="status">
          {isBusy || isEmpty ? "" : countText(errors, problems.length - errors)}
        </span>
      </div>
      <ProblemBox failure={failure} />
      {isOpen && problems.length > 0 && (
        <ul className="hp-problems-list">
          {problems.map((problem) => (
            <li key={`${problem.level} ${problem.path} ${problem.message}`} data-level={problem.level}>
              <button type="button" onClick={() => onGo(problem)}>
                <span className="hp-problems-level">{problem.level === "error" ? "Problem" : "Advice"}</span>
                <strong>{problem.block === undefined ? "Flow" : blockName(draft, problem.block)}</strong>
                {problem.field && <code>{problem.field}</code>}
                <span>{problem.message}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function countText(errors: number, advice: number): string {
  if (errors === 0 && advice === 0) return "No problems";
  const parts = [
    errors === 0 ? "No problems" : errors === 1 ? "1 problem" : `${errors} problems`,
    advice === 0 ? "" : advice === 1 ? "1 note" : `${advice} notes`,
  ];
  return parts.filter(Boolean).join(", ");
}
