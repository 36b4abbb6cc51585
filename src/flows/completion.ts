import { isBlockType, slotRule } from "../blocks/index.ts";
import { Failure } from "../errors.ts";
import { checkTemplate, isName, type Path } from "../expressions/index.ts";
import { isJsonObject, type Json, type JsonObject, own } from "../json.ts";
import { checkSlots } from "./checks/expressions.ts";
import { type Scope, type ScopeRule, scopeOf, TITLE_SCOPE } from "./checks/scope.ts";
import { type Outline, readShape } from "./checks/shape.ts";
import {
  blockGroups,
  initialGroups,
  linksGroup,
  runGroup,
  secretsGroup,
  urlsGroup,
  type Written,
} from "./completion/groups.ts";
import type { CompletionView, Group } from "./completion/view.ts";
import { Graph } from "./graph.ts";

/** A slot of a block, or without one the document's `title`. */
export interface Place {
  block?: string | undefined;
  slot: string;
}

const NOTHING: Outline = { start: undefined, title: undefined, access: {}, blocks: {}, exits: new Map() };

/**
 * Exactly what may be read at a place of a document, which may have problems: the scope is the checks' own.
 * `secrets`: the names of those that are configured. Throws 70400 for a slot that the block's type doesn't have.
 */
export function completionAt(
  input: JsonObject,
  { block, slot }: Place,
  secrets: readonly string[],
): CompletionView {
  const { outline = NOTHING } = readShape(input);
  const graph = new Graph(outline);
  const rule = block === undefined ? undefined : ruleAt(sourceOf(input, block), slot);
  const scope: Scope = block === undefined || !rule ? TITLE_SCOPE : scopeOf(rule, block, outline, graph);
  const written = (id: string) => writtenAt(input, id, block, graph);
  const mentioned = mentions(outline, graph, { block, slot });

  const triggers = () => Object.keys(outline.blocks).map(written).filter(isTrigger);
  const groupsOf = (root: string): Group[] => {
    const paths = mentioned.filter(([first]) => first === root);
    switch (root) {
      case "initial":
        return initialGroups(paths);
      case "run":
        return [runGroup()];
      case "urls":
        return [urlsGroup(triggers())];
      case "links":
        return [linksGroup(triggers())];
      case "secrets":
        return [secretsGroup(secrets, paths)];
      default:
        return blockGroups(written(root), paths);
    }
  };
  const names = scope.names.filter(isName);
  const order = (rule?.ownCallback || rule?.ownOutput) && block !== undefined ? [block] : [];
  const isBlock = (name: string) => Object.hasOwn(outline.blocks, name) || name === block;
  const roots = new Set([...order, ...names.filter(isBlock), ...names]);
  return { names, groups: [...roots].flatMap(groupsOf).filter(({ entries }) => entries.length > 0) };
}

/** What holds for a slot. A block without a type, one that is being written, has no callback and no secrets. */
function ruleAt(block: JsonObject, slot: string): ScopeRule {
  const type = own(block, "type");
  if (!isBlockType(type)) return {};
  const rule = slotRule(type, slot);
  if (rule) return rule;
  const message = `Nothing is evaluated there in a block of type ${type}`;
  throw new Failure(70400, { message, errors: [{ path: "slot", message }] });
}

/** The block as it was sent: the outline has a stand-in where the schema refused it. */
function sourceOf(input: JsonObject, id: string): JsonObject {
  const blocks = own(input, "blocks");
  const block = isJsonObject(blocks) ? own(blocks, id) : undefined;
  return isJsonObject(block) ? block : {};
}

function writtenAt(input: JsonObject, id: string, reader: string | undefined, graph: Graph): Written {
  const source = sourceOf(input, id);
  const name = own(source, "name");
  const handlers = [own(source, "onError"), own(source, "onReject")].flat().filter(isText);
  const leadsToReader = (handler: string) =>
    reader !== undefined && (handler === reader || graph.after(handler).has(reader));
  return {
    id,
    source,
    name: isText(name) ? name : id,
    mayHaveFailed: handlers.some(leadsToReader),
  };
}

function isText(value: Json | undefined): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function isTrigger({ source }: Written): boolean {
  return own(source, "type") === "external-callback";
}

/** What expressions elsewhere in the document read, as far as they are in order; each path once. */
function mentions(outline: Outline, graph: Graph, { block, slot }: Place): readonly Path[] {
  const elsewhere = checkSlots(outline, graph).filter(
    (checked) =>
      checked.errors.length === 0 && !(checked.block === block && slot.startsWith(checked.slot.path)),
  );
  const title = block === undefined ? [] : checkTemplate(outline.title ?? "", TITLE_SCOPE.names).reads;
  const paths = [...title, ...elsewhere.flatMap(({ reads }) => reads)];
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}
