import { isWithin } from "../../document/problems.ts";

/** What is in a section that was closed is drawn by then. */
const OPENED_MS = 60;

/** Puts the focus on the control of a field, or on the nearest one around it: `timeout.next[0]`, `timeout.next`, `timeout`. */
export function focusField(panel: HTMLElement | null, field: string): void {
  if (!panel) return;
  const closed = closedAround(panel, field);
  if (closed) {
    closed.open = true;
    setTimeout(() => focusField(panel, field), OPENED_MS);
    return;
  }
  const fields = [...panel.querySelectorAll<HTMLElement>("[data-field]")];
  const paths = [field];
  for (let path = field; path !== ""; path = parentOf(path)) paths.push(parentOf(path));
  for (const path of paths) {
    const found = fields.find(({ dataset }) => dataset.field === path);
    const control = found && controlIn(found);
    if (!control) continue;
    control.focus();
    control.scrollIntoView({ block: "center" });
    return;
  }
  controlIn(panel)?.focus();
}

function closedAround(panel: HTMLElement, field: string): HTMLDetailsElement | undefined {
  return [...panel.querySelectorAll<HTMLDetailsElement>("details[data-fields]:not([open])")].find(
    ({ dataset }) => dataset.fields?.split(" ").some((path) => isWithin(field, path)),
  );
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
