/*
 * A form is sent once. The buttons stay enabled, because a disabled button would lose its own name and value
 * and the focus; a second press is simply ignored. The server holds the real guard (form_token).
 */

const SENT = "sent";
/* A page that never comes back must not lock the form for ever. */
const FORGET_AFTER_MS = 20000;

function release(form) {
  delete form.dataset[SENT];
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

export function start(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset[SENT]) {
      event.preventDefault();
      return;
    }
    form.dataset[SENT] = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), FORGET_AFTER_MS);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) release(form);
  });
}
