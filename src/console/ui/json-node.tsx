import { type ReactNode, useState } from "react";
import type { Json } from "../../json.ts";

/** So many entries of a list or object are shown at once, so many characters of a text. */
const ENTRIES = 100;
const CHARACTERS = 500;

interface JsonNodeProps {
  name?: string;
  value: Json;
  depth: number;
  /** Nodes above this depth are open at first. */
  openTo: number;
}

export function JsonNode({ name, value, depth, openTo }: JsonNodeProps) {
  const label = name === undefined ? null : <span className="hp-json-name">{name}: </span>;
  if (typeof value === "object" && value !== null) {
    return <Branch label={label} value={value} depth={depth} openTo={openTo} />;
  }
  return (
    <div className="hp-json-leaf">
      {label}
      {typeof value === "string" ? (
        <Text text={value} />
      ) : (
        <span className="hp-json-scalar">{String(value)}</span>
      )}
    </div>
  );
}

interface BranchProps extends Omit<JsonNodeProps, "name" | "value"> {
  label: ReactNode;
  value: object;
}

function Branch({ label, value, depth, openTo }: BranchProps) {
  const entries: [string, Json][] = Object.entries(value);
  const [open, setOpen] = useState(depth < openTo);
  const [shown, setShown] = useState(ENTRIES);
  const isList = Array.isArray(value);
  if (entries.length === 0) {
    return (
      <div className="hp-json-leaf">
        {label}
        {isList ? "[]" : "{}"}
      </div>
    );
  }
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {label}
        <span className="hp-muted">{isList ? `[ ${entries.length} ]` : `{ ${entries.length} }`}</span>
      </summary>
      {open && (
        <div className="hp-json-inside">
          {entries.slice(0, shown).map(([key, part]) => (
            <JsonNode key={key} name={key} value={part} depth={depth + 1} openTo={openTo} />
          ))}
          {entries.length > shown && (
            <button type="button" className="hp-json-more" onClick={() => setShown(shown + ENTRIES * 10)}>
              {entries.length - shown} more …
            </button>
          )}
        </div>
      )}
    </details>
  );
}

function Text({ text }: { text: string }) {
  const [whole, setWhole] = useState(text.length <= CHARACTERS);
  return (
    <span className="hp-json-text">
      {JSON.stringify(whole ? text : text.slice(0, CHARACTERS))}
      {!whole && (
        <button type="button" className="hp-json-more" onClick={() => setWhole(true)}>
          {text.length - CHARACTERS} more characters …
        </button>
      )}
    </span>
  );
}
