/* Keys for the ways to what waits before and after. They can be switched off, and do nothing while somebody types. */

const OFF = "queue-keys-off";

function isTyping(target) {
  return target.closest("input, select, textarea, [contenteditable]") !== null;
}

export function start(ways) {
  const help = ways.querySelector("details");
  const keys = ways.querySelector("[data-keys-on]");
  help.hidden = false;
  keys.checked = localStorage.getItem(OFF) === null;
  keys.addEventListener("change", () => {
    if (keys.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (!keys.checked || isTyping(event.target)) return;
    const way = ways.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (way) way.click();
  });
}
