/*
 * The moment of consent: shows a new price within two seconds, and never leaves a stale one to be confirmed.
 * data-url answers {"version": "…", "url": "…"}; a version other than the drawn one means: fetch url, draw it.
 */
import { start as submitOnce } from "./submit-once.js";

const ASK_EVERY_MS = 2000;
const LOST_AFTER_MS = 8000;
/* Loaded when it is needed: it is no part of what a page waits for. */
const sound = () => import("./chime.js");

/* Seconds that run down. The text is minutes and seconds, or seconds alone with data-countdown-unit="seconds". */

function written(seconds, element) {
  if (element.dataset.countdownUnit === "seconds") return String(seconds);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/* Measured against a clock that a sleeping tab does not stop. Returns a function that stops it. */
function countDown(element, whenOver) {
  const end = Date.now() + Math.max(1, Number(element.dataset.countdown)) * 1000;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    element.textContent = written(left, element);
    if (left > 0) return;
    clearInterval(timer);
    whenOver();
  }, 250);
  return () => clearInterval(timer);
}

class ConsentPanel {
  constructor(panel) {
    this.panel = panel;
    this.inside = panel.querySelector("[data-consent-inside]");
    this.status = panel.querySelector("[data-consent-status]");
    this.announce = panel.querySelector("[data-consent-announce]");
    this.version = panel.dataset.version;
    this.lastAnswer = Date.now();
    this.stopClocks = [];
    document.addEventListener("pointerdown", () => sound().then((chime) => chime.wake()), { once: true });
    this.startClocks();
    this.loop();
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.ask();
    });
  }

  startClocks() {
    for (const stop of this.stopClocks) stop();
    this.stopClocks = [...this.inside.querySelectorAll("[data-countdown]")].map((element) =>
      countDown(element, () => {
        /* A new code, or a price whose time is over: what is drawn is no longer true. */
        this.version = null;
        if (element.dataset.countdownUnit !== "seconds") this.close(element);
        this.ask();
      }),
    );
  }

  close(element) {
    const card = element.closest("[data-consent-card]");
    card.querySelectorAll("button").forEach((button) => {
      button.disabled = true;
    });
    this.say(this.status.dataset.over);
  }

  /* What is spoken aloud when it changes: a new price, not each new code. */
  titles() {
    return [...this.inside.querySelectorAll("h2")].map((title) => title.textContent).join(". ");
  }

  say(text) {
    this.status.textContent = text ?? "";
    this.status.hidden = !text;
  }

  lost(isLost) {
    this.panel.toggleAttribute("data-stale", isLost);
    this.inside.querySelectorAll("button").forEach((button) => {
      button.disabled = isLost;
    });
    this.say(isLost ? this.status.dataset.lost : "");
  }

  async loop() {
    if (!document.hidden) await this.ask();
    setTimeout(() => this.loop(), ASK_EVERY_MS);
  }

  async ask() {
    if (this.asking || this.panel.querySelector("form[data-sent]")) return;
    this.asking = true;
    try {
      const answer = await this.get(this.panel.dataset.url, "application/json").then((r) => r.json());
      if (answer.version !== this.version) await this.draw(answer);
      if (this.panel.hasAttribute("data-stale")) this.lost(false);
      this.lastAnswer = Date.now();
    } catch {
      if (Date.now() - this.lastAnswer > LOST_AFTER_MS) this.lost(true);
    } finally {
      this.asking = false;
    }
  }

  async draw(answer) {
    const html = await this.get(answer.url, "text/html").then((r) => r.text());
    const fragment = new DOMParser().parseFromString(html, "text/html");
    if (this.hasNewResult(fragment)) return window.location.reload();
    const focused = this.inside.contains(document.activeElement) && document.activeElement.form?.action;
    const before = this.titles();
    const known = new Set(this.arrivals().map((card) => card.dataset.arrival));
    this.inside.replaceChildren(...fragment.body.childNodes);
    this.version = answer.version;
    this.say("");
    if (this.titles() !== before) this.announce.textContent = this.titles();
    if (focused)
      [...this.inside.querySelectorAll("form")]
        .find((form) => form.action === focused)
        ?.querySelector("button")
        ?.focus();
    this.inside.querySelectorAll("[data-submit-once]").forEach(submitOnce);
    this.startClocks();
    const come = this.arrivals().find((card) => !known.has(card.dataset.arrival));
    if (come) this.receive(come);
  }

  arrivals() {
    return [...this.inside.querySelectorAll("[data-arrival]")];
  }

  /* What has just come in is heard and has the focus, unless somebody is writing. */
  receive(card) {
    sound().then((chime) => chime.ring());
    if (document.activeElement?.matches("input, textarea, select")) return;
    const title = card.querySelector("h2");
    title.tabIndex = -1;
    title.focus();
    card.scrollIntoView({ block: "nearest" });
  }

  /* A price was confirmed, perhaps at the counter: what is left, drawn beside the panel, is no longer true. */
  hasNewResult(fragment) {
    const drawn = new Set(
      [...this.inside.querySelectorAll("[data-consent-result]")].map((card) => card.dataset.consentResult),
    );
    return [...fragment.querySelectorAll("[data-consent-result]")].some(
      (card) => !drawn.has(card.dataset.consentResult),
    );
  }

  async get(url, kind) {
    const response = await fetch(url, { headers: { Accept: kind }, cache: "no-store" });
    /* A redirect is the sign-in page: the session is over, and the page must say so itself. */
    if (response.redirected) window.location.reload();
    if (!response.ok) throw new Error(`consent: ${response.status}`);
    return response;
  }
}

export function start(panel) {
  new ConsentPanel(panel);
}
