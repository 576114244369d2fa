// Places by their name while typing: an editable combobox with a list (WAI-ARIA Authoring Practices 1.2).
//
//   <input data-typeahead-url="/places" data-typeahead-into="place_id" data-typeahead-none="No place found" ...>
//
// The address answers `?q=` with [{id, name, area}]. A choice writes "name, area" into the input and the id into the
// hidden field named by `data-typeahead-into`, where there is one. Without this script the form sends the words.
const SHORTEST = 2;
const PAUSE = 180; // milliseconds after the last key

class Typeahead {
  constructor(input, number) {
    this.input = input;
    this.into = input.form?.elements[input.dataset.typeaheadInto] ?? null;
    this.choices = [];
    this.at = -1;
    this.list = document.createElement("ul");
    this.list.id = `${input.id || "typeahead"}-choices-${number}`;
    this.list.className = "sh-combo__list";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    const label = input.labels?.[0];
    if (label) this.list.setAttribute("aria-label", label.textContent.trim());
    this.status = document.createElement("span");
    this.status.className = "govuk-visually-hidden";
    this.status.setAttribute("role", "status");
    this.frame();
    this.listen();
  }

  frame() {
    const frame = document.createElement("div");
    frame.className = "sh-combo";
    this.input.replaceWith(frame);
    frame.append(this.input, this.list, this.status);
    const roles = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false" };
    Object.entries(roles).forEach(([name, value]) => this.input.setAttribute(name, value));
    this.input.setAttribute("aria-controls", this.list.id);
  }

  listen() {
    this.input.addEventListener("input", () => {
      if (this.into) this.into.value = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    });
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    // Before the input loses its focus, or the list would be gone under the finger.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.choose(Number(row.dataset.at));
    });
  }

  async ask() {
    const words = this.input.value.trim();
    this.asked?.abort();
    if (words.length < SHORTEST) return this.close();
    this.asked = new AbortController();
    const address = new URL(this.input.dataset.typeaheadUrl, window.location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, { signal: this.asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.show(await answer.json());
    } catch {
      this.close(); // Offline or too slow: the words alone are enough for the server.
    }
  }

  show(choices) {
    if (document.activeElement !== this.input) return;
    this.choices = choices;
    this.at = -1;
    this.list.replaceChildren(...choices.map((choice, at) => this.row(choice, at)));
    this.status.textContent = choices.length ? `${choices.length}` : (this.input.dataset.typeaheadNone ?? "");
    this.open(choices.length > 0);
  }

  row({ name, area }, at) {
    const row = document.createElement("li");
    row.id = `${this.list.id}-${at}`;
    row.className = "sh-combo__choice";
    row.dataset.at = at;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    const where = document.createElement("span");
    where.className = "sh-combo__area";
    where.textContent = area ? `, ${area}` : "";
    row.append(name, where);
    return row;
  }

  press(event) {
    if (this.list.hidden) return;
    const last = this.choices.length - 1;
    const moves = { ArrowDown: this.at < last ? this.at + 1 : 0, ArrowUp: this.at > 0 ? this.at - 1 : last };
    if (event.key in moves) {
      event.preventDefault();
      this.mark(moves[event.key]);
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.choose(this.at);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  }

  mark(at) {
    this.at = at;
    [...this.list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    this.input.setAttribute("aria-activedescendant", this.list.children[at].id);
    this.list.children[at].scrollIntoView({ block: "nearest" });
  }

  choose(at) {
    const { id, name, area } = this.choices[at];
    this.input.value = area ? `${name}, ${area}` : name;
    if (this.into) this.into.value = id;
    this.status.textContent = this.input.value;
    this.input.dispatchEvent(new CustomEvent("place", { bubbles: true, detail: this.choices[at] }));
    this.close();
    this.input.focus();
  }

  open(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    clearTimeout(this.timer);
    this.open(false);
  }
}

document.querySelectorAll("input[data-typeahead-url]").forEach((input, number) => new Typeahead(input, number));
