/* The counter's sheet: shows what a price would cost whom while it is being typed. Says nothing of what the coupon holds. */

const WAIT_MS = 250;

class Sheet {
  constructor(form) {
    this.form = form;
    this.figures = form.querySelector("[data-counter-figures]");
    this.price = form.querySelector("[name=price]");
    this.price.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT_MS);
    });
  }

  async ask() {
    const asked = this.price.value;
    const url = `${this.form.dataset.counter}?${new URLSearchParams({ price: asked })}`;
    const response = await fetch(url, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => null);
    /* Without an answer the figures follow on the next page; an older answer than what is typed now is not shown. */
    if (!response?.ok || response.redirected || asked !== this.price.value) return;
    const fragment = new DOMParser().parseFromString(await response.text(), "text/html");
    this.figures.replaceChildren(...fragment.body.childNodes);
  }
}

export function start(form) {
  new Sheet(form);
}
