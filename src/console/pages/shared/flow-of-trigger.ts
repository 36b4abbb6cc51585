import { useFlow, useVersion } from "./flows.ts";

/** The flow of a trigger, and the trigger as the LIVE version has it, else the newest one. */
export function useFlowOfTrigger(flowId: string, triggerId: string) {
  const { data: flow } = useFlow(flowId);
  const versionId = flow && (flow.liveVersionId ?? flow.versions[0]?.id);
  const { data: version } = useVersion(flowId, versionId);
  return { flow, versionId, trigger: version?.triggers.find((trigger) => trigger.triggerId === triggerId) };
}
