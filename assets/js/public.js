// Public pages. Each of these adds to a page that works without it.
import "./supported.js";
import "./exit.js";
import "./components.js";
import "./once.js";
import "./unsaved.js";
