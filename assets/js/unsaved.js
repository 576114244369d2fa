// A form marked `data-unsaved` asks before what was typed in it is lost. The way out of the page never asks.
const changed = new Set();

document.querySelectorAll("form[data-unsaved]").forEach((form) => {
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("sh:saved", () => changed.delete(form)); // the desk saves itself
});

window.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) changed.delete(event.target);
});

window.addEventListener("beforeunload", (event) => {
  if (changed.size && !document.documentElement.classList.contains("sh-leaving")) event.preventDefault();
});
