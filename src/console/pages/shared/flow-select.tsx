import { Select } from "../../ui/index.ts";
import { useSomeFlows } from "./flows.ts";

interface FlowSelectProps {
  /** Empty: any flow. */
  flowId: string;
  onChange: (flowId: string) => void;
  /** Where no field around it says what it is. */
  label?: string;
}

/** Chooses one of the newest flows, or keeps the one that an address names. */
export function FlowSelect({ flowId, onChange, label }: FlowSelectProps) {
  const { data } = useSomeFlows();
  const flows = data?.items ?? [];
  const isListed = flowId === "" || flows.some(({ id }) => id === flowId);
  return (
    <Select value={flowId} onChange={({ target }) => onChange(target.value)} aria-label={label}>
      <option value="">{label === undefined ? "Any" : "All flows"}</option>
      {flows.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
      {!isListed && <option value={flowId}>{flowId}</option>}
    </Select>
  );
}
