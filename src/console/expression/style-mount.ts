import { StyleModule } from "style-mod";

const sheets = new WeakMap<StyleModule, CSSStyleSheet>();

/**
 * CodeMirror hands its styles to style-mod, which writes a <style> element: our Content-Security-Policy has no
 * 'unsafe-inline' and forbids that. Constructed sheets belong to the object model and are allowed. The order is
 * kept: later modules win over earlier ones.
 */
StyleModule.mount = (root, modules) => {
  const wanted = [modules].flat().map(sheetOf);
  if (wanted.every((sheet) => root.adoptedStyleSheets.includes(sheet))) return;
  root.adoptedStyleSheets = [
    ...wanted,
    ...root.adoptedStyleSheets.filter((sheet) => !wanted.includes(sheet)),
  ];
};

function sheetOf(module: StyleModule): CSSStyleSheet {
  const known = sheets.get(module);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(module.getRules());
  sheets.set(module, sheet);
  return sheet;
}
