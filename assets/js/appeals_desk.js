import "./warnings.js";

// The desk saves itself: a few seconds after the last key, and when the page is left. The text stays in the form until
// it is saved, and nowhere else: a browser at a charity has several users, so nothing is put into its storage. What only
// a button saves (an answer, a reason, a new photo, the safety check) keeps the page asking before it is left.
const PAUSE = 3_000; // milliseconds after the last key
const BY_BUTTON = /^(answer-|reason-|photo_|risk_checked$)/;
const AGAIN = 10_000; // milliseconds until a failed save is tried again

const form = document.querySelector("form[data-saves-itself]");
if (form) {
  stayWhere(form.querySelector("[data-saved]"));
  keepSaving(form, form.querySelector("[data-saved]"));
  document.querySelectorAll("input[type=file][data-most]").forEach(watchSize);
}

// After a button in the middle of the form the page opens there: what came of it is said at its foot, and the banner at
// the top does not take the way back.
function stayWhere(status) {
  const banner = document.querySelector(".govuk-notification-banner");
  if (!banner || !document.getElementById(location.hash.slice(1))) return;
  banner.dataset.disableAutoFocus = "true";
  status.textContent = [...banner.querySelectorAll(".govuk-notification-banner__heading")].map((each) => each.textContent).join(" ");
}

// A file that no server of ours takes is not sent: the answer would be a page without the form.
function watchSize(field) {
  const said = document.createElement("p");
  Object.assign(said, { className: "govuk-error-message", id: `${field.id}-too-large` });
  said.setAttribute("role", "alert");
  field.addEventListener("change", () => {
    said.remove();
    for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
    if ((field.files[0]?.size ?? 0) <= Number(field.dataset.most)) return;
    field.value = "";
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    field.before(said);
    said.textContent = field.dataset.saidLarge;
  });
}

function keepSaving(form, status) {
  let changed = 0, saved = 0, busy = false, stopped = false, timer = 0;
  let out = false, pressed = null;
  const words = form.dataset;

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  const say = (text, link) => {
    if (link && status.firstChild?.data === text) return; // the link may have the focus
    status.textContent = text;
    if (!link) return;
    const anchor = document.createElement("a");
    Object.assign(anchor, { href: link, target: "_blank", rel: "noopener", className: "govuk-link" });
    anchor.textContent = words.saidSignIn;
    status.append(" ", anchor);
  };

  function written() {
    const sent = new FormData(form);
    for (const name of ["photo_file", "risk_checked"]) sent.delete(name);
    sent.set("step", "auto");
    return sent;
  }

  async function save({ leaving = false } = {}) {
    if (stopped || changed === saved || (busy && !leaving)) return;
    const upTo = changed;
    busy = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: written(), redirect: "manual", keepalive: leaving,
      });
      if (answer.type === "opaqueredirect") return signedOut();
      if (answer.status === 400) return await withFreshToken();
      if (!answer.ok) throw new Error(String(answer.status));
      taken(await answer.json(), upTo);
    } catch {
      pressed = null; // nothing is done by itself once the line is back
      say(words.saidNot);
      later(AGAIN);
    } finally {
      busy = false;
      if (changed > upTo) later(PAUSE);
    }
  }

  function taken({ outcome, said, edition, url }, upTo) {
    say(said);
    out = false;
    if (outcome === "saved" || outcome === "unchanged") {
      form.elements.edition.value = edition;
      saved = upTo;
      if (changed === saved && ![...form.elements].some(waits)) form.dispatchEvent(new CustomEvent("sh:saved", { bubbles: true }));
      if (!form.action.endsWith(url)) {
        form.action = url;
        history.replaceState(null, "", url);
      }
    } else if (outcome !== "waits") { // what is missing may come with the next key
      stopped = true; // the button shows what there is to choose
    }
    if (pressed) form.requestSubmit(pressed); // signed in again: what was pressed meanwhile is done now
  }

  function signedOut() {
    out = true;
    say(words.saidOut, "/staff/sign-in?next=/staff/account");
    if (pressed) status.querySelector("a").focus();
    pressed = null;
    later(AGAIN);
  }

  // Signed in again in another tab: that page has a token for this form too, if it is the same person's.
  async function withFreshToken() {
    const page = await (await fetch(location.pathname, { redirect: "follow" })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("form[data-saves-itself]");
    if (!fresh) return signedOut();
    if (fresh.dataset.savesItself !== words.savesItself) {
      stopped = true;
      pressed = null;
      return say(words.saidOther);
    }
    const token = fresh.elements.csrf_token.value;
    document.querySelectorAll("input[name=csrf_token]").forEach((field) => { field.value = token; });
    later(0);
  }

  for (const kind of ["input", "place"]) { // a place that is chosen from the list was not typed to its end
    form.addEventListener(kind, () => {
      changed += 1;
      later(PAUSE);
    });
  }
  // Who is signed out and presses a button would leave the text behind: it is tried first, and the page stays.
  form.addEventListener("submit", (event) => {
    if (out && !stopped) {
      event.preventDefault();
      pressed = event.submitter;
      changed += 1;
      save();
      return;
    }
    stopped = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ leaving: !busy });
    else if (changed !== saved) later(0);
  });
  window.addEventListener("pagehide", () => { if (!busy) save({ leaving: true }); });
}

function waits(field) {
  if (!BY_BUTTON.test(field.name)) return false;
  return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}
