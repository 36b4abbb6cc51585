import { autocompletion } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { useQueryClient } from "@tanstack/react-query";
import { type Ref, useEffect, useRef, useState } from "react";
import CodeEditor, { type CodeEditorProps, type CodeHandle } from "./code-editor.tsx";
import { completionSources } from "./complete.ts";
import { checkAgain, expressionLint, type LintHost } from "./lint.ts";
import { checkQuery, functionsQuery, type Slot, scopeQuery } from "./service.ts";

export interface ExpressionEditorProps extends Omit<CodeEditorProps, "extensions" | "onRefresh" | "ref"> {
  slot: Slot;
  expects?: LintHost["expects"];
  onMessages: (messages: string[]) => void;
  ref?: Ref<CodeHandle>;
}

/** How long the rest of the document may go on changing before its expressions are looked at again. */
const SETTLING_MS = 800;

/** The editor with what the server knows of the slot: completion, and checks as it is written. */
export default function ExpressionEditor(props: ExpressionEditorProps) {
  const { slot, ref, ...code } = props;
  const client = useQueryClient();
  const own = useRef<CodeHandle>(null);
  const current = useRef(props);
  current.current = props;
  const [extensions] = useState(() => {
    const scope = () => client.fetchQuery(scopeQuery(current.current.slot));
    return [
      autocompletion({
        override: completionSources(() => ({
          mode: current.current.mode,
          available: async () => {
            const [{ groups }, functions] = await Promise.all([scope(), client.fetchQuery(functionsQuery)]);
            return { groups, functions };
          },
        })),
        icons: false,
        closeOnBlur: true,
      }),
      expressionLint(() => ({
        mode: current.current.mode,
        expects: current.current.expects,
        check: async (source) => client.fetchQuery(checkQuery(source, (await scope()).names)),
        onMessages: (messages) => current.current.onMessages(messages),
      })),
    ];
  });

  const [, , , , surroundings] = scopeQuery(slot).queryKey;
  const first = useRef(surroundings);
  useEffect(() => {
    if (first.current === surroundings) return undefined;
    const timer = setTimeout(() => {
      first.current = surroundings;
      own.current?.refresh();
    }, SETTLING_MS);
    return () => clearTimeout(timer);
  }, [surroundings]);

  const setRef = (handle: CodeHandle | null) => {
    own.current = handle;
    if (typeof ref === "function") ref(handle);
    else if (ref) ref.current = handle;
  };
  return <CodeEditor {...code} extensions={extensions} onRefresh={refresh} ref={setRef} />;
}

function refresh(view: EditorView): void {
  view.dispatch({ effects: checkAgain.of(null) });
}
