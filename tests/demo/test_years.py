"""Whatever day the demo world is built on lies in a running fiscal year, with a past and a future."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.clock import fiscal_year_of
from demo import plan
from demo.days import LAST_DAY_OF_DESIGN_MONEY
from demo.years import FIRST_APPLICATION, SETTLING_DAYS, Years

DAYS = [date(2026, 10, 1) + timedelta(days=ago) for ago in range(365)]


def test_on_the_first_of_october_the_year_is_new_and_last_years_schemes_go_on() -> None:
    years = Years(date(2026, 10, 1))
    assert years.this == 2570
    assert [each.year for each in years.generations] == [2569]
    assert years.generations[0].applies_until > years.today


def test_in_november_the_years_own_schemes_are_open_and_last_years_are_over() -> None:
    old, own = Years(date(2026, 11, 30)).generations
    assert (old.year, own.year) == (2569, 2570)
    assert old.applies_until < own.applies_until == date(2027, 9, 30)


def test_at_the_end_of_september_all_that_is_remembered_lies_in_the_year() -> None:
    (own,) = Years(date(2027, 9, 29)).generations
    assert own.year == 2570
    assert own.opened_ago >= FIRST_APPLICATION


@pytest.mark.parametrize("today", DAYS[::7])
def test_each_application_finds_the_open_scheme_of_its_day(today: date) -> None:
    years = Years(today)
    for ago in range(1, FIRST_APPLICATION + 1):
        asked = today - timedelta(days=ago)
        of_year = next(each for each in years.generations if each.year == years.year_asked(ago))
        assert today - timedelta(days=of_year.opened_ago) <= asked <= of_year.applies_until


@pytest.mark.parametrize("today", DAYS[::7])
def test_schemes_that_are_open_today_take_applications_today_and_services_later(today: date) -> None:
    newest = Years(today).generations[-1]
    assert newest.closed_ago is None
    assert newest.applies_until >= today
    assert newest.delivers_until >= today + timedelta(days=60)


def test_who_waits_for_money_waits_for_the_scheme_that_was_spent() -> None:
    smes = plan.draw(2569, Years(date(2026, 12, 1)))
    waiting = max(ask.days[0] for sme in smes for ask in sme.asks if ask.answer == "waitlisted")
    assert LAST_DAY_OF_DESIGN_MONEY < waiting < SETTLING_DAYS


@pytest.mark.parametrize("today", DAYS[::7])
def test_annual_money_is_promised_inside_the_year_of_its_scheme(today: date) -> None:
    years = Years(today)
    asks = [
        ask
        for sme in plan.draw(2569, years)
        for ask in sme.asks
        if ask.fate is not None and plan.RECIPE_BY_CODE[ask.scheme].project in plan.ANNUAL
    ]
    assert len(asks) > 100
    for ask in asks:
        assert fiscal_year_of(today - timedelta(days=ask.days[2])) == years.year_asked(ask.days[0])
        assert [*ask.days] == sorted(ask.days, reverse=True)
