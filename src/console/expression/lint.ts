import { type Diagnostic, linter } from "@codemirror/lint";
import { type Extension, StateEffect } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { escaped } from "./json-texts.ts";
import { withoutPosition } from "./messages.ts";
import { expressionsIn, type Found, type Mode } from "./place.ts";
import type { ExpressionCheck } from "./service.ts";

/** What checking needs to know of the field, at the moment it is done. */
export interface LintHost {
  mode: Mode;
  expects: "bool" | "instant" | undefined;
  check: (source: string) => Promise<ExpressionCheck>;
  /** The messages, for those who don't see the underline. */
  onMessages: (messages: string[]) => void;
}

/** Has the text checked once more though it is the same: something else in the document has changed. */
export const checkAgain = StateEffect.define();

/** Underlines what the server's check says about each expression, some time after the last key. */
export function expressionLint(host: () => LintHost): Extension {
  return linter(
    async (view) => {
      const diagnostics = await diagnose(view.state.doc.toString(), host());
      host().onMessages(diagnostics.map(({ message }) => message));
      return diagnostics;
    },
    {
      delay: 350,
      needsRefresh: ({ transactions }) =>
        transactions.some(({ effects }) => effects.some((effect) => effect.is(checkAgain))),
    },
  );
}

async function diagnose(text: string, { mode, expects, check }: LintHost): Promise<Diagnostic[]> {
  const expressions = expressionsIn(text, mode).filter(({ source }) => source.trim() !== "");
  const found = await Promise.all(
    expressions.map(async (expression) => {
      // Without an answer nothing is known to be wrong; whoever saves hears it then.
      const answer = await check(expression.source).catch(() => undefined);
      return answer === undefined ? [] : diagnosticsOf(answer, expression, { mode, expects });
    }),
  );
  return found.flat();
}

function diagnosticsOf(
  answer: ExpressionCheck,
  { source, outer }: Found,
  { mode, expects }: Pick<LintHost, "mode" | "expects">,
): Diagnostic[] {
  if (answer.ok) {
    const message = mode === "expression" ? unexpected(answer.type, expects) : undefined;
    return message === undefined
      ? []
      : [{ from: outer(0), to: outer(source.length), severity: "error", message }];
  }
  return answer.problems.map(({ code, message, range }) => {
    const name = source.slice(range.start, range.end);
    const from = outer(range.start);
    const to = outer(Math.max(range.end, range.start));
    const isWord = code === "unknown_name" && /^[A-Za-z_]\w*$/.test(name);
    return {
      from,
      to,
      severity: "error",
      message: withoutPosition(message),
      ...(isWord && { actions: [quoting(name, mode)] }),
    };
  });
}

/** Who forgets the quotes around a text hears of an unknown name. */
function quoting(name: string, mode: Mode): NonNullable<Diagnostic["actions"]>[number] {
  const quoted = mode === "json" ? escaped(`"${name}"`) : `"${name}"`;
  return {
    name: `Make it the text "${name}"`,
    apply: (view: EditorView, from: number, to: number) =>
      view.dispatch({ changes: { from, to, insert: quoted } }),
  };
}

function unexpected(type: string, expects: LintHost["expects"]): string | undefined {
  if (type === "any") return undefined;
  if (expects === "bool" && type !== "bool") return `This must be true or false, and is a ${type}`;
  if (expects === "instant" && type !== "number" && type !== "string")
    return `This must be an instant (epoch milliseconds or text), and is a ${type}`;
  return undefined;
}
