import type { Rule } from "./evidence.ts";
import type { Answer } from "./history.ts";
import { answerOf } from "./line.ts";

/** What must hold for those who wait for the end of the run that they let go on. */
export const RESULT_RULES: Record<string, Rule> = {
  *"who waits for the end is told how it was"({ callbacks, activations }) {
    for (const { token, attempts } of callbacks) {
      const [done] = activations.get(token) ?? [];
      if (!done) continue;
      const { id, status, result, timeline } = done.wait.run;
      const found = { tokens: [token], runs: [id] };
      for (const { sentAt, answer } of attempts) {
        if (!answer) continue;
        const { ended } = answer;
        if (ended && ended.status !== status)
          yield { says: `was told that the run ${ended.status}, and it is ${status}`, ...found };
        else if (ended?.status === "completed" && !isSame(ended.result, result))
          yield { says: `was told ${JSON.stringify(ended.result)} as its result`, ...found };
        if (answer.status === 202 && (timeline.at(-1)?.at ?? Infinity) < sentAt)
          yield { says: "was told to wait for a run that had ended", ...found };
      }
    }
  },
};

/** The result itself, a failure, or what an answer says otherwise. */
export function readResult(response: Response, text: string): Answer {
  const answer = answerOf(response, text);
  if (answer.code === 70424) return { ...answer, ended: { status: "failed" } };
  return response.status === 200
    ? { ...answer, ended: { status: "completed", result: JSON.parse(text) } }
    : answer;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
