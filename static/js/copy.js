/* A copy button, shown only where the browser can copy. */

const SHOW_COPIED_MS = 2000;

export function start(button) {
  if (!navigator.clipboard) return;
  const word = button.querySelector("[data-copy-word]");
  const usual = word.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    word.textContent = button.dataset.copied;
    setTimeout(() => {
      word.textContent = usual;
    }, SHOW_COPIED_MS);
  });
}
