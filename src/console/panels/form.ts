import type { Json } from "../../json.ts";
import type { Draft, DraftBlock } from "../document/draft.ts";
import { type DraftProblem, isWithin } from "../document/problems.ts";
import type { KeptText, Slot } from "../expression/index.tsx";
import { fieldAt, textAt, withField } from "./fields.ts";

export interface FormOptions {
  /** Those of this block. */
  problems: readonly DraftProblem[];
  /** What is written in its fields and isn't JSON yet, by their paths. */
  texts: Readonly<Record<string, string>>;
  onChange: (next: DraftBlock) => void;
  /** Undefined: it is JSON again. */
  onText: (path: string, text: string | undefined) => void;
}

/** A block as its panel reads and changes it. Paths are those of the checks: `timeout.after`. */
export class BlockForm {
  readonly document: Draft;
  readonly id: string;
  readonly block: DraftBlock;
  readonly #problems: readonly DraftProblem[];
  readonly #texts: Readonly<Record<string, string>>;
  readonly #onChange: (next: DraftBlock) => void;
  readonly #onText: (path: string, text: string | undefined) => void;

  constructor(document: Draft, id: string, { problems, texts, onChange, onText }: FormOptions) {
    this.document = document;
    this.id = id;
    this.block = document.blocks[id] ?? {};
    this.#problems = problems;
    this.#texts = texts;
    this.#onChange = onChange;
    this.#onText = onText;
  }

  at(path: string): Json | undefined {
    return fieldAt(this.block, path);
  }

  /** "" for what is no text. */
  text(path: string): string {
    return textAt(this.block, path);
  }

  /** Undefined takes the field out. */
  set(path: string, value: Json | undefined): void {
    this.#onChange(withField(this.block, path, value));
  }

  /** Several fields at once: one change, one step back. */
  setAll(values: Readonly<Record<string, Json | undefined>>): void {
    this.#onChange(
      Object.entries(values).reduce((block, [path, value]) => withField(block, path, value), this.block),
    );
  }

  replace(block: DraftBlock): void {
    this.#onChange(block);
  }

  /** What the checks say about a field and what is in it. */
  problemsAt(path: string): DraftProblem[] {
    return this.#problems.filter(({ field }) => isWithin(field, path));
  }

  /** What they say about none of the fields. */
  problemsBeside(paths: readonly string[]): DraftProblem[] {
    return this.#problems.filter(({ field }) => !paths.some((path) => isWithin(field, path)));
  }

  /** What is written in a field that isn't JSON yet. */
  kept(path: string): KeptText {
    const text = Object.hasOwn(this.#texts, path) ? this.#texts[path] : undefined;
    return { text, keep: (next) => this.#onText(path, next) };
  }

  slot(path: string): Slot {
    return { document: this.document, block: this.id, path };
  }
}
