import { ApiFailure, messageOf } from "../api/failure.ts";
import { Button } from "./button.tsx";
import "./problem-box.css";

/** What went wrong, in words, each problem with its path, and the way to try again. Nothing for `null`. */
export function ProblemBox({ failure, retry }: { failure: unknown; retry?: () => void }) {
  if (failure === null || failure === undefined) return null;
  const errors = failure instanceof ApiFailure ? failure.errors : [];
  return (
    <div className="hp-problem" role="alert">
      <p>{messageOf(failure)}</p>
      {errors.length > 0 && (
        <ul>
          {errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path && <code>{path}</code>} {message}
            </li>
          ))}
        </ul>
      )}
      {retry && <Button onClick={retry}>Try again</Button>}
    </div>
  );
}
