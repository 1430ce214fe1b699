/*
 * The camera at the counter. Reads a QR, puts its text into the code field and sends the form; the field itself
 * stays beside it for typing. The reader is ZXing in WebAssembly, loaded from our own server.
 */
import { BarcodeDetector, prepareZXingModule } from "../vendor/barcode-detector/ponyfill.js";

const LOOK_EVERY_MS = 120;
const SLOW_AFTER_MS = 12000;

class Scanner {
  constructor(form) {
    this.form = form;
    this.view = form.querySelector("[data-scanner-view]");
    this.video = form.querySelector("[data-scanner-video]");
    this.status = form.querySelector("[data-scanner-status]");
    this.torch = form.querySelector("[data-scanner-torch]");
    this.startRow = form.querySelector("[data-scanner-start]");
    this.code = form.querySelector(".scanner__code");
    prepareZXingModule({
      overrides: {
        locateFile: (name, prefix) => (name.endsWith(".wasm") ? form.dataset.wasm : prefix + name),
      },
    });
    this.detector = new BarcodeDetector({ formats: ["qr_code"] });
    this.startRow.hidden = false;
    form.querySelector("[data-scanner-open]").addEventListener("click", () => this.open());
    this.torch.addEventListener("click", () => this.switchTorch());
    window.addEventListener("pagehide", () => this.close());
    this.openIfAllowed();
  }

  /* Who allowed the camera once does not press a button at every customer. */
  async openIfAllowed() {
    const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
    if (permission?.state === "granted") this.open();
  }

  show(state, text) {
    this.view.dataset.state = state;
    this.status.textContent = text;
  }

  async open() {
    this.startRow.hidden = true;
    this.view.hidden = false;
    this.show("asking", this.form.dataset.asking);
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 } },
      });
    } catch (refusal) {
      this.giveUp(refusal?.name === "NotAllowedError" ? this.form.dataset.denied : this.form.dataset.missing);
      return;
    }
    this.video.srcObject = this.stream;
    await this.video.play();
    this.offerTorch();
    this.show("looking", this.form.dataset.looking);
    this.since = Date.now();
    this.look();
  }

  giveUp(text) {
    this.close();
    this.view.hidden = true;
    this.startRow.hidden = false;
    const message = document.createElement("p");
    message.className = "scanner__message";
    message.setAttribute("role", "alert");
    message.textContent = text;
    this.form.querySelector(".scanner__message")?.remove();
    this.startRow.after(message);
    this.code.focus();
  }

  async look() {
    if (!this.stream) return;
    const [found] = await this.detector.detect(this.video).catch(() => []);
    if (found?.rawValue) {
      this.read(found.rawValue);
      return;
    }
    if (Date.now() - this.since > SLOW_AFTER_MS) this.show("looking", this.form.dataset.slow);
    setTimeout(() => this.look(), LOOK_EVERY_MS);
  }

  read(text) {
    this.show("read", this.form.dataset.read);
    this.video.pause();
    this.close();
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(80);
    this.code.value = text;
    this.form.requestSubmit();
  }

  offerTorch() {
    const [track] = this.stream.getVideoTracks();
    this.torch.hidden = !track.getCapabilities?.().torch;
  }

  async switchTorch() {
    const on = this.torch.getAttribute("aria-pressed") !== "true";
    await this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
    this.torch.setAttribute("aria-pressed", String(on));
  }

  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }
}

export function start(form) {
  const code = form.querySelector(".scanner__code");
  // A scanner that began before we were loaded: what it has typed so far is not to be typed over.
  if (code.value === code.defaultValue) code.select();
  if (!navigator.mediaDevices?.getUserMedia) return;
  new Scanner(form);
}
