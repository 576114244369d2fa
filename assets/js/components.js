// What makes the parts of our pages live. Buttons and the skip link are on every page; the code of the rest is fetched
// where a page has one of them.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { live } from "./live.js";

[Button, SkipLink].forEach(live);

const FORMS = ["character-count", "checkboxes", "error-summary", "notification-banner", "password-input", "radios"];
const has = (selector) => document.querySelector(selector) !== null;

if (has(FORMS.map((name) => `[data-module="govuk-${name}"]`).join())) import("./forms.js");
if (has("input[data-typeahead-url]")) import("./typeahead.js");
