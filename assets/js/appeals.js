// A button to copy each text: the text can be marked and copied by hand without it.
for (const group of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const words = group.querySelector("textarea");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary sh-copy__button";
  button.textContent = group.dataset.copy;
  button.setAttribute("aria-describedby", words.id);
  const said = document.createElement("span");
  said.className = "sh-copy__said";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words.value);
      said.textContent = group.dataset.copied;
    } catch {
      words.focus();
      words.select();
    }
  });
  group.append(button, said);
}
