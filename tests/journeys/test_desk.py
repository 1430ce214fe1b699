"""Pages of the staff at a desk: the first fact is near the top, and a list shows its rows."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser

from tests.journeys.desk import HEIGHT, LOWEST, WIDTH, seen_low
from tests.journeys.walks import DESK, LANGUAGES, STAFF, OpenBrowser, Walks

pytest_plugins = ("tests.demo_world", "tests.journeys.demo_readers")


@pytest.mark.parametrize("language", LANGUAGES if os.environ.get("EVERY_PAGE") == "1" else LANGUAGES[:1])
@pytest.mark.parametrize("kind", STAFF)
def test_at_a_desk_the_first_fact_is_near_the_top_and_a_list_shows_its_rows(
    walks: Walks, open_browser: OpenBrowser, kind: str, language: str
) -> None:
    page = open_browser(kind, DESK)
    low = {}
    for visit in walks.first_reached_by(kind, STAFF):
        url = f"{visit.url}{'&' if '?' in visit.url else '?'}lang={language}"
        if 'class="staff__frame' in visit.text and (found := seen_low(page, url)):
            low[visit.url] = found
    assert low == {}


def test_a_page_whose_facts_stand_low_is_noticed(browser: Browser) -> None:
    rows = "<tr><td>1</td></tr>" * 9
    text = f"<main><div style='height:{LOWEST}px'></div><div class='list-page'><table><tbody>{rows}</tbody></table></div></main>"
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    address = "data:text/html,<body style='margin:1px'><style>tr{height:90px}</style>" + text
    assert seen_low(page, address) == ["the first fact stands 203 pixels down", "6 of 9 rows are seen"]
    page.close()
