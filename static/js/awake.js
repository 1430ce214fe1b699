/* Keeps the screen on while its page is looked at; a browser gives the lock back whenever the page is hidden. */

async function keep(page) {
  if (document.hidden) return;
  try {
    await navigator.wakeLock.request("screen");
    page.querySelector("[data-awake-says]").hidden = false;
  } catch {
    /* Saving power, or not allowed: the screen goes off as it always does, and nothing is said. */
  }
}

export function start(page) {
  if (!navigator.wakeLock) return;
  keep(page);
  document.addEventListener("visibilitychange", () => keep(page));
}
