import type { Reply } from "../api/reply.ts";
import { Badge, type Tone } from "./badge.tsx";

type RunStatus = Reply<"/api/manage/runs", "get">["items"][number]["status"];
type VersionStatus = Reply<"/api/manage/flows/{flowId}", "get">["versions"][number]["status"];
type UserStatus = Reply<"/api/manage/users", "get">["items"][number]["userStatus"];
type Status = RunStatus | VersionStatus | UserStatus;
type Outcome = Reply<"/api/manage/receipts/{id}", "get">["outcome"];

const STATUSES: Record<Status, readonly [text: string, tone: Tone]> = {
  running: ["Running", "accent"],
  waiting: ["Waiting", "warn"],
  completed: ["Completed", "ok"],
  failed: ["Failed", "danger"],
  terminated: ["Terminated", "neutral"],
  draft: ["Draft", "neutral"],
  live: ["LIVE", "ok"],
  paused: ["Paused", "warn"],
  stopped: ["Stopped", "neutral"],
  ENABLED: ["Enabled", "ok"],
  DISABLED: ["Disabled", "danger"],
};

const OUTCOMES: Record<Outcome, readonly [text: string, tone: Tone]> = {
  activated: ["Activated", "ok"],
  approved: ["Approved", "ok"],
  started: ["Started", "ok"],
  rejected: ["Rejected", "warn"],
  extended: ["Extended", "accent"],
  duplicate: ["Duplicate", "neutral"],
  held: ["Held", "accent"],
  ignored: ["Ignored", "warn"],
  refused: ["Refused", "danger"],
  expired: ["Expired", "warn"],
};

/** The state of a run, a version or a user. */
export function StatusBadge({ status }: { status: Status }) {
  const [text, tone] = STATUSES[status];
  return <Badge tone={tone}>{text}</Badge>;
}

/** What became of a callback. */
export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const [text, tone] = OUTCOMES[outcome];
  return <Badge tone={tone}>{text}</Badge>;
}
