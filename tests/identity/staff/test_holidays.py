"""Public holidays over HTTP: who changes them, what moves with them, and what never comes nearer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.actor import Actor
from core.audit.models import AuditEvent
from core.calendar.due import calendar, due_on, forget_calendar, is_over, number_of
from core.calendar.models import HolidayChange
from core.clock import bangkok_midnight
from core.db import db
from core.permissions import Role
from core.terms import days, working_days
from tests.factories import World, build

SignIn = Callable[[int], FlaskClient]
MONDAY = date(2026, 12, 21)
"""A working day on the official calendar."""
NOON = bangkok_midnight(date(2026, 11, 30)) + timedelta(hours=12)
TYPED = {
    "day": "21/12/2569",
    "name_th": "วันหยุดพิเศษ",
    "name_en": "Special holiday",
    "source": "มติคณะรัฐมนตรี 24 พ.ย. 2569",
}


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """The clock, set: noon of Monday 30 November 2026 until it is set anew."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(NOON)
    return set_to


@pytest.fixture
def world(db_app: Flask) -> World:
    return World()


@pytest.fixture
def administrator(world: World) -> Actor:
    return build(lambda tx: world.staff(tx, Role.ADMINISTRATOR))


@pytest.fixture
def browser(administrator: Actor, sign_in: SignIn, now: Callable[[datetime], None]) -> FlaskClient:
    return sign_in(administrator.known_person_id)


def add(browser: FlaskClient, **changes: str) -> tuple[int, str]:
    answer = browser.post("/holidays/new?lang=en", data=TYPED | changes)
    return answer.status_code, answer.text


def test_a_day_that_is_added_moves_what_ends_on_it_and_what_runs_over_it(browser: FlaskClient) -> None:
    assert due_on(days(14), bangkok_midnight(date(2026, 12, 7))) == MONDAY
    assert add(browser)[0] == 303
    begin_anew()
    assert due_on(days(14), bangkok_midnight(date(2026, 12, 7))) == date(2026, 12, 22)
    assert due_on(working_days(15), bangkok_midnight(date(2026, 11, 30))) == date(2026, 12, 24)
    page = browser.get("/holidays?lang=en").text
    assert "Special holiday" in page
    assert "มติคณะรัฐมนตรี 24 พ.ย. 2569" in page
    (event,) = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.name == "holiday.added"))
    assert event.subject_id == 20261221


def begin_anew() -> None:
    """As the next request begins: with nothing read."""
    forget_calendar()
    db.session.rollback()


def test_what_began_before_a_day_was_struck_keeps_the_date_that_was_told(
    browser: FlaskClient, administrator: Actor, sign_in: SignIn, now: Callable[[datetime], None]
) -> None:
    add(browser)
    before, later = bangkok_midnight(date(2026, 12, 7)), bangkok_midnight(date(2026, 12, 10))
    now(later)
    told = due_on(days(14), before)
    answer = sign_in(administrator.known_person_id).post(
        f"/holidays/{number_of(MONDAY)}/strike", data={"source": "เพิ่มผิด"}
    )
    assert answer.status_code == 303
    begin_anew()
    assert due_on(days(14), before) == told == date(2026, 12, 22)
    assert due_on(days(11), later + timedelta(minutes=1)) == MONDAY
    moment = sa.literal(before, sa.DateTime(timezone=True))
    for at, expected in ((date(2026, 12, 22), False), (date(2026, 12, 23), True)):
        over = db.session.scalar(sa.select(is_over(moment, days(14), bangkok_midnight(at))))
        assert over is expected


def test_an_official_holiday_can_be_struck_and_added_again(browser: FlaskClient) -> None:
    constitution_day = date(2026, 12, 10)
    assert not calendar().is_working_day(constitution_day)
    browser.post(f"/holidays/{number_of(constitution_day)}/strike", data={"source": "มติ"})
    begin_anew()
    assert calendar().is_working_day(constitution_day)
    assert add(browser, day="10/12/2569")[0] == 303
    begin_anew()
    assert not calendar().is_working_day(constitution_day)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": "20/12/2569"}, "This day is already a holiday or a weekend. Choose another day."),
        ({"day": "7/12/2569"}, "This day is already a holiday or a weekend. Choose another day."),
        ({"day": "27/11/2569"}, "Choose today or a later day."),
        ({"day": "4/12/2571"}, "Choose a day within the next two years."),
        ({"day": "31/11/2569"}, "This date does not exist."),
        ({"day": ""}, "Enter the day."),
        ({"name_th": ""}, "Enter the name in Thai."),
        ({"source": ""}, "Enter the resolution or announcement that makes the day a holiday."),
        ({"name_en": "x" * 301}, "Enter at most 300 characters. This text has 301."),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field_and_changes_nothing(
    browser: FlaskClient, changes: dict[str, str], said: str
) -> None:
    status, page = add(browser, **changes)
    assert (status, said in page) == (200, True), page[:3000]
    for kept in (TYPED | changes).values():
        assert kept in page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HolidayChange)) == 0


def test_a_day_is_added_once(browser: FlaskClient) -> None:
    assert [add(browser)[0] for _ in range(2)] == [303, 200]


def test_the_staff_reads_the_days_in_both_languages_and_only_administrators_change_them(
    browser: FlaskClient, world: World, sign_in: SignIn
) -> None:
    assert "/strike" in browser.get("/holidays").text
    officer = sign_in(build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER)).known_person_id)
    assert "วันรัฐธรรมนูญ" in officer.get("/holidays?lang=th").text
    page = officer.get("/holidays?lang=en").text
    assert "Constitution Day" in page
    assert "/strike" not in page
    assert officer.get("/holidays/new").status_code == 403
    assert officer.post("/holidays/new", data=TYPED).status_code == 403
    assert officer.post("/holidays/20261210/strike", data={"source": "x"}).status_code == 403
    assert browser.get("/holidays/20261211/strike").status_code == 404


def test_a_day_is_struck_once(browser: FlaskClient) -> None:
    address = "/holidays/20261210/strike?lang=en"
    assert browser.post(address, data={"source": "มติ"}).status_code == 303
    again = browser.post(address, data={"source": "มติ"})
    assert again.status_code == 200
    assert "This day is no longer a public holiday. Nothing was changed." in again.text


def test_a_day_that_was_struck_is_made_a_holiday_again_from_the_list(browser: FlaskClient) -> None:
    struck = number_of(date(2026, 12, 31))
    assert browser.post(f"/holidays/{struck}/strike", data={"source": "พิมพ์ผิด"}).status_code == 303
    assert f'href="/holidays/new?again={struck}"' in browser.get("/holidays").text
    form = browser.get(f"/holidays/new?again={struck}&lang=th").text
    assert 'value="31 ธ.ค. 2569"' in form
    assert "วันสิ้นปี" in form
    again = {"day": "31/12/2569", "name_th": "วันสิ้นปี", "name_en": "New Year's Eve", "source": "พิมพ์ผิด"}
    assert browser.post(f"/holidays/new?again={struck}", data=again).status_code == 303
    assert not calendar().is_working_day(date(2026, 12, 31))
