// A form goes once: a second tap while the first is on its way does nothing. After ten seconds it may be tried again,
// because on a bad line the first may have been lost; the server takes the same form twice as one.
const AGAIN = 10_000; // milliseconds
const sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (event.timeStamp - (sent.get(form) ?? -AGAIN) < AGAIN) {
    event.preventDefault();
    return;
  }
  sent.set(form, event.timeStamp);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach((form) => sent.delete(form));
});
