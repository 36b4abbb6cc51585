import { APPROVAL_RULES } from "./approval-rules.ts";
import { covers, gather, groups, isAcknowledged, means, type Rule } from "./evidence.ts";
import { DOOMED, FOR_USERS } from "./flows.ts";
import { HEARTBEAT_RULES } from "./heartbeat-rules.ts";
import type { History, SeenRun } from "./history.ts";
import { LINK_RULES } from "./link-rules.ts";
import { RESULT_RULES } from "./result-rules.ts";
import { SENDER_RULES } from "./sender-rules.ts";
import { waitsOf } from "./waits.ts";

/** Something that must never happen, and what it happened to: tokens of callbacks and starts, ids of runs. */
export interface Violation {
  rule: string;
  says: string;
  tokens: string[];
  runs: string[];
}

/** Whether what senders, the outside and the operator saw fits together. Pure: empty when all is well. */
export function check(history: History): Violation[] {
  const evidence = gather(history);
  return Object.entries(ALL).flatMap(([rule, find]) =>
    [...find(evidence)].map(({ says, tokens = [], runs = [] }) => ({ rule, says, tokens, runs })),
  );
}

const RULES: Record<string, Rule> = {
  /** Exactly one thing ends a wait: a callback, a rejection or its timeout. */
  *"a wait is left once"({ waits }) {
    for (const { run, block, occurrence, left } of waits) {
      const tokens = left.flatMap(({ token }) => token ?? []);
      const how = left.map(({ type, token }) => `${type} ${token ?? ""}`).join(", ");
      if (left.length > 1)
        yield { says: `${block}:${occurrence} was left by ${how}`, tokens, runs: [run.id] };
      if (left.length === 0 && run.status === "completed")
        yield { says: `${block}:${occurrence} was never left, but the run completed`, runs: [run.id] };
    }
  },

  /** What was acknowledged has taken effect, once; what was refused, never. */
  *"an acknowledged callback has its effect, a refused one none"({ callbacks, activations }) {
    for (const callback of callbacks) {
      const { token, kind } = callback;
      const done = activations.get(token) ?? [];
      const runs = done.map(({ wait }) => wait.run.id);
      if (callback.execution === "all") {
        if (new Set(runs).size < runs.length) yield { says: "let a run go on twice", tokens: [token], runs };
      } else if (done.length > 1) {
        yield { says: `${kind} had ${done.length} effects`, tokens: [token], runs };
        // An approval may be one of several, and who is against it late: see the rules for those.
      } else if (
        kind !== "vote" &&
        kind !== "veto" &&
        done.length === 0 &&
        callback.attempts.some(isAcknowledged)
      ) {
        yield { says: `${kind} was acknowledged and had no effect`, tokens: [token] };
      }
      if (done.length > 0 && !callback.attempts.some(isAcknowledged))
        yield { says: `${kind} had an effect and was never acknowledged`, tokens: [token], runs };
    }
  },

  /** Whatever is sent under one key has one effect; another body under a used key is turned down. */
  *"one dedupe key, one effect"({ callbacks, activations }) {
    for (const sent of groups(callbacks, ({ key }) => key).values()) {
      const tokens = sent.map(({ token }) => token);
      const effects = tokens.filter((token) => activations.has(token));
      if (effects.length > 1) yield { says: "two bodies under one key had effects", tokens };
      const answers = sent.flatMap(({ kind, attempts }) => (kind === "conflict" ? attempts : []));
      if (effects.length > 0 && answers.some(({ answer }) => answer && answer.code !== 70422))
        yield { says: "another body under a used key was not turned down with 70422", tokens };
    }
  },

  /** A callback lets go on what it was sent for, as the user who sent it. */
  *"a callback reaches the run that it means"({ callbacks, activations }) {
    for (const callback of callbacks) {
      const { token, flow, block, execution, user } = callback;
      for (const { wait, leaving } of activations.get(token) ?? []) {
        const found = { tokens: [token], runs: [wait.run.id] };
        if (!means(callback, wait)) yield { says: "let another run or wait go on", ...found };
        if (execution !== null && execution.length > 3 && execution !== wait.run.id)
          yield { says: "named another run", ...found };
        if (leaving.user !== user) yield { says: `came as ${user}, acted as ${leaving.user}`, ...found };
        if (FOR_USERS.has(`${block} of ${flow}`) && user === null)
          yield { says: "was let in without a user", ...found };
        const { timeoutAt } = wait;
        if (timeoutAt !== null && leaving.receivedAt >= timeoutAt)
          yield { says: `came ${leaving.receivedAt - timeoutAt} ms after the timeout was due`, ...found };
      }
    }
  },

  /** What an answer says is what happened: these runs, and the receipt of one of the requests. */
  *"answers tell the truth"({ callbacks, activations }) {
    for (const { token, kind, execution, attempts } of callbacks) {
      const done = activations.get(token) ?? [];
      const runs = done.map(({ wait }) => wait.run.id);
      for (const { answer } of attempts) {
        if (answer && answer.receipt === null) yield { says: "an answer without a receipt", tokens: [token] };
        if (!answer || answer.outcome === null || answer.outcome === "held") continue;
        // An early one's answer as a duplicate may name no run yet.
        const isWrong = kind !== "vote" && answer.executionIds.some((id) => !runs.includes(id));
        if (isWrong) yield { says: `an answer names ${answer.executionIds.join()}`, tokens: [token], runs };
        const isActive = ["activated", "started", "rejected"].includes(answer.outcome);
        if (isActive && answer.executionIds.length === 0 && execution !== "all")
          yield { says: `${answer.outcome}, but no run is named`, tokens: [token], runs };
      }
      const receipts = attempts.map(({ answer }) => answer?.receipt ?? null);
      const isStrange = done.some(({ leaving }) => !receipts.includes(leaving.receipt));
      if (isStrange && !receipts.includes(null))
        yield { says: "has its effect under a receipt that nobody was given", tokens: [token], runs };
    }
  },

  /** A start with a key starts one run however often it is sent; every run has somebody who started it. */
  *"a start starts one run"({ starts, callbacks, runs }) {
    const byToken = groups(runs, ({ context }) => context.initial.data.token ?? null);
    for (const { token, key, attempts } of starts) {
      const made = (byToken.get(token) ?? []).map(({ id }) => id);
      const told = new Set(attempts.flatMap(({ answer }) => answer?.executionIds ?? []));
      const tokens = [token];
      for (const id of told) {
        if (!made.includes(id)) yield { says: `answered ${id}, which is no such run`, tokens, runs: made };
      }
      if (made.length > (key === null ? attempts.length : 1) || (key !== null && told.size > 1))
        yield { says: `started ${made.length} runs, told of ${told.size}`, tokens, runs: made };
    }
    const known = new Set([...starts, ...callbacks].map(({ token }) => token));
    for (const run of runs) {
      const token = run.context.initial.data.token ?? waitsOf(run)[0]?.left[0]?.token;
      if (!known.has(token ?? "")) yield { says: "a run that nobody started", runs: [run.id] };
    }
  },

  /** One key for one block occurrence, asked at least once, and not again once its answer is journaled. */
  *"an outside request has the key of its block occurrence"({ requests, runs }) {
    const byKey = groups(requests, ({ key }) => key);
    const asked = new Map<string, SeenRun>();
    for (const run of runs) {
      for (const { type, block, occurrence, at } of run.timeline) {
        const key = `${run.id}:${occurrence}`;
        const sent = (byKey.get(key) ?? []).filter((request) => request.block === block);
        if (type === "requesting") asked.set(key, run);
        if (type !== "responded") continue;
        if (sent.length === 0) yield { says: `${key} was answered, but nobody asked`, runs: [run.id] };
        if (sent.some((request) => request.at > at + 1_000))
          yield { says: `${key} was sent again after its answer was journaled`, runs: [run.id] };
      }
    }
    for (const [key, sent] of byKey) {
      const run = sent.map((request) => request.run);
      if (!asked.has(key)) yield { says: `${key} stands for no block occurrence`, runs: run };
      if (new Set(sent.map(nameOf)).size > 1) yield { says: `${key} stands for two things`, runs: run };
    }
    for (const [name, sent] of groups(requests, nameOf)) {
      const keys = new Set(sent.map(({ key }) => key));
      if (keys.size > 1) yield { says: `${name} was sent under ${[...keys].join(" and ")}` };
    }
  },

  *"every run ends"({ runs }) {
    for (const { id, status, context } of runs) {
      const end = context.initial.data.match === DOOMED ? "failed" : "completed";
      if (status !== end) yield { says: `is ${status} at the end`, runs: [id] };
    }
  },

  /** Not before it is due, and soon after it, or soon after the server is back. */
  *"a timeout comes when it is due"({ waits, kills }) {
    for (const { run, timeoutAt, left } of waits) {
      for (const { type, at } of left) {
        if (type !== "timed-out" || timeoutAt === null) continue;
        const since = Math.max(timeoutAt, ...kills.map(({ upAt }) => upAt).filter((upAt) => upAt <= at));
        if (at < timeoutAt || at > since + 5_000)
          yield { says: `came ${at - timeoutAt} ms after it was due`, runs: [run.id] };
      }
    }
  },

  /** Nobody is sent away, kept waiting or passed over while a run waits for just that callback. */
  *"a waiting run is found"({ callbacks, waits, starts }) {
    const toldAt = new Map<string, number>();
    for (const { attempts } of starts) {
      for (const { endedAt, answer } of attempts) toldAt.set(answer?.executionIds[0] ?? "", endedAt);
    }
    // A wait is known to be registered once the start was answered that led to it.
    const known = waits.filter(({ run, openedAt }) => (openedAt ?? Infinity) <= (toldAt.get(run.id) ?? 0));
    const byFlow = groups(known, ({ run }) => run.flow);
    for (const callback of callbacks) {
      const [begun = 0] = callback.attempts.map(({ sentAt }) => sentAt);
      const there = (byFlow.get(callback.flow) ?? []).filter((wait) => means(callback, wait));
      for (const { sentAt, endedAt, answer } of callback.attempts) {
        const isAway = answer?.code === 28060 || answer?.outcome === "held" || answer?.outcome === "ignored";
        if (!isAway && !(callback.execution === "all" && answer?.status === 200)) continue;
        const from = isAway ? sentAt : begun;
        const missed = there.find(
          ({ run, left: [leaving] }) => (toldAt.get(run.id) ?? 0) < from && (leaving?.at ?? 0) > endedAt,
        );
        if (missed)
          yield {
            says: `${callback.kind} got ${answer.code ?? answer.outcome ?? answer.status} while a run waited for it`,
            tokens: [callback.token],
            runs: [missed.run.id],
          };
      }
    }
  },

  *"an answer comes, unless the server is killed"({ kills, moves, ...senders }) {
    const ofMoves = moves.map(({ run, attempts }) => ({ token: run, attempts }));
    const { callbacks, heartbeats, links, starts } = senders;
    for (const { token, attempts } of [...callbacks, ...heartbeats, ...links, ...starts, ...ofMoves]) {
      for (const attempt of attempts) {
        const { answer } = attempt;
        if (!answer && !kills.some((kill) => covers(kill, attempt)))
          yield { says: "no answer, though nobody killed the server", tokens: [token] };
        if (answer && answer.status >= 500 && answer.status !== 503)
          yield { says: `an answer of ${answer.status}`, tokens: [token] };
      }
    }
  },

  *"lists forget who has left"({ leftInLists, runs }) {
    const open = new Set(runs.filter(({ waits }) => waits.length > 0).map(({ id }) => id));
    for (const { flow, run } of leftInLists) {
      if (!open.has(run)) yield { says: `the list of ${flow} still shows it`, runs: [run] };
    }
  },

  /** Messages that the local queue held in memory die with it: runs that ended right before a kill may lag. */
  *"the run index catches up"({ runs, index, kills }) {
    for (const { id, status, timeline } of runs) {
      const endedAt = timeline.at(-1)?.at ?? 0;
      const isExcused = kills.some(({ at }) => endedAt > at - 2_000 && endedAt <= at + 100);
      if (index[id] !== status && !isExcused)
        yield { says: `is ${status}, the index says ${index[id]}`, runs: [id] };
    }
  },
};

function nameOf({ run, block, token }: { run: string; block: string; token: string }): string {
  return `${block} for ${token} of ${run}`;
}

const ALL = {
  ...RULES,
  ...HEARTBEAT_RULES,
  ...LINK_RULES,
  ...SENDER_RULES,
  ...APPROVAL_RULES,
  ...RESULT_RULES,
};
