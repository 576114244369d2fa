// Staff pages. Each of these adds to a page that works without it.
import "./supported.js";
import "./components.js";
import "./crop.js";
import "./more.js";
import "./once.js";
import "./unsaved.js";
