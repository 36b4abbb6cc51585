import { inOrder } from "../../canvas/layout.ts";
import { blockName, blockOf, type Draft, setField } from "../../document/draft.ts";
import { kindLabel } from "../../document/kinds.ts";
import type { DraftProblem } from "../../document/problems.ts";
import { ExpressionField } from "../../expression/index.tsx";
import { Field, TextArea, TextInput } from "../../ui/index.ts";
import { AccessFields } from "./access-fields.tsx";
import type { Editing } from "./use-editing.ts";

interface FlowPanelProps {
  draft: Draft;
  /** Those of the document itself. */
  problems: readonly DraftProblem[];
  editing: Editing;
}

/** What is about the flow as a whole. */
export function FlowPanel({ draft, problems, editing }: FlowPanelProps) {
  const set = (field: string, value: string) =>
    editing.setDraft(setField(draft, field, value === "" && field !== "name" ? undefined : value), field);
  const textOf = (field: string) => (typeof draft[field] === "string" ? draft[field] : "");
  const errorOf = (field: string) =>
    problems.find((problem) => problem.level === "error" && problem.field.startsWith(field))?.message;
  return (
    <div className="hp-stack">
      <h2>Flow</h2>
      <div data-field="name">
        <Field label="Name" error={errorOf("name")}>
          <TextInput
            value={textOf("name")}
            maxLength={200}
            onChange={({ target }) => set("name", target.value)}
          />
        </Field>
      </div>
      <div data-field="description">
        <Field label="Description" error={errorOf("description")}>
          <TextArea
            rows={2}
            value={textOf("description")}
            onChange={({ target }) => set("description", target.value)}
          />
        </Field>
      </div>
      <div data-field="title">
        <ExpressionField
          label="Title of each run"
          hint="Text with {{ }} on the data that starts a run. Lists of runs show it."
          value={textOf("title")}
          onChange={(value) => set("title", value)}
          slot={{ document: draft, block: undefined, path: "title" }}
        />
      </div>
      <AccessFields draft={draft} problems={problems} editing={editing} />
      <Outline draft={draft} editing={editing} />
    </div>
  );
}

/** All blocks as a list: also the way to each of them without the picture. */
function Outline({ draft, editing }: { draft: Draft; editing: Editing }) {
  const ids = inOrder(draft);
  if (ids.length === 0) return null;
  return (
    <section className="hp-outline" aria-label="Blocks">
      <h3>Blocks</h3>
      <ol>
        {ids.map((id) => (
          <li key={id}>
            <button type="button" onClick={() => editing.select(id)}>
              <strong>{blockName(draft, id)}</strong>
              <small>{kindLabel(blockOf(draft, id) ?? {})}</small>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
