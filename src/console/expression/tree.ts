import type { Available, CelFunction, Entry } from "./suggest.ts";

/** A line of the tree that can be inserted. */
export interface Leaf {
  id: string;
  /** The expression to insert. */
  insert: string;
  text: string;
  type: string;
  note: string;
}

/** What belongs together: the data of one callback, the functions. */
export interface Branch {
  id: string;
  label: string;
  leaves: readonly Leaf[];
}

/** A branch or a leaf as one line among all that are to be seen. */
export type Line = { id: string; branch: Branch; leaf?: Leaf };

/** Everything that may stand in an expression of a slot, as far as it has all words of the filter in it. */
export function branchesOf({ groups, functions }: Available, filter = ""): Branch[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const all: Branch[] = [
    ...groups.map(({ label, entries }) => ({ id: label, label, leaves: entries.map(entryLeaf) })),
    { id: "functions", label: "Functions", leaves: functions.map(functionLeaf) },
  ];
  return all
    .map((branch) => ({ ...branch, leaves: branch.leaves.filter((leaf) => matches(branch, leaf, words)) }))
    .filter(({ leaves }) => leaves.length > 0);
}

/** The lines to be seen while only the named branches are open. */
export function linesOf(branches: readonly Branch[], open: (branch: Branch) => boolean): Line[] {
  return branches.flatMap((branch): Line[] => [
    { id: branch.id, branch },
    ...(open(branch) ? branch.leaves.map((leaf) => ({ id: leaf.id, branch, leaf })) : []),
  ]);
}

function matches({ label }: Branch, { text, insert, note }: Leaf, words: readonly string[]): boolean {
  const searched = `${label} ${text} ${insert} ${note}`.toLowerCase();
  return words.every((word) => searched.includes(word));
}

function entryLeaf({ path, label, type, detail }: Entry): Leaf {
  const note = [label === path ? "" : label, detail].filter((text) => text !== "").join(": ");
  return { id: `read ${path}`, insert: path, text: path, type: type === "any" ? "" : type, note };
}

function functionLeaf({ name, signature, summary, example }: CelFunction): Leaf {
  return {
    id: `call ${name}`,
    insert: example === "" ? `${name}()` : example,
    text: signature,
    type: "",
    note: summary,
  };
}
