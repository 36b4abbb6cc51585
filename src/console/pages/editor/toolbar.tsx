import { Link } from "wouter";
import { Button, Menu, type MenuItem } from "../../ui/index.ts";
import { ToolIcon, type ToolName } from "./tool-icons.tsx";

interface ToolbarProps {
  name: string;
  /** Where the arrow leads. */
  back: string;
  /** How the flow stands to what the server has. */
  status: string;
  /** Undefined tools can't be used at the moment. */
  onAdd: (() => void) | undefined;
  onUndo: (() => void) | undefined;
  onRedo: (() => void) | undefined;
  onLayout: (() => void) | undefined;
  isJson: boolean;
  onJson: () => void;
  onSettings: () => void;
  more: readonly MenuItem[];
  isSaving: boolean;
  /** Undefined: the server has everything. */
  onSave: (() => void) | undefined;
  onLaunch: (() => void) | undefined;
}

export function Toolbar(props: ToolbarProps) {
  const { name, back, status, isJson, isSaving, onSave, onLaunch, more } = props;
  return (
    <header className="hp-toolbar">
      <div className="hp-toolbar-title">
        <Link href={back} className="hp-button hp-button-ghost" aria-label="Back" title="Back">
          ‹
        </Link>
        <div>
          <h1 title={name}>{name}</h1>
          <p className="hp-muted" role="status">
            {status}
          </p>
        </div>
      </div>
      <div className="hp-toolbar-tools" role="toolbar" aria-label="Edit the flow">
        <Tool name="add" label="Add a block" onUse={props.onAdd} />
        <Tool name="undo" label="Undo" hint="Ctrl+Z" onUse={props.onUndo} />
        <Tool name="redo" label="Redo" hint="Ctrl+Shift+Z" onUse={props.onRedo} />
        <Tool name="layout" label="Lay out automatically" onUse={props.onLayout} />
        <Tool name="json" label="Show the JSON" pressed={isJson} onUse={props.onJson} />
        <Tool name="settings" label="Flow settings" onUse={props.onSettings} />
        <Menu label="More" icon="⋯" items={more} />
      </div>
      <div className="hp-row hp-toolbar-save">
        <Button busy={isSaving} disabled={!onSave} title="Ctrl+S" onClick={onSave}>
          Save
        </Button>
        <Button kind="primary" disabled={!onLaunch} onClick={onLaunch}>
          Launch
        </Button>
      </div>
    </header>
  );
}

interface ToolProps {
  name: ToolName;
  label: string;
  hint?: string;
  pressed?: boolean;
  onUse: (() => void) | undefined;
}

function Tool({ name, label, hint, pressed, onUse }: ToolProps) {
  return (
    <Button
      aria-label={label}
      title={hint ? `${label} (${hint})` : label}
      aria-pressed={pressed}
      disabled={!onUse}
      onClick={onUse}
    >
      <ToolIcon name={name} />
    </Button>
  );
}
