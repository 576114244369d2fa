// First of all modules: tells the style and govuk-frontend that scripts run here.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
