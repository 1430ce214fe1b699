"""What the front page shows was counted by its task, and is true."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.calendar.due import calendar
from core.db import Tx, db
from core.money import Money
from core.tasks import queue as jobs
from coupons.applications.states import ApplicationState
from demo.bank import answers
from ledger.states import Kind
from openness import figures
from openness.figures import Province, provinces_of, published, shade_of, shades
from openness.queries import year_money
from tests.factories import NOW, World, build
from tests.payouts.world import MONDAY, Finance, order_of

YEAR = clock.fiscal_year_of(clock.bangkok_date(NOW))


@pytest.fixture
def world(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return World()


def decided(world: World, *spans: tuple[datetime, datetime | None]) -> None:
    """One application for each (sent, decided)."""

    def make(tx: Tx) -> None:
        scheme = world.scheme(tx, world.category(tx))
        officer = world.person(tx)
        for sent, at in spans:
            columns = {"submitted_at": sent}
            if at is not None:
                columns |= {"decided_at": at, "decided_by_id": officer.id, "state": ApplicationState.DECLINED}
            world.application(tx, scheme, world.sme(tx), **columns)

    build(make)


def counted(app: Flask) -> figures.PublicFigures:
    jobs.run_now(app, "openness.count_figures")
    db.session.expire_all()
    found = published(db.session(), YEAR)
    assert found is not None
    return found


def test_a_business_with_two_coupons_counts_once(db_app: Flask, world: World) -> None:
    def make(tx: Tx) -> None:
        sme = world.sme(tx)
        for _ in range(2):
            world.coupon(tx, world.scheme(tx, world.category(tx)), sme)
        world.coupon(tx, world.scheme(tx, world.category(tx)), world.sme(tx))
        last_year = NOW - timedelta(days=400)
        world.coupon(tx, world.scheme(tx, world.category(tx)), world.sme(tx), issued_at=last_year)

    build(make)
    assert counted(db_app).smes == 2


def test_days_to_a_decision_are_working_days_and_the_middle_one_counts(db_app: Flask, world: World) -> None:
    monday = clock.bangkok_midnight(date(2026, 11, 16)) + timedelta(hours=10)
    week = timedelta(days=7)
    decided(world, (monday, monday), (monday, monday + week), (monday, monday + 2 * week), (monday, None))
    assert counted(db_app).decision_days == calendar().working_days_between(
        date(2026, 11, 16), date(2026, 11, 23)
    )
    assert calendar().working_days_between(date(2026, 11, 20), date(2026, 11, 23)) == 1


def test_counting_again_replaces_what_was_counted(db_app: Flask, world: World) -> None:
    assert counted(db_app).smes == 0
    build(lambda tx: world.coupon(tx, world.scheme(tx, world.category(tx)), world.sme(tx)))
    assert counted(db_app).smes == 1
    assert db.session.scalar(sa.text("SELECT count(*) FROM public_figures")) == 1


def test_what_was_paid_stands_under_the_province_of_the_business(
    db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paid as the bank says; the front page shows it, and no longer that nothing was paid."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=3))
    finance = Finance()
    finance.claims_of(2, Money.baht(10_000))
    jobs.run_now(db_app, "openness.count_figures")
    browser = db_app.test_client()
    assert "No money of this fiscal year has been paid yet" in browser.get("/?lang=en").text
    finance.take(*answers(order_of(finance.released())).camt053, now=MONDAY + timedelta(days=2))
    assert counted(db_app).paid_by_province == {"52": 2_000_001}
    assert year_money(db.session(), YEAR).at(Kind.PAID) == Money(2_000_001)
    assert re.search(r"<span>Lampang</span> <b>฿20,000\.01</b>", browser.get("/?lang=en").text)
    assert "20,000.01" in browser.get("/money?lang=en").text


def test_shades_are_round_and_the_most_is_the_darkest() -> None:
    provinces = [Province("10", Money.baht(14_300_000)), Province("52", Money.baht(3_400_000))]
    begins = shades(provinces)
    assert begins == tuple(map(Money.baht, (5_000_000, 2_000_000, 1_000_000, 500_000)))
    assert [shade_of(each.paid, begins) for each in provinces] == [4, 3]
    assert [shade_of(Money.baht(baht), begins) for baht in (500_000, 499_999, 0)] == [1, 0, 0]


def test_without_a_payment_no_province_has_a_shade() -> None:
    assert (provinces_of(None), shades([])) == ((), ())
