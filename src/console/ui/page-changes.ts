let changed = false;

/** Whether somebody went from one page to another: the first page leaves the focus to the browser. */
export const pageChanges = {
  note(): void {
    changed = true;
  },
  happened(): boolean {
    return changed;
  },
};
