import type { BodyForm } from "../../../blocks/callback/reading.ts";

/** What a body may be, each with what becomes of it; `id` is the trigger's, under which later blocks read it. */
export const FORMS: Readonly<Record<BodyForm, { name: string; words: (id: string) => string }>> = {
  json: { name: "JSON", words: () => "JSON: what most systems send" },
  form: {
    name: "Form",
    words: (id) => `Form: from web pages and chat systems; its fields are ${id}.data.NAME`,
  },
  text: { name: "Text", words: (id) => `Plain text, as ${id}.data.text` },
  xml: { name: "XML", words: (id) => `XML, as the text ${id}.data.xml` },
  binary: {
    name: "Anything else",
    words: (id) => `Anything else, as ${id}.data.base64 with contentType and size`,
  },
};

export const USUAL_FORMS = ["json"];

/** With or without one of them, in the order in which they are offered. What nobody knows stays, behind. */
export function toggledForms(chosen: readonly string[], form: string, isChosen: boolean): string[] {
  const next = new Set(isChosen ? [...chosen, form] : chosen.filter((each) => each !== form));
  const known = Object.keys(FORMS).filter((each) => next.has(each));
  return [...known, ...[...next].filter((each) => !known.includes(each))];
}

export function formName(form: string): string {
  return Object.entries(FORMS).find(([each]) => each === form)?.[1].name ?? form;
}
