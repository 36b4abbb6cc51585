import { useState } from "react";
import { Button, TextInput } from "../ui/index.ts";
import { keptLines, lineProblem } from "./texts.ts";

interface TextLinesProps {
  texts: readonly string[];
  onChange: (texts: readonly string[]) => void;
  /** What one of them is called: "header". */
  noun: string;
  /** What the button says that adds one. */
  add: string;
  least?: number;
  most?: number;
  placeholder: string;
  tidy: ((text: string) => string) | undefined;
}

/** Texts, one a line. One that is empty, or there twice, is on the screen but not in the list. */
export function TextLines({
  texts,
  onChange,
  noun,
  add,
  least = 0,
  most = Number.POSITIVE_INFINITY,
  placeholder,
  tidy = (text) => text,
}: TextLinesProps) {
  const [lines, setLines] = useState(texts);
  const [known, setKnown] = useState(texts);
  if (JSON.stringify(known) !== JSON.stringify(texts)) {
    setKnown(texts);
    setLines(texts);
  }
  const set = (next: readonly string[]) => {
    setLines(next);
    const kept = keptLines(next);
    setKnown(kept);
    if (JSON.stringify(kept) !== JSON.stringify(texts)) onChange(kept);
  };
  return (
    <>
      {lines.length > 0 && (
        <ul className="hp-panel-rows">
          {lines.map((line, index) => {
            const problem = lineProblem(lines, index);
            return (
              // A line is its place: its text is what is being edited.
              <li key={index}>
                <div className="hp-panel-row-head">
                  <TextInput
                    aria-label={`${noun} ${index + 1}`}
                    placeholder={placeholder}
                    value={line}
                    onChange={({ target }) => set(lines.with(index, tidy(target.value)))}
                  />
                  {lines.length > least && (
                    <Button
                      kind="ghost"
                      aria-label={`Remove ${line || `${noun} ${index + 1}`}`}
                      onClick={() => set(lines.filter((_, at) => at !== index))}
                    >
                      ✕
                    </Button>
                  )}
                </div>
                {problem !== undefined && <p className="hp-field-error">{problem}</p>}
              </li>
            );
          })}
        </ul>
      )}
      {lines.length < most && <Button onClick={() => set([...lines, ""])}>{add}</Button>}
    </>
  );
}
