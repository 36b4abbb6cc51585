import { isJsonObject } from "../../../json.ts";
import { Button } from "../../ui/index.ts";
import { ComputedField } from "../computed-field.tsx";
import type { BlockForm } from "../form.ts";
import { TextField } from "../text-field.tsx";
import { translationOf } from "./translation.ts";

/** What the page says in other languages. */
export function LanguageFields({ form }: { form: BlockForm }) {
  const hasTexts = form.at("page.texts") !== undefined || form.kept("page.texts").text !== undefined;
  const { page } = form.block;
  return (
    <>
      <TextField
        form={form}
        path="page.language"
        label="Language of these texts"
        placeholder="en"
        hint="So that a browser reads them right. Empty: English."
      />
      {hasTexts ? (
        <ComputedField
          form={form}
          path="page.texts"
          as="json"
          label="In other languages"
          hint="By language what the page says in it; each reader gets the language that their browser asks for."
        />
      ) : (
        <div className="hp-panel-values">
          <span className="hp-expression-label">In other languages</span>
          <p className="hp-field-hint">
            Each reader gets the language that their browser asks for, of those that are written here.
          </p>
          <Button onClick={() => form.set("page.texts", translationOf(isJsonObject(page) ? page : {}))}>
            Begin a translation
          </Button>
        </div>
      )}
    </>
  );
}
