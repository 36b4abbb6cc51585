import { isJsonObject, type Json, type JsonObject } from "../../../json.ts";

/** The most common question, to begin with. */
export const APPROVE_OR_REJECT: readonly JsonObject[] = [
  { id: "approve", label: "Approve" },
  { id: "reject", label: "Reject", style: "danger" },
];

/** What a form for choices can show. */
export function isChoices(value: Json): value is JsonObject[] {
  return Array.isArray(value) && value.every(isChoice);
}

function isChoice(value: Json): boolean {
  if (!isJsonObject(value)) return false;
  const { id, label, style } = value;
  return (
    typeof id === "string" && typeof label === "string" && (style === undefined || typeof style === "string")
  );
}

/** A choice that none of the others is called like. */
export function newChoice(others: readonly JsonObject[]): JsonObject {
  const ids = new Set(others.map(({ id }) => id));
  let number = others.length + 1;
  while (ids.has(`choice${number}`)) number += 1;
  return { id: `choice${number}`, label: `Choice ${number}` };
}

/** With another field; undefined takes it out. */
export function withPart(choice: JsonObject, part: string, value: string | undefined): JsonObject {
  const { [part]: _, ...rest } = choice;
  return value === undefined ? rest : { ...choice, [part]: value };
}
