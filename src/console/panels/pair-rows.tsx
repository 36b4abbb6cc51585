import type { ReactNode } from "react";
import type { JsonObject } from "../../json.ts";
import type { KeptText } from "../expression/index.tsx";
import { Button, TextInput } from "../ui/index.ts";
import { type Row, rowProblem } from "./rows.ts";
import { useRows } from "./use-rows.ts";

interface PairRowsProps {
  value: JsonObject;
  onChange: (value: JsonObject) => void;
  kept: KeptText;
  /** What a line without a name is called: "header". */
  noun: string;
  /** What the button says that adds one. */
  add: string;
  /** Of a name that is still to be written. */
  placeholder: string;
  /** There are no spaces in names. */
  isTight?: boolean;
  /** The control for a line's value. */
  children: (line: Line) => ReactNode;
}

export interface Line {
  value: Row["value"];
  /** For who doesn't see the line around it. */
  label: string;
  /** Undefined: it isn't in the object, for it has no name of its own. */
  name: string | undefined;
  set: (value: Row["value"]) => void;
}

/** An object as lines of a name and a value each. A line that can't be in it says why. */
export function PairRows(props: PairRowsProps) {
  const { noun, placeholder, isTight = false, children } = props;
  const { rows, change, remove, add } = useRows(props);
  const nameOf = (text: string) => (isTight ? text.replaceAll(/\s/g, "") : text);
  return (
    <>
      <ul className="hp-panel-rows">
        {rows.map((row, index) => {
          const problem = rowProblem(rows, index);
          const called = row.name || `${noun} ${index + 1}`;
          return (
            // A line is its place: its name is what is being edited.
            <li key={index}>
              <div className="hp-panel-row-head">
                <TextInput
                  aria-label={`Name of ${noun} ${index + 1}`}
                  placeholder={placeholder}
                  value={row.name}
                  onChange={({ target }) => change(index, { ...row, name: nameOf(target.value) })}
                />
                <Button kind="ghost" aria-label={`Remove ${called}`} onClick={() => remove(index)}>
                  ✕
                </Button>
              </div>
              {children({
                value: row.value,
                label: `Value of ${called}`,
                name: problem === undefined ? row.name : undefined,
                set: (next) => change(index, { ...row, value: next }),
              })}
              {problem !== undefined && <p className="hp-field-error">{problem}</p>}
            </li>
          );
        })}
      </ul>
      <Button onClick={add}>{props.add}</Button>
    </>
  );
}
