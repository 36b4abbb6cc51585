/** Puts the focus on the control of a field, or on the nearest one around it: `timeout.next[0]`, `timeout.next`, `timeout`. */
export function focusField(panel: HTMLElement | null, field: string): void {
  if (!panel) return;
  const fields = [...panel.querySelectorAll<HTMLElement>("[data-field]")];
  for (let path = field; path !== ""; path = parentOf(path)) {
    const found = fields.find(({ dataset }) => dataset.field === path);
    const control = found && controlIn(found);
    if (!control) continue;
    control.focus();
    control.scrollIntoView({ block: "center" });
    return;
  }
  controlIn(panel)?.focus();
}

/** What can be written in before what can be pressed. */
function controlIn(element: HTMLElement): HTMLElement | null {
  return (
    element.querySelector<HTMLElement>(INPUTS) ?? element.querySelector<HTMLElement>("button, [tabindex='0']")
  );
}

const INPUTS = 'input:not([type="hidden"]), select, textarea, [contenteditable="true"]';

function parentOf(path: string): string {
  return path.replace(/(\.[^.[\]]+|\[[^\]]*\]|^[^.[]+)$/, "");
}
