import { unaskable } from "../../blocks/callback/form-fields.ts";
import { TEXTS } from "../../blocks/callback/page-texts.ts";
import type { Page } from "../../blocks/callback/people.ts";
import type { Problem } from "../../errors.ts";
import { suggest } from "../../expressions/index.ts";
import { isJsonObject, type JsonObject, own } from "../../json.ts";
import type { Outline } from "./shape.ts";

/** What triggers say of their pages and can't be meant. */
export function checkPeople({ start, blocks }: Outline): Problem[] {
  return Object.entries(blocks).flatMap(([id, block]): Problem[] => {
    if (block.type !== "external-callback") return [];
    const { page = {}, schema = {}, approvals, authentication } = block;
    const path = `blocks.${id}.approvals`;
    if (approvals !== undefined && authentication?.type !== "BACKENDLESS") {
      const message = "Who approves has to be a user: this needs an `authentication` of type BACKENDLESS";
      return [{ path, message }];
    }
    if (approvals !== undefined && id === start) {
      return [
        {
          path,
          message: "Each callback at the start block begins a run of its own: nobody approves the same one",
        },
      ];
    }
    if (!block.page) return [];
    return [
      ...textProblems(page, schema, `blocks.${id}.page`),
      ...schemaProblems(page, schema, `blocks.${id}.schema`),
    ];
  });
}

/** Texts that no page has. */
function textProblems({ choices = [], texts = {} }: Page, schema: JsonObject, path: string): Problem[] {
  const keys = [
    ...Object.keys(TEXTS),
    "title",
    "text",
    "thanks",
    ...choices.map(({ id }) => `choice.${id}`),
    ...namesIn(schema).flatMap((name) => [`field.${name}`, `hint.${name}`]),
  ];
  return Object.entries(texts).flatMap(([language, said]) =>
    Object.keys(said)
      .filter(
        (key) => !keys.includes(key) && !namesIn(schema).some((name) => key.startsWith(`option.${name}.`)),
      )
      .map((key) => ({
        path: `${path}.texts.${language}`,
        message: `The page has no text \`${key}\`.${suggest(key, keys)}`,
      })),
  );
}

/** What of a schema a page can't ask for. */
function schemaProblems({ choices, comment = "none" }: Page, schema: JsonObject, path: string): Problem[] {
  const unasked = unaskable(schema).map((name) => ({
    path: `${path}.required`,
    message: `The page can't ask for \`${name}\`: it asks for texts, numbers, dates, yes or no, and one of several`,
  }));
  const taken = [...(choices ? ["choice"] : []), ...(comment === "none" ? [] : ["comment"])]
    .filter((name) => namesIn(schema).includes(name))
    .map((name) => ({ path: `${path}.properties.${name}`, message: `The page itself fills in \`${name}\`` }));
  return [...unasked, ...taken];
}

function namesIn(schema: JsonObject): string[] {
  const properties = own(schema, "properties");
  return isJsonObject(properties) ? Object.keys(properties) : [];
}
