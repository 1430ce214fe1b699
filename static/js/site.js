/* Every page's script: each component that is on the page loads its own file. Pages work without any of it. */

const COMPONENTS = [
  ["[data-submit-once]", "./submit-once.js"],
  ["[data-consent-panel]", "./consent.js"],
  ["[data-scanner]", "./scan.js"],
  ["[data-counter]", "./counter.js"],
  ["[data-progress]", "./progress.js"],
  ["[data-copy]", "./copy.js"],
  [".table-frame", "./table-frame.js"],
  ["[data-together]", "./together.js"],
  ["[data-queue-ways]", "./queue-ways.js"],
  ["[data-awake]", "./awake.js"],
  ["[data-share]", "./share.js"],
  ["[data-print]", "./print.js"],
  ["details.who, details.filters__fold", "./menu.js"],
  ["[data-hotkey], [data-keys-switch]", "./keys.js"],
];

for (const [selector, file] of COMPONENTS) {
  const found = document.querySelectorAll(selector);
  if (found.length) import(file).then((component) => found.forEach(component.start));
}

if (document.querySelector("[data-module^='govuk-']")) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  import("../vendor/govuk-frontend/govuk-frontend.js").then((govuk) => {
    govuk.initAll();
    /* What is said and what is seen are the same words: without a gap the first two run together. */
    for (const status of document.querySelectorAll(".govuk-file-upload-button__status")) status.after(" ");
  });
}
