// The way out of the page, at once: the link works without us; with us the page goes blank in the same moment, this
// page is not left in the history of the tab, and Shift pressed three times does the same.
const link = document.querySelector("[data-exit]");
const WITHIN = 2000; // milliseconds for the three presses
let presses = [];

function leave() {
  document.documentElement.classList.add("sh-leaving");
  document.title = link.dataset.exitTitle;
  window.location.replace(link.href);
}

function count(event) {
  if (event.key !== "Shift") {
    presses = [];
    return;
  }
  if (event.repeat) return;
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
  if (presses.length >= 3) leave();
}

if (link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", count);
  // Coming back by the browser's own cache must show the page again, not the blank one.
  window.addEventListener("pageshow", () => document.documentElement.classList.remove("sh-leaving"));
}
