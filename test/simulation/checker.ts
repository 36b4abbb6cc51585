import * as answers from "./invariants/answers.ts";
import * as chances from "./invariants/chances.ts";
import * as deadlines from "./invariants/deadlines.ts";
import { type Evidence, gather } from "./invariants/evidence.ts";
import * as keys from "./invariants/keys.ts";
import * as links from "./invariants/links.ts";
import * as rest from "./invariants/rest.ts";
import * as waits from "./invariants/waits.ts";
import type { World } from "./world.ts";

/** Says what breaks it, in words; nothing when all is well. */
type Invariant = (evidence: Evidence) => string[];

/**
 * What has to be true of every history, whatever went wrong in it. It is looked at when all is quiet: the storm
 * is over, alarms have come, retention has passed.
 */
const INVARIANTS: Readonly<Record<string, Invariant>> = {
  "Nothing throws that shouldn't, and nothing is thrown away silently": ({ world }) => world.platform.bugs,

  "A wait ends once, for one reason": waits.eachWaitEndsOnce,
  "One request activates one wait, or with `all` each that fits": answers.oneRequestActivatesOneWait,
  "One deduplication key activates once; its repetitions get the same answer, another body an error":
    keys.oneKeyActivatesOnce,
  "Whatever activates a wait satisfies its whole condition: keys never mix": waits.keysNeverMix,
  "Whoever activates was let in by the roles of at most a minute ago": waits.rolesAreNeverSkipped,
  "No activation without as many different users as have to approve": waits.nobodyApprovesForOthers,
  "Nothing times out early, and nothing is activated or rejected when its time is over":
    waits.timeoutsComeInTime,
  "A list offers a wait to one callback at a time": waits.aWaitIsOfferedOneCallbackAtATime,

  "Whoever goes on trying hears what became of the callback": answers.everySenderGetsAnAnswer,
  "A 200 stands: its activation is in the journal of the run that it names":
    answers.nothingAcknowledgedIsLost,
  "What was started, or done to a run by the operator, and was confirmed has happened":
    answers.whatWasConfirmedHappened,
  "Refused, ignored and duplicate requests change nothing": answers.noMeansNo,
  "Each answer's receipt can be read where its id says, and is listed": answers.receiptsCanBeRead,

  "A deadline is moved while it is ahead, by heartbeats never back nor past its bound":
    deadlines.deadlinesKeepTheirBound,
  "A rejection or heartbeat that was acknowledged is in the journal; others changed nothing":
    deadlines.whatWasAskedHappened,
  "A rejection leads where the flow says, or fails the run with its reason": deadlines.rejectionsLeadOn,
  "One deduplication key rejects once": deadlines.oneKeyRejectsOnce,
  "Whoever rejected or extended was let in by the roles of at most a minute ago":
    deadlines.onlyWhoMayCallMayAsk,
  "A rejection or heartbeat for a run that waits there isn't sent away": deadlines.whoAsksInTimeIsHeard,
  "Whoever rejects or extends hears of it, and finds its receipt": deadlines.askersGetAnswersAndReceipts,

  "A callback that a run waits for isn't sent away or held": chances.whoIsWaitedForIsTaken,
  "What is held goes to the first who waits for it": chances.whatIsHeldIsOffered,
  "What has activated a run isn't kept for another one": chances.whatWasTakenIsNotHeld,

  "A link is known by its run, for the wait that was meant": links.linksAreKnown,
  "A link lets its own wait go on, once; looking at it none": links.linksAnswerTheirOwnWait,
  "A link that is revoked or expired lets nothing go on": links.linksEnd,
  "A link is good until then": links.linksAreGoodUntilTheyEnd,
  "A link is made and revoked by whoever asked for it": links.onlyTheOperatorMeddles,
  "A choice against it is no approval": links.whoIsAgainstDoesNotApprove,

  "A run ends, or waits for a callback; what ended is deleted in the end": rest.everyRunEndsOrWaits,
  "Lists hold exactly who waits: each entry heals": rest.listsHoldExactlyWhoWaits,
  "Nothing else is kept for ever, and nothing wakes who has nothing to do": rest.nothingIsKeptForEver,
  "The run index catches up": rest.theRunIndexCatchesUp,
  "Outside requests have one key a block occurrence, and are journaled first": rest.outsideRequestsHaveOneKey,
};

/** What is broken in that history: the invariant, and what breaks it. */
export function check(world: World): string[] {
  const evidence = gather(world);
  return Object.entries(INVARIANTS).flatMap(([name, invariant]) =>
    invariant(evidence).map((broken) => `${name}: ${broken}`),
  );
}
