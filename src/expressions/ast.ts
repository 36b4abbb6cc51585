import type { ASTNode } from "@marcbachmann/cel-js";

export type { ASTNode };

/** The nodes of one kind, or of some. */
export type NodeOf<Op extends ASTNode["op"]> = Extract<ASTNode, { op: Op }>;

/** Where a tree comes from: offsets of its nodes count from `offset` in `text`. */
export interface Origin {
  readonly text: string;
  readonly offset: number;
}
