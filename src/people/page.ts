import { html, raw } from "hono/html";
import { OWN_LANGUAGE, say, type TextKey, type Texts } from "../blocks/callback/page-texts.ts";
import type { LinkView } from "../runs/link-view.ts";
import { STYLE } from "./style.ts";

export type Markup = ReturnType<typeof html>;

/** What of a link's page every page about it shares. */
export type Frame = Pick<LinkView, "title" | "language" | "texts">;

/** About nothing in particular: there is nothing to answer. */
const NO_FRAME: Frame = { title: null, language: OWN_LANGUAGE, texts: {} };

/** A page that says one thing, which is its heading where there is none. */
export function messagePage(key: TextKey, frame: Frame = NO_FRAME, more: Markup = html``): Markup {
  if (frame.title === null) return page({ ...frame, title: say(frame.texts, key) }, more);
  return page(frame, html`${says(frame.texts, key)}${more}`);
}

export function thanksPage(view: LinkView): Markup {
  const { texts, thanks, redirect } = view;
  const thanked = paragraph(thanks ?? say(texts, "thanks"));
  if (redirect === null) return page(view, thanked);
  // Browsers don't let a form be redirected to where the page's policy doesn't let it be sent: the page goes there itself.
  const onward = html`<meta http-equiv="refresh" content="0;url=${redirect}">`;
  return page(view, html`${thanked}<p><a href="${redirect}">${say(texts, "continue")}</a></p>`, onward);
}

export function says(
  texts: Texts,
  key: TextKey,
  fills: Readonly<Record<string, string | number>> = {},
): Markup {
  return paragraph(say(texts, key, fills));
}

export function paragraph(text: string | null): Markup {
  return text === null ? html`` : html`<p>${text}</p>`;
}

/** Whatever is put into the template is text, unless it is markup itself. */
export function page({ title, language }: Frame, content: Markup, head: Markup = html``): Markup {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
${head}
<title>${title ?? "Holdpoint"}</title>
<style>${raw(STYLE)}</style>
</head>
<body><main>${title === null ? "" : html`<h1>${title}</h1>`}${content}</main></body>
</html>`;
}
