import { type Evidence, isAcknowledged, type Rule } from "./evidence.ts";
import { SIGNED } from "./flows.ts";
import type { Callback } from "./history.ts";

/** What must hold of those who sign what they send, of the answers of flows, and of receipts. */
export const SENDER_RULES: Record<string, Rule> = {
  *"who has signed is let in, and nobody else"({ callbacks, activations }) {
    for (const { token, flow, block, signature, attempts } of callbacks) {
      if (!SIGNED.has(`${block} of ${flow}`)) continue;
      const runs = (activations.get(token) ?? []).map(({ wait }) => wait.run.id);
      if (signature === "good") {
        if (attempts.some(({ answer }) => answer?.code === 1000 || answer?.status === 401))
          yield { says: "was turned away, though its signature is good", tokens: [token] };
      } else if (runs.length > 0 || attempts.some(({ answer }) => answer && answer.status !== 401)) {
        yield { says: `had a signature that is ${signature}, and wasn't turned away`, tokens: [token], runs };
      }
    }
  },

  /** Under its signed id, whatever else its sender says of it by then. */
  *"an event that was taken is taken whenever it comes again"({ callbacks }) {
    for (const { token, flow, block, signature, attempts } of callbacks) {
      if (`${block} of ${flow}` !== "paid of charge" || signature !== "good") continue;
      const takenAt = Math.min(...attempts.filter(isAcknowledged).map(({ endedAt }) => endedAt));
      const again = attempts.filter(({ sentAt, answer }) => answer && sentAt > takenAt);
      const refused = again.find((attempt) => !isAcknowledged(attempt));
      if (refused) yield { says: `was taken, and then got ${refused.answer?.status}`, tokens: [token] };
    }
  },

  /** What was taken has a receipt that says so, where it was taken. */
  *"a receipt tells what became of its callback"({ receipts, callbacks, heartbeats }) {
    for (const { token, attempts } of [...callbacks, ...heartbeats]) {
      for (const { answer } of attempts) {
        const found = receipts[answer?.receipt ?? ""];
        if (!answer || answer.outcome === null || !found) continue;
        const isSame = found.outcome === answer.outcome;
        const wasHeld = answer.outcome === "held" && found.outcome === "activated";
        const isMissing = answer.executionIds.some((id) => !found.executionIds.includes(id));
        if ((!isSame && !wasHeld) || isMissing)
          yield {
            says: `was ${answer.outcome}, its receipt says ${found.outcome} of ${found.executionIds.join()}`,
            tokens: [token],
          };
      }
    }
  },

  /** Byte for byte, and what it says is what the run knows, whoever was killed meanwhile. */
  *"a duplicate is answered as the first one was"(evidence) {
    for (const callback of evidence.callbacks) {
      if (callback.flow !== "quote") continue;
      const { token } = callback;
      const told = callback.attempts.filter(
        (attempt) => isAcknowledged(attempt) && attempt.answer?.outcome === null,
      );
      const said = new Set(told.map(({ answer }) => answer?.said ?? "nothing"));
      if (said.size > 1) yield { says: `was told ${[...said].join(" and ")}`, tokens: [token] };
      const due = quoteFor(evidence, callback);
      for (const one of said) {
        if (one !== due && due !== undefined)
          yield { says: `was told ${one} instead of ${due}`, tokens: [token] };
      }
    }
  },
};

/** What the flow has to say to who sent it. Undefined: it had no effect. */
function quoteFor({ activations }: Evidence, { token }: Callback): string | undefined {
  const [done] = activations.get(token) ?? [];
  if (!done) return undefined;
  const { wait, leaving } = done;
  return `201 ${wait.run.id} ${JSON.stringify({ token, receivedAt: leaving.receivedAt })}`;
}
