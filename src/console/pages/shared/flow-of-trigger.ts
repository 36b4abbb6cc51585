import { useFlow, useVersion } from "./flows.ts";

/** The flow of a trigger, and the trigger as the LIVE version has it, else the newest one. */
export function useFlowOfTrigger(flowId: string, triggerId: string) {
  const { data: flow } = useFlow(flowId);
  const versionId = flow && (flow.liveVersionId ?? flow.versions[0]?.id);
  const { data: version } = useVersion(flowId, versionId);
  const trigger = version?.triggers.find((each) => each.triggerId === triggerId);
  return { flow, versionId, version, trigger };
}
