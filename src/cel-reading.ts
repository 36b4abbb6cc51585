import { type ASTNode, ParseError } from "@marcbachmann/cel-js";

/**
 * What the Worker has of cel-js around its parser (wrangler.toml, [alias]): what the parser asks for while it reads.
 * Types, checking and evaluating are ours (expressions/), and the library's own would be 17 KB. A test of the bundle
 * compares the two.
 */

/** As a constructor it makes an empty object: so `1u` is read as one. */
function nothing(): undefined {}

/** A node keeps an operator's name; the parser knows some by another. */
const OTHER_NAMES = {
  fieldAccess: ".",
  optionalFieldAccess: ".?",
  bracketAccess: "[]",
  optionalBracketAccess: "[?]",
  ternary: "?:",
  unaryNot: "!_",
  unaryMinus: "-_",
};
const NAMES = "value id call rcall list map || && == != < <= > >= in + - * / %".split(" ");
const OPERATORS = Object.fromEntries(
  [...NAMES.map((name) => [name, name]), ...Object.entries(OTHER_NAMES)].map(([key, name]) => [
    key,
    { name },
  ]),
);

/** Methods whose first argument must be a name, by how many they take; and what is said where it isn't. */
const NAMING: Readonly<Record<string, string>> = {
  all2: "all(var, predicate) invalid predicate iteration variable",
  exists2: "exists(var, predicate) invalid predicate iteration variable",
  exists_one2: "exists_one(var, predicate) invalid predicate iteration variable",
  filter2: "filter(var, predicate) invalid predicate iteration variable",
  map2: "map(var, transform) invalid predicate iteration variable",
  map3: "map(var, filter, transform) invalid predicate iteration variable",
  bind3: "invalid variable argument",
};

/** A macro as the parser expands it: into nothing, once its arguments are found to be in order. */
function findMacro(name: string, isMethod: boolean, count: number) {
  const message = isMethod ? NAMING[name + count] : undefined;
  if (message === undefined) return undefined;
  return {
    handler({ args: [variable] }: { args: readonly ASTNode[] }) {
      if (variable && variable.op !== "id") {
        throw new ParseError({ code: "invalid_macro_argument", message, node: variable });
      }
      return {};
    },
  };
}

function createRegistry() {
  return {
    clone: ({ enableOptionalTypes }: { enableOptionalTypes: boolean }) => ({
      enableOptionalTypes,
      findMacro,
    }),
  };
}

export {
  createRegistry,
  nothing as Base,
  nothing as Duration,
  nothing as Optional,
  nothing as registerFunctions,
  nothing as registerMacros,
  nothing as registerOverloads,
  nothing as RootContext,
  nothing as TypeChecker,
  nothing as UnsignedInt,
  OPERATORS,
};
