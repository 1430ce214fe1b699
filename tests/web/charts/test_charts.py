"""Charts: drawn beside the request, cleaned, and equal to the lists behind them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import html

from core import clock
from core.audit import operations as audit
from core.db import Tx, db
from core.permissions import Role
from core.tasks import queue as jobs
from tests.factories import World, build
from tests.house.sides import browser_of, owed, shared_by_all, used_coupon
from tests.kept_scenes import KeptScenes
from web.charts.chart import OF_ALL, Figures, charts
from web.charts.clean import clean
from web.charts.models import StoredChart
from web.services import draw_charts as drawing

DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9">{}</svg>'


@pytest.fixture
def officer(db_app: Flask, kept_scene: KeptScenes) -> Any:
    """An officer in a world with two coupons in use, who decided three things today."""

    def make(tx: Tx) -> Any:
        now = clock.now()
        world = World(now)
        shared = shared_by_all(tx, world)
        used_coupon(tx, world, shared)
        owed(tx, world, shared)
        officer = world.staff(tx, Role.PROGRAMME_OFFICER)
        for name, number in (
            ("sme.verified", 1),
            ("sme.returned", 2),
            ("application.recommended", 3),
            ("sme.begun", 4),
        ):
            audit.record(tx, name, name.partition(".")[0], number, officer, now)
        return officer

    return kept_scene("what is charted", lambda: build(make))


@pytest.fixture
def drawn(db_app: Flask, officer: Any, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The charts of that world, their drawing left out: it takes seconds."""
    monkeypatch.setattr(
        drawing, "_drawn", lambda asked: [{"svg_th": DRAWN, "svg_en": DRAWN} for _each in asked]
    )
    jobs.run_now(db_app, "house.draw_charts")
    return db_app


def test_a_chart_is_drawn_by_altair_and_holds_nothing_that_a_strict_policy_refuses(db_app: Flask) -> None:
    figures = Figures(2570, (("applied", 9), ("decided", 4)))
    with db_app.test_request_context():
        (svgs,) = drawing._drawn([(charts["funnel"], figures)])
    assert "ยื่นคำขอ" in svgs["svg_th"]
    assert "Applied" in svgs["svg_en"]
    for svg in svgs.values():
        assert "var(--shade-" in svg
        assert clean(svg) == svg
        assert not any(
            word in svg for word in ("style", "script", "href", "http://www.w3.org/1999/xlink", "url(")
        )


@pytest.mark.parametrize(
    "harm",
    [
        "<script>x</script>",
        '<g onclick="x"/>',
        '<path style="fill:red" d="M0 0"/>',
        "<style>*{}</style>",
        '<a href="https://evil.example"><text>x</text></a>',
        '<image href="x"/>',
        "<foreignObject/>",
    ],
)
def test_what_does_not_draw_is_cut_away(harm: str) -> None:
    cleaned = clean(DRAWN.format(harm))
    assert not any(word in cleaned for word in ("script", "onclick", "style", "href", "image", "foreign"))


def test_an_application_starts_without_altair() -> None:
    code = "import sys, app; app.modules(); sys.exit('altair' in sys.modules or 'vl_convert' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def rows_of(drawn: Flask, browser: Any, url: str) -> int:
    answer = browser.get(url)
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    return len(page.xpath("//main//table/tbody/tr"))


def test_each_number_of_the_way_is_that_of_its_list(drawn: Flask, officer: Any) -> None:
    browser = browser_of(drawn, officer)
    figures = charts["funnel"].count(db.session(), clock.now())[OF_ALL]
    with drawn.test_request_context():
        links = charts["funnel"].links(figures)
    listed = {key: rows_of(drawn, browser, url) for key, url in links.items()}
    assert listed == dict(figures.rows)
    assert figures.rows[0][1] > 0
    assert dict(figures.rows)["used"] > 0


def test_my_month_counts_what_i_decided_and_its_list_names_it(drawn: Flask, officer: Any) -> None:
    browser = browser_of(drawn, officer)
    page = html.fromstring(browser.get("/today?lang=en").text)
    (title,) = page.xpath("//section[@class='chart']//a[@href='/today/decided']/text()")
    assert title == "My month: 3 decided"
    assert rows_of(drawn, browser, "/today/decided") == 3
    assert (
        rows_of(
            drawn,
            browser_of(drawn, build(lambda tx: World(clock.now(), first=900).staff(tx, Role.AUDITOR))),
            "/today/decided",
        )
        == 0
    )


def test_the_money_adds_up_to_what_was_received(drawn: Flask) -> None:
    figures = charts["money"].count(db.session(), clock.now())[OF_ALL]
    received = db.session.scalar(
        sa.text("SELECT sum(p.amount_satang) FROM ledger_postings p WHERE p.move = 'appropriate'")
    )
    assert sum(value for _key, value in figures.rows) == received > 0


def test_a_chart_whose_figures_stayed_is_not_drawn_again(
    drawn: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        drawing, "_drawn", lambda charts: asked.extend(chart.name for chart, _f in charts) or []
    )
    drawing.draw_charts(now=clock.now() + timedelta(minutes=1))
    assert asked == []


def test_what_is_counted_no_longer_is_shown_no_longer(drawn: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(charts, "my_month", replace(charts["my_month"], count=lambda _session, _now: {}))
    drawing.draw_charts(now=clock.now())
    assert "my_month" not in set(db.session.scalars(sa.select(StoredChart.name)))


def test_who_may_not_read_projects_sees_no_money(drawn: Flask) -> None:
    administrator = build(lambda tx: World(clock.now(), first=900).staff(tx, Role.ADMINISTRATOR))
    page = browser_of(drawn, administrator).get("/today?lang=en").text
    assert "Money received" not in page
    assert "From application to payment" not in page
