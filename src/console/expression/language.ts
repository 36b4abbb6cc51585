import { json } from "@codemirror/lang-json";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { Decoration, MatchDecorator, ViewPlugin } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { celToken, startOf } from "./cel-tokens.ts";
import type { Mode } from "./place.ts";

const bare = cel(false);
const template = cel(true);

function cel(isTemplate: boolean): Extension {
  return StreamLanguage.define({
    name: isTemplate ? "cel-template" : "cel",
    startState: () => startOf(isTemplate),
    token: (stream, state) => celToken(stream, state, isTemplate),
    languageData: { closeBrackets: { brackets: ["(", "[", '"', "'"] } },
  });
}

const braces = new MatchDecorator({
  regexp: /\{\{(?:(?!\}\}).)*\}\}/g,
  decoration: Decoration.mark({ class: "hp-code-hole" }),
});

/** Where a text of a JSON is computed. */
const holes = ViewPlugin.define(
  (view) => ({
    decorations: braces.createDeco(view),
    update(update) {
      this.decorations = braces.updateDeco(update, this.decorations);
    },
  }),
  { decorations: ({ decorations }) => decorations },
);

const jsonTemplate: Extension = [json(), holes];

export function languageOf(mode: Mode): Extension {
  switch (mode) {
    case "expression":
      return bare;
    case "template":
      return template;
    case "json":
      return jsonTemplate;
    default:
      return mode satisfies never;
  }
}

/** Colours that have enough contrast in both themes: those of texts. */
export const highlighting = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.string], color: "var(--hp-ok)" },
    { tag: [tags.number, tags.bool, tags.null], color: "var(--hp-warn)" },
    { tag: [tags.operatorKeyword, tags.processingInstruction], color: "var(--hp-accent)", fontWeight: "600" },
    { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--hp-accent)" },
    { tag: [tags.comment], color: "var(--hp-muted)", fontStyle: "italic" },
    { tag: [tags.operator, tags.bracket, tags.punctuation], color: "var(--hp-muted)" },
  ]),
);
