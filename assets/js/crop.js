// The crop of a photo, dragged on its picture. The number fields say the same, and work without this script.
//
//   <div data-crop data-said-move="…" data-said-size="…" data-said-focus="…"><img><svg>…</svg></div>
//
// Everything is percent of the whole picture. Each handle is a button: the arrow keys move it by one, with Shift by five.
const NARROWEST = 10;
const NAMES = ["left", "top", "width", "height", "focus_x", "focus_y"];
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const within = (value, least, most) => Math.min(Math.max(Math.round(value), least), most);

class Crop {
  constructor(stage) {
    this.stage = stage;
    this.fields = Object.fromEntries(NAMES.map((name) => [name, document.getElementById(name)]));
    if (NAMES.some((name) => !this.fields[name])) return;
    this.handles = Object.fromEntries(["move", "size", "focus"].map((kind) => [kind, this.handle(kind)]));
    Object.values(this.fields).forEach((field) => field.addEventListener("input", () => this.draw()));
    document.querySelectorAll("[data-crop-how]").forEach((words) => { words.hidden = false; });
    this.draw();
  }

  handle(kind) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `sh-crop__handle sh-crop__handle--${kind}`;
    button.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      const size = event.shiftKey ? 5 : 1;
      this.shift(kind, this.read(), step[0] * size, step[1] * size);
    });
    button.addEventListener("pointerdown", (event) => this.drag(kind, button, event));
    this.stage.append(button);
    return button;
  }

  drag(kind, button, event) {
    const box = this.stage.getBoundingClientRect();
    const start = this.read();
    const move = ({ clientX, clientY }) => this.shift(
      kind, start, ((clientX - event.clientX) / box.width) * 100, ((clientY - event.clientY) / box.height) * 100,
    );
    button.setPointerCapture(event.pointerId);
    button.addEventListener("pointermove", move);
    button.addEventListener("lostpointercapture", () => button.removeEventListener("pointermove", move), { once: true });
  }

  read() {
    const number = (name, otherwise) => {
      const typed = Number.parseInt(this.fields[name].value, 10);
      return Number.isNaN(typed) ? otherwise : typed;
    };
    const width = within(number("width", 100), NARROWEST, 100);
    const height = within(number("height", 100), NARROWEST, 100);
    return {
      width,
      height,
      left: within(number("left", 0), 0, 100 - width),
      top: within(number("top", 0), 0, 100 - height),
      focus_x: within(number("focus_x", 50), 0, 100),
      focus_y: within(number("focus_y", 50), 0, 100),
    };
  }

  // The focus stays on what is kept.
  shift(kind, from, across, down) {
    const to = { ...from };
    if (kind === "move") {
      to.left = within(from.left + across, 0, 100 - from.width);
      to.top = within(from.top + down, 0, 100 - from.height);
    } else if (kind === "size") {
      to.width = within(from.width + across, NARROWEST, 100 - from.left);
      to.height = within(from.height + down, NARROWEST, 100 - from.top);
    } else {
      to.focus_x = from.focus_x + across;
      to.focus_y = from.focus_y + down;
    }
    to.focus_x = within(to.focus_x, to.left, to.left + to.width);
    to.focus_y = within(to.focus_y, to.top, to.top + to.height);
    NAMES.forEach((name) => { this.fields[name].value = to[name]; });
    this.fields.left.dispatchEvent(new Event("input", { bubbles: true }));
  }

  draw() {
    const { left, top, width, height, focus_x: x, focus_y: y } = this.read();
    const part = (name) => this.stage.querySelector(`.sh-crop__${name}`);
    part("off").setAttribute("d", `M0 0H100V100H0Z M${left} ${top}h${width}v${height}h-${width}Z`);
    Object.entries({ x: left, y: top, width, height }).forEach(([name, value]) => part("kept").setAttribute(name, value));
    part("focus").setAttribute("d", `M${x - 4} ${y}h8M${x} ${y - 4}v8`);
    this.place("move", left, top, `${left}, ${top}`);
    this.place("size", left + width, top + height, `${width} × ${height}`);
    this.place("focus", x, y, `${x}, ${y}`);
  }

  place(kind, x, y, said) {
    const handle = this.handles[kind];
    handle.style.left = `${x}%`;
    handle.style.top = `${y}%`;
    handle.setAttribute("aria-label", `${this.stage.dataset[`said${kind[0].toUpperCase()}${kind.slice(1)}`]}: ${said}`);
  }
}

document.querySelectorAll("[data-crop]").forEach((stage) => new Crop(stage));
