/* Seconds that run down. The text is minutes and seconds, or seconds alone with data-countdown-unit="seconds". */

function written(seconds, element) {
  if (element.dataset.countdownUnit === "seconds") return String(seconds);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/* Measured against a clock that a sleeping tab does not stop. Returns a function that stops it. */
export function countDown(element, whenOver) {
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
