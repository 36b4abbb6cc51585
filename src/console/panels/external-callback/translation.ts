import { isJsonObject, type Json, type JsonObject } from "../../../json.ts";

/** What of a page its author has written. */
const WRITTEN = ["title", "text", "thanks"];

/** A translation to begin with, by language: what the author has written as it stands, and what the button says. */
export function translationOf(page: JsonObject): JsonObject {
  const texts: Record<string, Json> = {};
  for (const name of WRITTEN) {
    const text = page[name];
    if (typeof text === "string") texts[name] = text;
  }
  const { choices } = page;
  for (const choice of Array.isArray(choices) ? choices : []) {
    if (isJsonObject(choice) && typeof choice.id === "string" && typeof choice.label === "string") {
      texts[`choice.${choice.id}`] = choice.label;
    }
  }
  const language = page.language === "de" ? "en" : "de";
  return { [language]: { ...texts, ...(choices === undefined && { confirm: CONFIRM[language] }) } };
}

/** What the one button says where there are no others. */
const CONFIRM = { de: "Bestätigen", en: "Confirm" };
