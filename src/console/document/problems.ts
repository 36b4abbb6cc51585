/** Something that the checks say about a draft. */
export interface DraftProblem {
  level: "error" | "advice";
  message: string;
  /** From the document's root, as the checks write it: `blocks.payment.timeout.next[0]`. */
  path: string;
  /** The block that it is about; undefined: the document itself. */
  block: string | undefined;
  /** The path inside that block, or inside the document: `timeout.next[0]`. "" is the whole. */
  field: string;
  /** Of advice on a trigger's condition: how callbacks find their runs by it. */
  kind?: string;
}

interface Finding {
  path: string;
  message: string;
  kind?: string | undefined;
}

/** The findings of `POST /documents/check`, each with the block and the field that it is about. */
export function readProblems(check: {
  errors: readonly Finding[];
  advice: readonly Finding[];
}): DraftProblem[] {
  return [
    ...check.errors.map((finding) => located("error", finding)),
    ...check.advice.map((finding) => located("advice", finding)),
  ];
}

/** Cuts a path into its keys: `blocks["odd name"].next[0]` → blocks, odd name, next, 0. */
export function pathKeys(path: string): string[] {
  return [...path.matchAll(/\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    quoted === undefined ? (index ?? name ?? "") : String(JSON.parse(quoted)),
  );
}

function located(level: DraftProblem["level"], { path, message, kind }: Finding): DraftProblem {
  const at = BLOCK_PATH.exec(path);
  const block = at === null ? undefined : pathKeys(path)[1];
  const field = at === null || block === undefined ? path : path.slice(at[0].length).replace(/^\./, "");
  return { level, message, path, block, field, ...(kind !== undefined && { kind }) };
}

const BLOCK_PATH = /^blocks(?:\["(?:[^"\\]|\\.)*"\]|\.[^.[]+)/;

/** Whether a field is the one at that path, or lies in it. */
export function isWithin(field: string, path: string): boolean {
  return field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`);
}

/** The problems of each block that has some, errors first. */
export function problemsByBlock(
  problems: readonly DraftProblem[],
): ReadonlyMap<string, readonly DraftProblem[]> {
  const byBlock = new Map<string, DraftProblem[]>();
  for (const problem of problems) {
    if (problem.block === undefined) continue;
    const known = byBlock.get(problem.block);
    if (known) known.push(problem);
    else byBlock.set(problem.block, [problem]);
  }
  return byBlock;
}
