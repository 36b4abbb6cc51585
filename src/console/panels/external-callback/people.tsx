import { CopyButton } from "../../ui/index.ts";
import { ChoiceField } from "../choice-field.tsx";
import { ComputedField } from "../computed-field.tsx";
import { DurationField } from "../duration-field.tsx";
import type { BlockForm } from "../form.ts";
import { ObjectFields } from "../panel-field.tsx";
import { Section } from "../section.tsx";
import { AfterAnswer } from "./after-answer.tsx";
import { ApprovalsField } from "./approvals-field.tsx";
import { ChoicesField } from "./choices-field.tsx";
import { LanguageFields } from "./language-fields.tsx";
import { LINK_EXPIRY, peopleSummary } from "./summaries.ts";

const COMMENTS = [
  { value: "none", text: "No" },
  { value: "optional", text: "If they like" },
  { value: "required", text: "Yes, they have to" },
];

/** What people see who open a link to the trigger, and how many of them it takes. */
export function People({ form }: { form: BlockForm }) {
  return (
    <Section
      form={form}
      title="Links and pages"
      summary={peopleSummary(form.block)}
      paths={["link", "page", "approvals"]}
    >
      <LinkHelp id={form.id} signsIn={form.text("authentication.type") === "BACKENDLESS"} />
      <ObjectFields form={form} path="link" label="Link">
        <DurationField
          form={form}
          path="link.expires"
          label="A link is good for"
          hint="From when it is made, at most 365 days."
          usual={LINK_EXPIRY}
        />
      </ObjectFields>
      <ObjectFields form={form} path="page" label="Page">
        <PageFields form={form} />
      </ObjectFields>
      <ApprovalsField form={form} />
    </Section>
  );
}

function LinkHelp({ id, signsIn }: { id: string; signsIn: boolean }) {
  const template = `{{ links.${id} }}`;
  return (
    <div>
      <p className="hp-field-hint">
        A link for a person, for a mail or a message that an earlier block sends. Opening it shows a page;
        only a button there lets the run go on.{signsIn && " Under BACKENDLESS people sign in there first."}
      </p>
      <div className="hp-panel-copy">
        <code className="hp-panel-curl">{template}</code>
        <CopyButton text={template} label="link" />
      </div>
    </div>
  );
}

function PageFields({ form }: { form: BlockForm }) {
  return (
    <>
      <ComputedField
        form={form}
        path="page.title"
        as="text"
        label="Title of the page"
        hint="Empty: the trigger's name."
        placeholder="Order {{ initial.data.orderId }}"
      />
      <ComputedField
        form={form}
        path="page.text"
        as="text"
        label="What the person reads"
        hint="Plain text; {{ }} computes parts of it."
        placeholder="May we send the order for {{ initial.data.total }} €?"
        multiline
      />
      <ChoicesField form={form} />
      <ChoiceField
        form={form}
        path="page.comment"
        label="May people write a comment?"
        options={COMMENTS}
        usual="none"
        hint={`Later blocks read it as ${form.id}.data.comment.`}
      />
      <AfterAnswer form={form} />
      <LanguageFields form={form} />
    </>
  );
}
