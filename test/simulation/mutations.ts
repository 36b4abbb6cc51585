/** A bug to plant: one piece of text of one source, and what stands there instead. */
export interface Mutation {
  name: string;
  file: string;
  find: string;
  plant: string;
}

/** What the checker has to find. Text that isn't there (any more) is an error. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "a wait is registered before it is journaled",
    file: "src/runs/run.ts",
    find: "    if (!this.#state) this.#commit(decide.decideStart(start, world, this.#ports.now()));\n",
    plant: `    if (!this.#state) {
      const draft = decide.decideStart(start, world, this.#ports.now());
      for (const wait of draft.state.branches) {
        if (wait.at !== "trigger") continue;
        const { occurrence, key, since, seq, timeoutAt, inputs } = wait;
        const entry = { runId: start.runId, versionId, occurrence, key, since, seq, timeoutAt };
        const list = this.#ports.list(world.version.triggerByBlock(wait.block)?.id ?? "");
        await list.open([{ ...entry, inputs: JSON.stringify(inputs) }]);
      }
      if (!this.#state) this.#commit(draft);
    }
`,
  },
  {
    name: "a callback under way to a wait leases nothing",
    file: "src/triggers/leases.ts",
    find: "this.#held.add(nameOf(key));",
    plant: "",
  },
  {
    name: "the deduplication key isn't written down",
    file: "src/triggers/claims-table.ts",
    find: "  put({ dedupe, at, bodyHash, asked, runIds }: Claim): void {\n",
    plant: "  put({ dedupe, at, bodyHash, asked, runIds }: Claim): void {\n    if (dedupe) return;\n",
  },
  {
    name: "a callback is answered before its activation is committed",
    file: "src/runs/callbacks.ts",
    find: "    return this.#intake.take(world, admitted, received, now, say);\n",
    plant: `    if ("approval" in received) return this.#intake.take(world, admitted, received, now, say);
    const late = async () => {
      await this.#ports.pause(1);
      this.#intake.take(world, admitted, received, now, say);
      await this.#run.carryOn(world);
    };
    this.#run.later(late());
    return { outcome: "activated", executionIds: [state.runId] };
`,
  },
  {
    name: "a held callback is offered without being written down",
    file: "src/triggers/holding.ts",
    find: "          this.#table.put(current);\n",
    plant: "",
  },
  {
    name: "a wait that is over leaves no tombstone",
    file: "src/triggers/waits-table.ts",
    find: '    if (key === "") {',
    plant: "    if (key !== undefined) {",
  },
  {
    name: "a run doesn't remember the keys that activated it",
    file: "src/runs/repetition.ts",
    find: "  if (dedupe === undefined) return undefined;",
    plant: "  if (dedupe !== null) return undefined;",
  },
  {
    name: "what the runtime asks once more is a repetition",
    file: "src/runs/repetition.ts",
    find: '    return { outcome: "activated", executionIds, ...said(taken.by), ...known };',
    plant: '    return { outcome: "duplicate", executionIds, ...known };',
  },
  {
    name: "what was turned away is judged anew when the runtime asks once more",
    file: "src/runs/callbacks.ts",
    find: "      (occurrence === undefined ? this.#notedBefore(asked) : undefined) ??\n",
    plant: "",
  },
  {
    name: "roles are looked at by the list alone",
    file: "src/runs/intake.ts",
    find: "    const admission = admit(authentication, caller);\n",
    plant: "    const admission = admit(NO_AUTHENTICATION, caller);\n",
  },
  {
    name: "an outbound request is sent under a new key each time",
    file: "src/runs/outbound.ts",
    find: "`${runId}:${request.occurrence}`",
    plant: "`${runId}:${request.occurrence}:${request.attempt}`",
  },
  {
    name: "a heartbeat forgets its bound",
    file: "src/runs/deadline.ts",
    find: "Math.min(now + (forMs ?? heartbeat.extendMs), bound)",
    plant: "now + (forMs ?? heartbeat.extendMs)",
  },
  {
    name: "a rejection doesn't ask whether the wait is open",
    file: "src/runs/asked.ts",
    find: "  const wait = waitFor(state, admitted);\n",
    plant: `  const over = state.left.find(({ block }) => block === admitted.trigger.block);
  const ended = over && { ...over, at: "trigger", path: [], timeoutAt: null, inputs: {}, bytes: 0 };
  const wait = waitFor(state, admitted) ?? (asks.ask === "reject" ? ended : undefined);
`,
  },
  {
    name: "a rejection of which the flow says nothing goes on as an activation does",
    file: "src/runs/rejection.ts",
    find: "block.onReject !== undefined) return nextList(block.onReject);",
    plant: "block.next !== undefined) return nextList(block.onReject ?? block.next);",
  },
  {
    name: "a heartbeat is answered and not written down",
    file: "src/runs/callbacks.ts",
    find: "    if (draft) this.#run.commit(draft);",
    plant: '    if (draft && outcome.outcome !== "extended") this.#run.commit(draft);',
  },
  {
    name: "news leaves before it is on disk",
    file: "src/runs/teller.ts",
    find: "        await this.#ports.storage.sync();\n",
    plant: "",
  },
  {
    name: "a wait counts as opened once another run's call has taken it along",
    file: "src/runs/opener.ts",
    find: '    let end: Opening["end"] = "opened";\n',
    plant: `    let end: Opening["end"] = "opened";
    for (const opening of openings) if (opening !== own) opening.end = end;
`,
  },
  {
    name: "what is owed is forgotten when the process dies",
    file: "src/runs/run.ts",
    find: "        told = entry.told;",
    plant: "        told = entry.seq;",
  },
  {
    name: "a link that is revoked stays good",
    file: "src/runs/reception.ts",
    find: "if (link.revokedAt !== null || link.expiresAt <= now)",
    plant: "if (link.expiresAt <= now)",
  },
  {
    name: "whether a link has expired is asked at the page alone",
    file: "src/runs/reception.ts",
    find: "link.revokedAt !== null || link.expiresAt <= now",
    plant: "link.revokedAt !== null",
  },
  {
    name: "a link answers whatever wait comes last",
    file: "src/runs/links.ts",
    find: "return visitsOf(state, block)[visit - 1];",
    plant: "return visitsOf(state, block)[visit - 1] && visitsOf(state, block).at(-1);",
  },
  {
    name: "a link that a block reads isn't written down",
    file: "src/runs/advance.ts",
    find: "for (const linked of linking.made) draft.add(linked);",
    plant: "",
  },
  {
    name: "looking at a link uses it up",
    file: "src/runs/run-links.ts",
    find: "      return link && viewOfLink(",
    plant: `      if (link?.revokedAt === null) this.#commit(state, world, { type: "link-revoked", number });
      return link && viewOfLink(`,
  },
  {
    name: "who is against it counts as approving",
    file: "src/runs/approvals.ts",
    find: 'if (others.some(({ id }) => id === choice)) return { verdict: "decides", approvals };',
    plant: "",
  },
  {
    name: "a user who approves twice counts twice",
    file: "src/runs/approvals.ts",
    find: 'if (approvals.some((each) => each.user.objectId === user.objectId)) return { verdict: "approved" };',
    plant: "",
  },
];
