import { useState } from "react";
import { isJsonObject } from "../../json.ts";
import type { Draft } from "../document/draft.ts";
import { kindLabel } from "../document/kinds.ts";
import { PORTS } from "../document/links.ts";
import { FieldNotes, type SavedVersion, SavedVersionOf } from "../expression/index.tsx";
import { Button } from "../ui/index.ts";
import { BlockForm, type FormOptions } from "./form.ts";
import { IdField } from "./id-field.tsx";
import { RawJsonField } from "./raw-json-field.tsx";
import { panelOf } from "./registry.ts";
import { ShownFields, useShownFields } from "./shown.ts";
import { TextField } from "./text-field.tsx";
import { useIdentity } from "./use-identity.ts";
import "./panels.css";

interface BlockPanelProps extends FormOptions {
  document: Draft;
  block: string;
  /** As it is stored, with its URLs; undefined: the flow isn't saved yet. */
  version: SavedVersion | undefined;
  /** In words, why the block can't be called so; undefined: it is. */
  onRename: (id: string) => string | undefined;
}

/** All properties of a block. What no form can show is kept, and can be edited as JSON. */
export function BlockPanel({ document, block: id, version, onRename, ...options }: BlockPanelProps) {
  const form = new BlockForm(document, id, options);
  const Panel = panelOf(form.block.type);
  const shown = useShownFields();
  const identity = useIdentity(document, id);
  const isTrigger = form.block.type === "external-callback";
  return (
    <SavedVersionOf value={version}>
      <div key={identity} className="hp-panel">
        <h2>{kindLabel(form.block)}</h2>
        {/* The ways out of a block are told elsewhere, together with what the checks say about them. */}
        <FieldNotes problems={form.problemsBeside([...shown.paths, ...PORTS])} />
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
  const kept = form.kept("");
  const [isOpen, setOpen] = useState(kept.text !== undefined);
  return (
    <div className="hp-stack" data-field={kept.text === undefined ? undefined : ""}>
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
          kept={kept}
          takes="object"
        />
      )}
    </div>
  );
}
