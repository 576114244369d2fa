// The menu of further pages closes on Escape, and the focus goes back to what opened it.
document.querySelectorAll(".sh-nav__more").forEach((menu) => {
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
