import { useEffect, useRef, useState } from "react";
import { Button, Field, Select, TextInput } from "../../ui/index.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { FlowSelect } from "../shared/flow-select.tsx";
import { isFiltered, NO_FILTER, type RunFilter, STATUSES } from "./filter.ts";
import "./filter-form.css";

interface FilterFormProps {
  filter: RunFilter;
  onChange: (filter: RunFilter) => void;
}

export function FilterForm({ filter, onChange }: FilterFormProps) {
  const set = (changes: Partial<RunFilter>) => onChange({ ...filter, ...changes });
  return (
    <form className="hp-run-filter" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <Field label="Title">
        <TitleInput title={filter.title} onChange={(title) => set({ title })} />
      </Field>
      <Field label="Flow">
        <FlowSelect flowId={filter.flowId} onChange={(flowId) => set({ flowId })} />
      </Field>
      <Field label="Status">
        <Select value={filter.status} onChange={({ target }) => set({ status: target.value })}>
          <option value="">Any</option>
          {STATUSES.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </Select>
      </Field>
      <Field label="Started from">
        <TextInput
          type="datetime-local"
          value={filter.from}
          onChange={({ target }) => set({ from: target.value })}
        />
      </Field>
      <Field label="Started until">
        <TextInput
          type="datetime-local"
          value={filter.to}
          onChange={({ target }) => set({ to: target.value })}
        />
      </Field>
      {isFiltered(filter) && <Button onClick={() => onChange(NO_FILTER)}>Show all</Button>}
    </form>
  );
}

/** Asks once the typing has settled. */
function TitleInput({ title, onChange }: { title: string; onChange: (title: string) => void }) {
  const [text, setText] = useState(title);
  const settled = useSettled(text);
  const told = useRef(title);
  useEffect(() => {
    if (settled === told.current) return;
    told.current = settled;
    onChange(settled);
  });
  // Changed from elsewhere: by "Show all", or by the browser's way back.
  useEffect(() => {
    if (title === told.current.trim()) return;
    told.current = title;
    setText(title);
  }, [title]);
  return <TextInput type="search" value={text} onChange={({ target }) => setText(target.value)} />;
}
