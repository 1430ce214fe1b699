/* The bar under a list with ticks: how many rows are chosen, and all of the page at once. */

export function start(bar) {
  const rows = [...document.querySelectorAll(`input[name="row"][form="${bar.id}"]`)];
  const all = document.querySelector("[data-tick-all]");
  const count = bar.querySelector("[data-together-count]");
  const hint = bar.querySelector("[data-together-hint]");

  function tell() {
    const chosen = rows.filter((each) => each.checked).length;
    count.textContent = chosen ? bar.dataset.chosen.replace("0", chosen) : "";
    hint.hidden = chosen > 0;
    bar.classList.toggle("together--chosen", chosen > 0);
    all.checked = chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
    for (const button of bar.querySelectorAll("button")) button.disabled = chosen === 0;
  }

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const each of rows) each.checked = all.checked;
    tell();
  });
  for (const each of rows) each.addEventListener("change", tell);
  addEventListener("pageshow", tell);
  tell();
}
