import { useState } from "react";
import type { Json as JsonValue } from "../../json.ts";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { JsonNode } from "./json-node.tsx";
import "./json.css";

interface JsonProps {
  value: unknown;
  /** What it is, for the copy button: "Callback data". */
  label?: string;
}

/** Any JSON, as text only: folded below the second level, long texts and lists shortened until asked for. */
export function Json({ value, label = "JSON" }: JsonProps) {
  const [all, setAll] = useState(false);
  return (
    <div className="hp-json">
      <div className="hp-json-tree" role="group" aria-label={label} tabIndex={0}>
        <JsonNode key={String(all)} value={asJson(value)} depth={0} openTo={all ? 32 : 2} />
      </div>
      <div className="hp-row">
        <CopyButton text={() => JSON.stringify(value, null, 2) ?? ""} label={label} />
        {isDeep(value) && (
          <Button kind="ghost" onClick={() => setAll(!all)}>
            {all ? "Fold" : "Unfold all"}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Everything shown here came as JSON; what it can't say (undefined) is left out as JSON does. */
function asJson(value: unknown): JsonValue {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed JSON, whatever type it has by now
  return value === undefined ? null : (value as JsonValue);
}

function isDeep(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).some((part) => typeof part === "object" && part !== null)
  );
}
