import { useParams } from "wouter";
import { AllTriggers } from "./all-triggers.tsx";
import { TriggerWaits } from "./trigger-waits.tsx";

/** Who waits: at all triggers, or at one of them. */
export default function WaitingPage() {
  const { flowId, triggerId } = useParams();
  if (flowId === undefined || triggerId === undefined) return <AllTriggers />;
  return <TriggerWaits key={triggerId} flowId={flowId} triggerId={triggerId} />;
}
