/* The counter's sheet: shows the chosen service's range, and what a price would cost whom while it is being typed. Says nothing of what the coupon holds. */

const WAIT_MS = 250;

class Sheet {
  constructor(form) {
    this.form = form;
    this.figures = form.querySelector("[data-counter-figures]");
    this.price = form.querySelector("[name=price]");
    this.service = form.querySelector("[name=service]");
    for (const field of [this.price, this.service]) {
      field.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.ask(), WAIT_MS);
      });
    }
  }

  typed() {
    return new URLSearchParams({ service: this.service.value, price: this.price.value }).toString();
  }

  async ask() {
    const asked = this.typed();
    const url = `${this.form.dataset.counter}?${asked}`;
    const response = await fetch(url, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(
      () => null,
    );
    /* Without an answer the figures follow on the next page; an older answer than what is typed now is not shown. */
    if (!response?.ok || response.redirected || asked !== this.typed()) return;
    const fragment = new DOMParser().parseFromString(await response.text(), "text/html");
    this.figures.replaceChildren(...fragment.body.childNodes);
  }
}

export function start(form) {
  new Sheet(form);
}
