import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  pickedCompletion,
} from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { type Mode, placeAt } from "./place.ts";
import { type Available, type CelFunction, isFunction, type Suggestion, suggest } from "./suggest.ts";

/** What completion needs to know of the field, at the moment it is asked. */
export interface CompletionHost {
  mode: Mode;
  available: () => Promise<Available>;
}

/** `suggest` gives at most so many lists that begin at different places. */
const LISTS = [0, 1, 2];

/** One source for each list, since CodeMirror lets a source begin at one place only. */
export function completionSources(host: () => CompletionHost): CompletionSource[] {
  return LISTS.map((index) => (context) => complete(context, host(), index));
}

async function complete(
  context: CompletionContext,
  { mode, available }: CompletionHost,
  index: number,
): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const { found, at, write } = placeAt(text, context.pos, mode);
  // Between expressions nobody wants to be interrupted: there it takes Ctrl-Space.
  if (!found && !context.explicit) return null;
  const source = found?.source ?? "";
  const isWriting = /[\w.[]/.test(source.charAt(at - 1));
  if (found && !isWriting && !context.explicit && source.trim() !== "") return null;
  const list = suggest(source, at, await available())[index];
  if (!list || context.aborted) return null;
  return {
    from: found ? found.outer(list.from) : context.pos,
    options: list.items.map((item) => toCompletion(item, write)),
    // What has the word in it is told for each word anew.
    ...(list.isByWord ? {} : { validFor: /^\w*$/ }),
  };
}

function toCompletion(item: Suggestion, write: (source: string) => string): Completion {
  if (item.kind === "function") return functionCompletion(item.called, write);
  const { entry, group, rank } = item;
  return {
    label: entry.path,
    detail: entry.type === "any" ? "" : entry.type,
    apply: write(entry.path),
    section: { name: group.label, rank },
    boost: -rank,
    info: () => note([entry.label, "hp-code-info-title"], [entry.detail]),
  };
}

function functionCompletion(called: CelFunction, write: (source: string) => string): Completion {
  const { name, signature, summary, example, value } = called;
  return {
    label: name,
    detail: argumentsOf(signature),
    section: { name: isFunction(called) ? "Functions" : "Methods", rank: 1_000 },
    boost: -50,
    apply: (view, completion, from, to) => applyCall(view, completion, { from, to, name, signature, write }),
    info: () =>
      note(
        [signature, "hp-code-info-title hp-mono"],
        [summary],
        [example === "" ? "" : `${example} → ${JSON.stringify(value)}`, "hp-mono"],
      ),
  };
}

/** `(text: string).replace(search: string): string` → `(search: string): string` */
function argumentsOf(signature: string): string {
  const call = signature.replace(/^\((?:[^()]|\([^()]*\))*\)\./, "");
  return call.slice(call.indexOf("("));
}

interface CallToApply {
  from: number;
  to: number;
  name: string;
  signature: string;
  write: (source: string) => string;
}

/** Writes the call, and leaves the cursor where its arguments belong. */
function applyCall(view: EditorView, completion: Completion, call: CallToApply): void {
  const { from, to, name, signature, write } = call;
  const insert = write(`${name}()`);
  const anchor = from + insert.lastIndexOf("()") + (argumentsOf(signature).startsWith("()") ? 2 : 1);
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor },
    userEvent: "input.complete",
    annotations: pickedCompletion.of(completion),
  });
}

/** Lines of text, one beneath the other; empty ones are left out. */
function note(...lines: readonly (readonly [text: string, className?: string])[]): HTMLElement {
  const box = document.createElement("div");
  box.className = "hp-code-info";
  for (const [text, className] of lines) {
    if (text === "") continue;
    const line = document.createElement("div");
    line.textContent = text;
    if (className !== undefined) line.className = className;
    box.append(line);
  }
  return box;
}
