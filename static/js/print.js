/* A button that prints the page, or keeps it as PDF, which is what a phone's print dialogue offers. */

export function start(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
