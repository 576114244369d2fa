// Builds static/built: `python -m searchhero.build_assets` calls it after `npm ci`. Argument: the folder to write to.
//
// A room adds its own by file name alone: `assets/sass/_<room>.scss`, `assets/js/<room>.js` (public pages),
// `assets/sass/_<room>_forms.scss` (public pages with a form) and `assets/sass/_<room>_desk.scss`, `assets/js/<room>_desk.js` (staff pages; their style has the public ones inside).
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";
import { outline } from "./outline.mjs";

const ROOMS = ["staff", "outbox", "appeals", "heroes", "sightings"];
const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const target = process.argv[2];

const present = (folder, name) => ROOMS.map(name).filter((file) => existsSync(join(here, folder, file)));

function compiled(modules) {
  return sass.compileString(modules.map((name) => `@use "${name}";`).join("\n"), {
    loadPaths: [join(here, "sass"), join(root, "node_modules")],
    quietDeps: true,
    charset: false,
  }).css;
}

function style(...sheets) {
  return compiled(sheets.flatMap(([sheet, suffix]) => [
    sheet,
    ...present("sass", (room) => `_${room}${suffix}.scss`).map((file) => file.slice(1, -5)),
  ]));
}

// A sheet for pages that have another one before it: without the start that govuk-frontend's components bring along,
// which would undo the dark colours.
function addition(sheet) {
  const start = compiled(["govuk", "govuk-frontend/dist/govuk/custom-properties"]);
  const whole = style(sheet);
  if (!start || !whole.startsWith(start)) throw new Error(`${sheet[0]}.scss does not begin with govuk-frontend's start`);
  return whole.slice(start.length);
}

function script(page, suffix) {
  const modules = [`${page}.js`, ...present("js", (room) => `${room}${suffix}.js`)];
  return modules.map((file) => `import "./js/${file}";`).join("\n");
}

const common = {
  bundle: true,
  minify: true,
  write: true,
  metafile: true,
  outdir: target,
  absWorkingDir: root,
  nodePaths: [join(root, "node_modules")],
  target: ["chrome100", "firefox100", "safari15"],
  entryNames: "[name].[hash]",
  assetNames: "[name].[hash]",
  chunkNames: "part.[hash]",
  legalComments: "linked",
  logLevel: "warning",
  loader: { ".woff2": "file", ".ttf": "file", ".png": "file" },
};

const virtual = (entries) => ({
  name: "entries",
  setup(build) {
    build.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice(6), namespace: "entry" }));
    build.onLoad({ filter: /.*/, namespace: "entry" }, ({ path }) => ({
      contents: entries[path],
      loader: path.endsWith(".css") ? "css" : "js",
      resolveDir: here,
    }));
  },
});

async function bundle(entries, options) {
  const names = Object.keys(entries);
  const built = await esbuild.build({
    ...common,
    ...options,
    entryPoints: names.map((name) => ({ in: `entry:${name}`, out: name.replace(/\.\w+$/, "") })),
    plugins: [virtual(entries)],
  });
  return Object.entries(built.metafile.outputs);
}

// The manifest: the name that templates ask for, to the file that was written.
const manifest = {};
const note = (name, path) => {
  manifest[name] = basename(path);
};

const forPublic = ["public", ""];
const forForms = ["forms", "_forms"];
const forStaff = ["staff", "_desk"];
const pages = {
  "public.css": style(forPublic),
  "forms.css": addition(forForms),
  "staff.css": style(forPublic, forForms, forStaff),
  "map.css": `@import "leaflet/dist/leaflet.css";`,
  "mail.css": `@import "./mail/mail.css";`,
};
// Each of the two by itself: what both have would else be files of its own, and each file is a question more.
const scripts = [{ "public.js": script(...forPublic) }, { "staff.js": script(...forStaff) }];
const outputs = [
  ...(await bundle(pages, {})),
  ...(await Promise.all(scripts.map((entry) => bundle(entry, { format: "esm", splitting: true })))).flat(),
];
for (const [path, { entryPoint }] of outputs) {
  if (entryPoint?.startsWith("entry:")) note(entryPoint.slice("entry:".length), path);
}

// The shores of the map of areas, which the server draws; no page asks for them.
const atlas = (scale) => JSON.parse(readFileSync(join(root, `node_modules/world-atlas/countries-${scale}.json`)));
writeFileSync(join(target, "shores.json"), outline(atlas("50m")));

const kept = (file) => readFileSync(join(here, "images", file));
const files = {
  "mark.svg": kept("mark.svg"),
  "mark-32.png": kept("mark-32.png"),
  "mark-180.png": kept("mark-180.png"),
  "outline.json": outline(atlas("10m")),
};
for (const [name, content] of Object.entries(files)) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const file = name.replace(".", `.${hash}.`);
  writeFileSync(join(target, file), content);
  note(name, file);
}

// Fonts for posters and share pictures, which the server draws; no page asks for them.
const FONTS = {
  "atkinson-hyperlegible": "AtkinsonHyperlegible",
  "noto-sans": "NotoSans",
  "noto-naskh-arabic": "NotoNaskhArabic",
};
mkdirSync(join(target, "fonts"));
for (const [family, stem] of Object.entries(FONTS)) {
  const source = join(root, "node_modules/@expo-google-fonts", family);
  copyFileSync(join(source, "LICENSE_FONT"), join(target, "fonts", `${family}.LICENSE.txt`));
  for (const weight of ["400Regular", "700Bold"]) {
    copyFileSync(join(source, weight, `${stem}_${weight}.ttf`), join(target, "fonts", `${family}-${weight.slice(0, 3)}.ttf`));
  }
}
writeFileSync(join(target, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
