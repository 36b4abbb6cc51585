import { useState } from "react";
import { isJsonObject } from "../../json.ts";
import type { Draft, DraftBlock } from "../document/draft.ts";
import { kindLabel } from "../document/kinds.ts";
import type { DraftProblem } from "../document/problems.ts";
import { FieldNotes, type SavedVersion, SavedVersionOf } from "../expression/index.tsx";
import { Button } from "../ui/index.ts";
import { BlockForm } from "./form.ts";
import { IdField } from "./id-field.tsx";
import { RawJsonField } from "./raw-json-field.tsx";
import { panelOf } from "./registry.ts";
import { ShownFields, useShownFields } from "./shown.ts";
import { TextField } from "./text-field.tsx";
import { useIdentity } from "./use-identity.ts";
import "./panels.css";

interface BlockPanelProps {
  document: Draft;
  block: string;
  /** As it is stored, with its URLs; undefined: the flow isn't saved yet. */
  version: SavedVersion | undefined;
  /** Those of this block. */
  problems: readonly DraftProblem[];
  onChange: (next: DraftBlock) => void;
  /** In words, why the block can't be called so; undefined: it is. */
  onRename: (id: string) => string | undefined;
}

/** The ways out of a block are told elsewhere, together with what the checks say about them. */
const LINKS = ["next", "yes", "no", "timeout.next", "onError"];

/** All properties of a block. What no form can show is kept, and can be edited as JSON. */
export function BlockPanel({ document, block: id, version, problems, onChange, onRename }: BlockPanelProps) {
  const form = new BlockForm(document, id, { problems, onChange });
  const Panel = panelOf(form.block.type);
  const shown = useShownFields();
  const identity = useIdentity(document, id);
  const isTrigger = form.block.type === "external-callback";
  return (
    <SavedVersionOf value={version}>
      <div key={identity} className="hp-panel">
        <h2>{kindLabel(form.block)}</h2>
        <FieldNotes problems={form.problemsBeside([...shown.paths, ...LINKS])} />
        <ShownFields value={shown.show}>
          <TextField
            form={form}
            path="name"
            label="Name"
            placeholder={id}
            maxLength={200}
            hint={isTrigger && "What its callback brings is called by it."}
          />
          <IdField id={id} onRename={onRename} />
          <Panel form={form} version={version} />
        </ShownFields>
        <AsJson form={form} />
      </div>
    </SavedVersionOf>
  );
}

function AsJson({ form }: { form: BlockForm }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="hp-stack">
      <div>
        <Button kind="ghost" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? "Hide the JSON" : "Show as JSON"}
        </Button>
      </div>
      {isOpen && (
        <RawJsonField
          label="The whole block"
          hint="The same as above; what is changed in one changes in the other."
          value={form.block}
          onChange={(value) => isJsonObject(value) && form.replace(value)}
          problems={[]}
          isRequired
        />
      )}
    </div>
  );
}
