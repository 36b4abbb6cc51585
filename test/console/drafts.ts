import * as fc from "fast-check";
import type { Draft, DraftBlock } from "../../src/console/document/draft.ts";

const ID = fc.constantFrom("a", "b", "c", "d", "pay", "item");
const next = fc.option(fc.oneof(ID, fc.uniqueArray(ID, { minLength: 1, maxLength: 3 })), { nil: undefined });
const onError = fc.option(ID, { nil: undefined });

/** Expressions that read blocks in every way there is, and mention their ids where they mean nothing. */
const expression = fc
  .tuple(ID, ID, ID)
  .chain(([x, y, z]) =>
    fc.constantFrom(
      `${x}.data.${y} == ${z}.data.total`,
      `links.${x} + urls.${x} + urls["${y}"] + "urls.${z} {{ ${x} }}"`,
      `${x}.items.map(${y}, ${y}.price * ${z}.rate)`,
      `initial.data.urls.${x} == "${y}" // ${z}`,
      `has(${x}.?${y}.data) ? {${z}: "${x}"} : [${y}]`,
      `${x}(${y}) + ${z}["${x}"] + 1.5e3`,
      `[${x}].exists(urls, urls.${y} == ${z})`,
    ),
  );
const template = expression.map((source) => `total: {{ ${source} }} for {{initial.data.a}}`);

const block: fc.Arbitrary<DraftBlock> = fc
  .oneof(
    fc.record({
      type: fc.constant("set"),
      values: fc.record({ a: template, b: fc.array(template) }),
      next,
      onError,
    }),
    fc.record({
      type: fc.constant("external-callback"),
      condition: expression,
      timeout: fc.record({ after: fc.constant("PT1H"), next, data: template }),
      next,
      onError,
    }),
    fc.record({ type: fc.constant("condition"), when: expression, yes: next, no: next, onError }),
    fc.record({ type: fc.constant("delay"), until: expression, next }),
    fc.record({
      type: fc.constant("http-request"),
      request: fc.record({
        url: template,
        headers: fc.record({ "x-a": template }),
        body: fc.record({ a: template }),
      }),
      next,
    }),
    fc.record({ type: fc.constant("return"), value: template }),
  )
  .map((fields) => JSON.parse(JSON.stringify(fields)));

/** Documents whose links and expressions mention blocks that exist and blocks that don't. */
export const drafts: fc.Arbitrary<Draft> = fc
  .record({
    name: fc.constant("Flow"),
    start: ID,
    blocks: fc.dictionary(ID, block, { minKeys: 1, noNullPrototype: true }),
  })
  .map(({ name, start, blocks }) => ({ name, start, blocks }));

/** A document and one of its blocks. */
export const withBlock: fc.Arbitrary<[Draft, string]> = drafts.chain((draft) =>
  fc.tuple(fc.constant(draft), fc.constantFrom(...Object.keys(draft.blocks))),
);
