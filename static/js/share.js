/* A share button, shown only where the browser can share. */

export function start(button) {
  if (!navigator.share) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title: document.title, text: button.dataset.share });
    } catch (problem) {
      if (problem.name !== "AbortError") throw problem;
    }
  });
}
