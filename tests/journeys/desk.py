"""How far down a page of the staff its first fact stands, and how many rows of a list are seen without scrolling."""

from __future__ import annotations

from typing import Any, Final

from playwright.sync_api import Page

WIDTH, HEIGHT = 1280, 800
LOWEST = 200
"""Pixels from the top at which the first fact begins at the latest."""
MOST_ROWS = 8
"""Rows of a list that are seen without scrolling, if it has so many."""

MEASURE: Final = """() => {
  const facts = ['tbody tr', 'dt', '.tile', '.card', '.inbox__row', '.empty-state', '.govuk-form-group', '.flags',
    '.notice__title', '.paper', '.checking__none', '.section-title + *', 'form', '.summary'];
  const seen = each => each.getClientRects().length && each.checkVisibility() && !each.closest('.filters');
  const of = selector => [...document.querySelectorAll(selector)].filter(seen);
  const top = each => Math.round(each.getBoundingClientRect().top + scrollY);
  const rows = of('main .list-page tbody tr');
  const first = of(`main :is(${facts.join(', ')})`).sort((one, other) => top(one) - top(other))[0];
  return {
    top: first ? top(first) : null,
    isList: rows.length > 0 && first === rows[0],
    rows: rows.length,
    visible: rows.filter(each => each.getBoundingClientRect().bottom <= innerHeight).length,
  };
}"""


def seen_low(page: Page, url: str) -> list[str]:
    """What of the page stands too low at a desk: its first fact, or the rows of the list that it is."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(url)
    found: dict[str, Any] = page.evaluate(MEASURE)
    low = []
    if found["top"] is not None and found["top"] > LOWEST:
        low.append(f"the first fact stands {found['top']} pixels down")
    if found["isList"] and found["visible"] < min(found["rows"], MOST_ROWS):
        low.append(f"{found['visible']} of {found['rows']} rows are seen")
    return low
