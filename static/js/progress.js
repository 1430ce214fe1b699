/*
 * Long work: asks how far it is, and reloads the page once it has ended, so that the server says what came of it.
 * The answer is {"state": "waiting" | "running" | "done" | "failed", "done": 3, "total": 40 | null, "text": "3 of 40"}.
 */

const ASK_EVERY_MS = 1000;
const AFTER_ERROR_MS = 5000;

function show(panel, answer) {
  const bar = panel.querySelector("[data-progress-bar]");
  if (answer.total) {
    bar.max = answer.total;
    bar.value = answer.done;
  } else {
    bar.removeAttribute("value");
  }
  if (answer.text) panel.querySelector("[data-progress-text]").textContent = answer.text;
}

async function ask(panel) {
  const response = await fetch(panel.dataset.url, {
    headers: { Accept: "application/json" },
    cache: "no-store",
  });
  if (!response.ok) throw new Error(`progress: ${response.status}`);
  return response.json();
}

export async function start(panel) {
  let wait = ASK_EVERY_MS;
  try {
    const answer = await ask(panel);
    if (answer.state === "done" || answer.state === "failed") {
      window.location.reload();
      return;
    }
    show(panel, answer);
  } catch {
    wait = AFTER_ERROR_MS;
  }
  setTimeout(() => start(panel), wait);
}
