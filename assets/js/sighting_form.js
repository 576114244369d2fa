// The sighting form: the phone's location on request, a pin on a map, and a word about a photo that is too large.
// The form does without all of it.
const GREAT_BRITAIN = [[49.8, -8.2], [60.9, 1.9]];
const STEP = { maxZoom: 17, minZoom: 5 };

const form = document.querySelector("[data-sighting-device]").closest("form");

function put(values) {
  Object.entries(values).forEach(([name, value]) => {
    form.elements[name].value = value;
  });
}

function useDevice(part) {
  const use = part.querySelector("[data-device-use]");
  const remove = part.querySelector("[data-device-remove]");
  const said = part.querySelector("[data-device-said]");
  const known = () => form.elements.device_latitude.value !== "";

  function show(text) {
    said.textContent = text;
    remove.hidden = !known();
  }

  function found({ coords }) {
    put({
      device_latitude: coords.latitude.toFixed(6),
      device_longitude: coords.longitude.toFixed(6),
      device_accuracy: Math.ceil(coords.accuracy),
    });
    show(said.dataset.found.replace("{metres}", Math.ceil(coords.accuracy)));
  }

  use.addEventListener("click", () => {
    show(said.dataset.asking);
    navigator.geolocation.getCurrentPosition(found, () => show(said.dataset.failed), {
      enableHighAccuracy: true,
      timeout: 20_000,
      maximumAge: 0,
    });
  });
  remove.addEventListener("click", () => {
    put({ device_latitude: "", device_longitude: "", device_accuracy: "" });
    show(said.dataset.removed);
    use.focus();
  });
  remove.hidden = !known();
  part.hidden = false;
}

// The map's own style comes before ours, which changes some of it.
function dressed(address) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  return new Promise((load, fail) => {
    link.addEventListener("load", load);
    link.addEventListener("error", fail);
    document.head.prepend(link);
  });
}

async function draw(part) {
  const [L] = await Promise.all([import("leaflet/dist/leaflet-src.esm.js"), dressed(part.dataset.style)]);
  const map = L.map(part.querySelector("[data-map]"), { ...STEP, zoomSnap: 0.5 }).fitBounds(GREAT_BRITAIN);
  if (part.dataset.tiles) {
    L.tileLayer(part.dataset.tiles, { maxZoom: STEP.maxZoom, referrerPolicy: "no-referrer" }).addTo(map);
  } else {
    const answer = await fetch(part.dataset.outline);
    L.geoJSON(await answer.json(), { interactive: false, className: "sh-map__land" }).addTo(map);
  }
  const cross = L.DomUtil.create("div", "sh-map__cross", map.getContainer());
  cross.setAttribute("aria-hidden", "true");
  return { L, map };
}

function useMap(part) {
  const open = part.querySelector("[data-map-open]");
  const panel = part.querySelector("[data-map-panel]");
  const remove = part.querySelector("[data-map-remove]");
  const said = part.querySelector("[data-map-said]");
  const { pin_latitude: north, pin_longitude: east } = form.elements;
  let drawn;
  let pin;

  function show() {
    const known = north.value !== "";
    remove.hidden = !known;
    said.textContent = known ? said.dataset.put.replace("{latitude}", north.value).replace("{longitude}", east.value) : "";
    pin?.remove();
    if (known && drawn) {
      const style = { radius: 9, weight: 3, className: "sh-map__pin", interactive: false };
      pin = drawn.L.circleMarker([north.value, east.value], style).addTo(drawn.map);
    }
  }

  open.addEventListener("click", async () => {
    panel.hidden = !panel.hidden;
    open.setAttribute("aria-expanded", String(!panel.hidden));
    try {
      drawn ??= await draw(part);
    } catch {
      panel.hidden = true;
      said.textContent = said.dataset.failed;
      return;
    }
    drawn.map.invalidateSize();
    show();
    if (!panel.hidden) drawn.map.getContainer().focus();
  });
  part.querySelector("[data-map-pin]").addEventListener("click", () => {
    const centre = drawn.map.getCenter().wrap();
    put({ pin_latitude: centre.lat.toFixed(5), pin_longitude: centre.lng.toFixed(5) });
    show();
  });
  remove.addEventListener("click", () => {
    put({ pin_latitude: "", pin_longitude: "" });
    show();
    said.textContent = said.dataset.removed;
    open.focus();
  });
  show();
  part.hidden = false;
}

function watchPhoto(field) {
  const warning = document.querySelector("#photo-too-large");
  field.addEventListener("change", () => {
    const large = [...field.files].some((file) => file.size > Number(field.dataset.largest));
    warning.hidden = !large;
    if (large) field.value = "";
  });
}

if ("geolocation" in navigator && window.isSecureContext) useDevice(form.querySelector("[data-sighting-device]"));
useMap(form.querySelector("[data-sighting-map]"));
watchPhoto(form.elements.photo);
