// What helps with the sighting form is fetched where that form is.
if (document.querySelector("[data-sighting-device]")) import("./sighting_form.js");
