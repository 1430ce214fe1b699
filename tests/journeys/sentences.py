"""What a walk reads, and what no page of a walk may be: a dead end, or wider than the screen.

    reader = Reader("sme", language, width)
    reader.note(page)        # at every page of the walk
    reader.done()            # at its end: nothing was wrong

With CCS_WALK_SENTENCES, a folder, each walk leaves `<walk>-<language>.txt` there: every sentence of `main` in the order in
which it was read, once, under the first address that showed it. Sentences that differ in numbers alone are one.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

LINES = """() => {
  const main = document.querySelector('main'), closed = [...document.querySelectorAll('details:not([open])')];
  closed.forEach(each => each.open = true);
  const banner = document.querySelector('.waiting-price');
  const longest = [...main.querySelectorAll("select")].filter(each => each.options.length > 20);
  const known = new Set(longest.flatMap(each => [...each.options].map(option => option.text.trim())));
  const text = (banner ? banner.innerText + '\\n' : '') + main.innerText;
  const options = [...main.querySelectorAll('[placeholder]')].map(each => each.placeholder);
  closed.forEach(each => each.open = false);
  return [...text.split(/[\\n\\t]/), ...options].map(each => each.trim()).filter(each => each && !known.has(each));
}"""
LEADS_ON = """() => {
  const seen = each => each.checkVisibility({visibilityProperty: true});
  const away = each => each.getAttribute('href') !== location.pathname && !each.getAttribute('href').startsWith('#');
  const links = [...document.querySelectorAll('main a[href], .tabs a[href]')]
    .filter(each => seen(each) && away(each) && !each.closest('.crumbs'));
  const sends = [...document.querySelectorAll('main button:not([disabled])')].filter(seen);
  return links.length + sends.length > 0;
}"""
WAITS_WITHOUT_A_DATE = """() => [...document.querySelectorAll('main .next-action--waits')]
  .filter(each => !each.querySelector('.next-action__due') && !document.querySelector('main progress'))
  .map(each => each.innerText.trim().replaceAll('\\n', ' / '))"""
NUMBER = re.compile(r"[0-9][0-9,./:-]*")
Read = dict[str, tuple[str, str]]
_read: dict[tuple[str, str], Read] = {}
"""Of each walk and language: a sentence without its numbers → the address that showed it first, and the sentence."""


def _place(url: str) -> str:
    return NUMBER.sub("…", urlsplit(url).path)


class Reader:
    """One walk in one language on one screen."""

    def __init__(self, walk: str, language: str, width: int) -> None:
        self.walk, self.language, self.width = walk, language, width
        self.read = _read.setdefault((walk, language), {})
        self.wrong: list[str] = []

    def note(self, page: Page, *, ends: bool = False) -> None:
        """Read the page and look at it; `ends` says that there is nothing to do or to wait for here.

        A next step is a link or a button of `main`, or a tab; what is waited for is a *What comes next* with its last day.
        """
        page.wait_for_selector("main")
        place = _place(page.url)
        self._keep(place, page.evaluate(LINES))
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > self.width:
            self.wrong.append(f"{place}: {wide} pixels wide on a screen of {self.width}")
        if not ends and not page.evaluate(LEADS_ON):
            self.wrong.append(f"{place}: a dead end")
        if not ends:
            self.wrong += [
                f"{place}: nobody says until when: {text}" for text in page.evaluate(WAITS_WITHOUT_A_DATE)
            ]
        self._write()

    def note_text(self, place: str, text: str) -> None:
        """Read what is no page: an e-mail, a paper."""
        self._keep(place, [line.strip() for line in text.splitlines() if line.strip()])
        self._write()

    def _keep(self, place: str, lines: list[str]) -> None:
        for line in lines:
            self.read.setdefault(NUMBER.sub("0", line), (place, line))

    def done(self) -> None:
        """Fail with all that was wrong on the way."""
        assert not self.wrong, "\n".join(dict.fromkeys(self.wrong))

    def _write(self) -> None:
        if not (folder := os.environ.get("CCS_WALK_SENTENCES", "")):
            return
        lines, place = [], ""
        for where, sentence in self.read.values():
            if where != place:
                lines.append(f"\n{where}")
                place = where
            lines.append(f"  {sentence}")
        Path(folder).mkdir(parents=True, exist_ok=True)
        target = Path(folder, f"{self.walk}-{self.language}.txt")
        target.write_text("\n".join(lines).strip() + "\n", encoding="utf-8")
