// Words that should not go out are named beside their field while it is written, and so are the stricter rules for a
// child. Nothing here takes the focus or stops a key; without it both stand on the page after saving.
const PAUSE = 1_000; // milliseconds after the last key
const MOST_SAID = 3; // new hits read out at a time
const ADULT = 18; // years

const form = document.querySelector("form[data-warns]");
if (form) watch(form, form.querySelector("[data-warned]"));

function watch(form, heard) {
  const names = form.dataset.warns.split(" ");
  const texts = [...form.elements].filter(({ name }) => names.includes(name) || /^(photo-.+-alt|alt-.+)$/.test(name));
  const age = form.elements.age; // a translation has none
  let timer = 0, asked = 0, known = null;

  async function ask() {
    const number = ++asked;
    const sent = new FormData();
    for (const field of [form.elements.csrf_token, age, ...texts].filter(Boolean)) sent.set(field.name, field.value);
    if (!texts.some(({ value }) => value.trim())) return show({});
    try {
      const answer = await fetch(`${form.action}/warnings`, { method: "POST", body: sent, redirect: "manual" });
      if (answer.ok && number === asked) show((await answer.json()).fields);
    } catch {
      // No connection: the line at the foot of the form says so, and the gate asks again.
    }
  }

  function show(hits) {
    for (const field of texts) list(field, hits[field.name] ?? []);
    const now = Object.values(hits).flat().map(({ said }) => said);
    const anew = known ? now.filter((said) => !known.includes(said)) : []; // nothing is read out as the page opens
    heard.textContent = anew.slice(0, MOST_SAID).join(". ");
    known = now;
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  form.addEventListener("input", ({ target }) => {
    if (target === age) rules(age);
    if (target === age || texts.includes(target)) later();
  });
  ask();
}

function list(field, hits) {
  const id = `warnings-${field.id}`;
  let box = document.getElementById(id);
  if (!box && hits.length) {
    box = Object.assign(document.createElement("ul"), { id, className: "govuk-list sh-warnings" });
    field.closest(".govuk-form-group").append(box);
  }
  if (!box) return;
  const same = JSON.stringify(hits);
  if (box.dataset.shows === same) return;
  box.dataset.shows = same;
  box.replaceChildren(...hits.map(line));
  box.hidden = hits.length === 0;
  describe(field, id, hits.length > 0);
}

function line({ kind, words, grave, advice }) {
  const [item, tag, quote] = ["li", "strong", "q"].map((name) => document.createElement(name));
  item.className = `sh-warnings__one sh-warnings__one--${grave}`;
  tag.textContent = kind;
  quote.textContent = words;
  item.append(tag, " ", quote, " ", advice);
  return item;
}

function rules(age) {
  const years = age.value.trim();
  const child = /^\d{1,3}$/.test(years) && Number(years) < ADULT;
  for (const rule of document.querySelectorAll("[data-child-rule]")) {
    rule.hidden = !child;
    for (const id of rule.dataset.childRule.split(" ")) {
      const field = document.getElementById(id);
      if (field) describe(field.type === "radio" ? field.closest("fieldset") : field, rule.id, child);
    }
  }
}

function describe(field, id, on) {
  const ids = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (on) ids.add(id);
  else ids.delete(id);
  if (ids.size) field.setAttribute("aria-describedby", [...ids].join(" "));
  else field.removeAttribute("aria-describedby");
}
