import { isBlockType } from "../../blocks/index.ts";
import { fieldSource, type Path, pathSource, typeOfTemplate } from "../../expressions/index.ts";
import { isJsonObject, type JsonObject, own } from "../../json.ts";
import { ERROR_FIELDS, type Field, INITIAL_FIELDS, OUTPUTS, type Output, RUN_FIELDS } from "../outputs.ts";
import { USER_COLUMNS } from "./columns.ts";
import { literalFields } from "./literal.ts";
import type { Entry, Group } from "./view.ts";

const TRIGGER_FIELDS = OUTPUTS["external-callback"].fields ?? [];

/** A block as its author wrote it, in order or not. */
export interface Written {
  id: string;
  name: string;
  source: JsonObject;
  /** It may have failed, or been rejected, before. */
  mayHaveFailed: boolean;
}

/** What a block leaves, and the paths below it that are read elsewhere. */
export function blockGroups(block: Written, mentioned: readonly Path[]): Group[] {
  const { id, name, source, mayHaveFailed } = block;
  const errors = mayHaveFailed ? below(fieldSource(id, "error"), ERROR_FIELDS, "error.") : [];
  const type = own(source, "type");
  if (type === "external-callback") {
    const [data, user] = callerGroups(id, `${name} Data`, userDetail(source), mentioned);
    const elsewhere = ["data", "user", ...(own(source, "approvals") === undefined ? ["approvals"] : [])];
    const received = below(id, TRIGGER_FIELDS).filter(({ label }) => !elsewhere.includes(label));
    return [
      { ...data, block: id, entries: [...data.entries, ...received, ...errors] },
      { ...user, block: id },
    ];
  }
  const output: Output = isBlockType(type) ? OUTPUTS[type] : { type: "any", detail: "" };
  const values = type === "set" ? own(source, "values") : undefined;
  const entries: Entry[] = [
    entry(id, name, values === undefined ? output.type : typeOfTemplate(values), output.detail),
    ...below(id, output.fields ?? []),
    ...(values === undefined ? [] : literalFields(values, id)),
    ...errors,
  ];
  // Where it can't have failed, `error` is there for others only.
  const elsewhere = mentioned.filter(
    ([, field]) => field !== "error" || mayHaveFailed || own(source, "onError") === undefined,
  );
  return [{ label: name, block: id, entries: [...entries, ...others(entries, elsewhere, 1)] }];
}

export function initialGroups(mentioned: readonly Path[]): Group[] {
  return callerGroups("initial", "Initial Data", detailOf(INITIAL_FIELDS, "user"), mentioned);
}

export function runGroup(): Group {
  return { label: "Run", block: null, entries: below("run", RUN_FIELDS) };
}

/** This run's own callback URLs. */
export function urlsGroup(triggers: readonly Written[]): Group {
  const detail = "This run's own callback URL, to hand to the outside";
  return { label: "Callback URLs", block: null, entries: ofTriggers("urls", triggers, detail) };
}

/** Links for people. */
export function linksGroup(triggers: readonly Written[]): Group {
  const detail = "A link for people, to a page on which they let this run go on";
  return { label: "Links", block: null, entries: ofTriggers("links", triggers, detail) };
}

function ofTriggers(root: string, triggers: readonly Written[], detail: string): Entry[] {
  return triggers.map(({ id, name }) => entry(fieldSource(root, id), name, "string", detail));
}

/** `configured`: the names for which there is a value; those mentioned may have none. */
export function secretsGroup(configured: readonly string[], mentioned: readonly Path[]): Group {
  const names = new Set([
    ...configured,
    ...mentioned.flatMap(([, name]) => (name === undefined ? [] : [name])),
  ]);
  const entries = [...names].toSorted().map((name): Entry => {
    const detail = configured.includes(name) ? "" : `Not configured: the Worker has no FLOW_SECRET_${name}`;
    return entry(fieldSource("secrets", name), name, "string", detail);
  });
  return { label: "Secrets", block: null, entries };
}

/** `<root>.data` and `<root>.user`, labelled as the specification does. */
function callerGroups(
  root: string,
  label: string,
  user: string,
  mentioned: readonly Path[],
): [data: Group, user: Group] {
  const detail = detailOf(root === "initial" ? INITIAL_FIELDS : TRIGGER_FIELDS, "data");
  const data = entry(fieldSource(root, "data"), label, "map", detail);
  const inData = mentioned.filter(([, field]) => field === "data");
  const at = fieldSource(root, "user");
  const columns = [entry(at, "user", "map", user), ...below(at, USER_COLUMNS)];
  return [
    { label, block: null, entries: [data, ...others([data], inData, 2)] },
    { label: `${label} - User`, block: null, entries: columns },
  ];
}

/** When there is none. */
function userDetail(trigger: JsonObject): string {
  const authentication = own(trigger, "authentication");
  const type = isJsonObject(authentication) ? own(authentication, "type") : undefined;
  const detail = detailOf(TRIGGER_FIELDS, "user");
  if (type !== "BACKENDLESS" && type !== "JWT") return `${detail}; null without a user token`;
  return own(trigger, "timeout") === undefined ? detail : `${detail}; null after the timeout`;
}

function detailOf(fields: readonly Field[], name: string): string {
  return fields.find((field) => field.name === name)?.detail ?? "";
}

function entry(path: string, label: string, type: Entry["type"], detail: string): Entry {
  return { path, label, type, detail };
}

function below(path: string, fields: readonly Field[], above = ""): Entry[] {
  return fields.map(({ name, type, detail }) => entry(fieldSource(path, name), above + name, type, detail));
}

/** Paths that are read elsewhere and not yet among the entries; labelled from their field `from` on. */
function others(known: readonly Entry[], mentioned: readonly Path[], from: number): Entry[] {
  const paths = new Set(known.map(({ path }) => path));
  return mentioned
    .filter((path) => path.length > from && !paths.has(pathSource(path)))
    .map((path) => entry(pathSource(path), path.slice(from).join("."), "any", "Read elsewhere in this flow"));
}
