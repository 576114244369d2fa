// Makes a govuk-frontend component live wherever the page has it. Their own `createAll` does the same, but with the
// code of every component behind it. Each by itself: one that fails is reported, and costs nobody else.
export function live(Part) {
  document.querySelectorAll(`[data-module="${Part.moduleName}"]`).forEach((root) => queueMicrotask(() => new Part(root)));
}
