export { ConditionField } from "./condition-field.tsx";
export { ExpressionField } from "./expression-field.tsx";
export { FieldNotes } from "./field-notes.tsx";
export { JsonField } from "./json-field.tsx";
export type { Slot } from "./service.ts";
export { type SavedVersion, SavedVersionOf } from "./surroundings.ts";
export { type KeptText, useJsonText } from "./use-json-text.ts";
