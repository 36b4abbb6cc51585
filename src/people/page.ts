import { html, raw } from "hono/html";
import type { LinkView } from "../runs/link-view.ts";
import { STYLE } from "./style.ts";
import { TEXTS, type Text } from "./texts.ts";

type Markup = ReturnType<typeof html>;

/** A page that asks for an answer. The form goes to the page's own address. */
export function questionPage(view: LinkView): Markup {
  return page(
    view.title,
    html`${paragraph(view.text)}${view.needsSignIn ? says("needsSignIn") : answerForm()}`,
  );
}

export function thanksPage({ title, thanks }: LinkView): Markup {
  return page(title, paragraph(thanks ?? TEXTS.thanks));
}

/** A page that says one thing, where there is nothing to answer. `title`: of what it is about. */
export function messagePage(text: Text, title: string | null = null): Markup {
  return page(title, says(text));
}

function answerForm(): Markup {
  return html`<form method="post"><button>${TEXTS.confirm}</button></form>`;
}

function says(text: Text): Markup {
  return paragraph(TEXTS[text]);
}

function paragraph(text: string | null): Markup {
  return text === null ? html`` : html`<p>${text}</p>`;
}

/** Whatever is put into the template is text, unless it is markup itself. */
function page(title: string | null, content: Markup): Markup {
  return html`<!doctype html>
<html lang="${TEXTS.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title ?? "Holdpoint"}</title>
<style>${raw(STYLE)}</style>
</head>
<body><main>${title === null ? "" : html`<h1>${title}</h1>`}${content}</main></body>
</html>`;
}
