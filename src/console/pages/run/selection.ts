/** A block of the run, or one of the times that it was entered. */
export interface Selection {
  block: string;
  /** Undefined: the last time. */
  occurrence: number | undefined;
}
