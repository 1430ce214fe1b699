/* A key opens or focuses what names it, unless one is typing. Who turns the keys off is left alone by them (WCAG 2.1.4). */

const OFF = "queue-keys-off";

const areOff = () => localStorage.getItem(OFF) !== null;

function startSwitch(box) {
  box.checked = !areOff();
  box.addEventListener("change", () =>
    box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"),
  );
  box.closest("[hidden]").hidden = false;
}

export function start(element) {
  if (element.matches("[data-keys-switch]")) return startSwitch(element);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== element.dataset.hotkey || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (areOff() || event.defaultPrevented || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    element.focus();
    if (element.href) element.click();
  });
}
