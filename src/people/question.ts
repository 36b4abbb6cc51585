import { html, raw } from "hono/html";
import { say, type Texts } from "../blocks/callback/page-texts.ts";
import type { LinkView } from "../runs/link-view.ts";
import { type Field, inputOf, writtenOf } from "./form.ts";
import { type Markup, page, paragraph } from "./page.ts";

/** What was sent and wasn't taken: it is shown again, with what is wrong by field's name. */
export interface Rejected {
  sent: URLSearchParams;
  problems: Readonly<Record<string, string>>;
}

/** The field of the form for the comment, next to `field.<name>` for those of the schema. */
export const COMMENT = "comment";
export const LONGEST_COMMENT = 2_000;

/** A page that asks for an answer. The form goes to the page's own address. `after`: what comes below the form. */
export function questionPage(
  view: LinkView,
  fields: readonly Field[],
  rejected?: Rejected,
  after: Markup = html``,
): Markup {
  const { texts } = view;
  const summary = rejected
    ? html`<p class="problem" role="alert">${rejected.problems[""] ?? say(texts, "problems")}</p>`
    : "";
  return page(
    view,
    html`${paragraph(view.text)}${summary}<form method="post" novalidate>${allFields(view, fields).map((field, index) => fieldOf(field, { index, texts, rejected }))}${buttons(view)}</form>${after}`,
  );
}

/** Those of the schema, and the comment after them. */
function allFields({ comment, texts }: LinkView, fields: readonly Field[]): readonly Asked[] {
  const asked = fields.map((field) => ({ ...field, input: inputOf(field) }));
  if (comment === "none") return asked;
  const label = say(texts, "comment");
  const property = { maxLength: LONGEST_COMMENT };
  const own = { name: COMMENT, input: COMMENT, kind: "textarea", hint: null, options: [], property } as const;
  return [...asked, { ...own, label, required: comment === "required" }];
}

/** `input`: its name in the form. */
type Asked = Field & { input: string };

interface Around {
  index: number;
  texts: Texts;
  rejected: Rejected | undefined;
}

function fieldOf(field: Asked, { index, texts, rejected }: Around): Markup {
  const { kind, label, hint, required, name, input } = field;
  const problem = rejected?.problems[input === COMMENT ? COMMENT_PROBLEM : name];
  const isWrong = rejected !== undefined && problem !== undefined;
  const described = [hint === null ? [] : [`h${index}`], problem === undefined ? [] : [`e${index}`]].flat();
  const attributes = html`id="f${index}" name="${input}"${required ? raw(" required") : ""}${described.length > 0 ? html` aria-describedby="${described.join(" ")}"` : ""}${isWrong ? raw(' aria-invalid="true" autofocus') : ""}`;
  const written = writtenOf(field, input, rejected?.sent);
  const heading = html`<label for="f${index}">${label}${required || kind === "checkbox" ? "" : html` <small>(${say(texts, "optional")})</small>`}</label>`;
  const notes = html`${hint === null ? "" : html`<p class="hint" id="h${index}">${hint}</p>`}${problem === undefined ? "" : html`<p class="problem" id="e${index}">${problem}</p>`}`;
  if (kind === "checkbox") {
    return html`<div class="field check"><input type="checkbox" ${attributes}${written === "" ? "" : raw(" checked")}>${heading}${notes}</div>`;
  }
  return html`<div class="field">${heading}${notes}${control(field, attributes, { written, texts })}</div>`;
}

/** Where the problem with the comment stands: no field of a schema is called so. */
export const COMMENT_PROBLEM = " comment";

function control(
  { kind, options, property }: Asked,
  attributes: Markup,
  { written, texts }: { written: string; texts: Texts },
): Markup {
  switch (kind) {
    case "textarea":
      return html`<textarea ${attributes} rows="4">${written}</textarea>`;
    case "select":
      return html`<select ${attributes}><option value="">${say(texts, "choose")}</option>${options.map((option) => html`<option value="${option.written}"${option.written === written ? raw(" selected") : ""}>${option.label}</option>`)}</select>`;
    case "number":
    case "integer":
      return html`<input type="number" step="${kind === "integer" ? "1" : "any"}" ${attributes} value="${written}">`;
    case "text":
    case "email":
    case "date":
    case "checkbox":
      return html`<input type="${kind}" ${attributes}${property["format"] === "email" ? raw(' autocomplete="email"') : ""} value="${written}">`;
    default:
      return kind satisfies never;
  }
}

function buttons({ choices, texts }: LinkView): Markup {
  if (choices.length === 0) return html`<div class="choices"><button>${say(texts, "confirm")}</button></div>`;
  // The first button of a form is what the Enter key presses: it must choose nothing.
  const none = choices.length > 1 ? html`<button disabled hidden></button>` : "";
  const each = choices.map(
    ({ id, label, style }, index) =>
      html`<button name="choice" value="${id}" class="${style ?? (index === 0 ? "primary" : "plain")}">${label}</button>`,
  );
  return html`${none}<div class="choices">${each}</div>`;
}
