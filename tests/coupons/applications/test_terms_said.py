"""Pages and notices name the day on which a term ends, in the reader's language and calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from core import clock
from core.calendar.due import due_at
from core.db import db
from coupons.applications.models import Application
from coupons.applications.services.return_application import return_application
from coupons.states import REVIEW_LIMIT
from identity.notifications.models import Notice
from identity.notifications.words import notice_words
from tests.coupons.applying import submitted
from tests.coupons.redemptions.test_counter_pages import browser_of

MORNING = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Friday, 27 November 2026: the service standard ends on 22 December, over two holidays."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)


def notice(kind: str, locale: str) -> str:
    found = db.session.scalars(sa.select(Notice).where(Notice.kind == kind).limit(1)).one()
    with force_locale(locale):
        return notice_words(found.kind, found.facts)


def test_the_notice_of_an_application_names_the_day_of_the_answer(db_app: Flask, place) -> None:
    application_id = submitted(place, now=MORNING)
    assert "by 22 Dec 2026 at the latest." in notice("application.submitted", "en")
    assert "จะแจ้งผลภายในวันที่ 22 ธ.ค. 2569" in notice("application.submitted", "th")
    return_application(application_id, "แก้ไข", actor=place.officer, now=MORNING)
    assert "needs a correction by 28 Dec 2026." in notice("application.returned", "en")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "15 working days, by 22 Dec 2026"), ("th", "15\u00a0วันทำการ (ภายในวันที่ 22 ธ.ค. 2569)")],
)
@pytest.mark.parametrize("address", ["/help", "/rules", "/accessibility"])
def test_public_pages_say_the_service_standard_with_its_day(
    db_app: Flask, today: None, address: str, lang: str, said: str
) -> None:
    assert said in db_app.test_client().get(f"{address}?lang={lang}").text


def test_the_desk_reads_until_when_what_came_in_today_is_decided_and_corrected(
    db_app: Flask, today: None, place
) -> None:
    application_id = submitted(place, now=MORNING)
    desk = browser_of(db_app, place.officer)
    assert "within 15 working days, by 22 Dec 2026" in desk.get("/applications/?lang=en").text
    page = desk.get(f"/applications/{application_id}?lang=en").text
    assert "within 30 days, by 28 Dec 2026" in page
    assert "22 Dec 2026" in page


def test_the_board_calls_late_what_its_page_calls_late(
    db_app: Flask, place, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = db.session.get_one(Application, submitted(place, now=MORNING)).number
    end = due_at(REVIEW_LIMIT, MORNING)
    for moment, late in ((end - timedelta(seconds=1), False), (end, True)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        page = browser_of(db_app, place.officer).get("/deadlines?when=late&lang=en").text
        assert (number in page) is late


def test_the_board_its_file_and_the_queue_name_the_last_day_that_the_page_names(
    db_app: Flask, today: None, place
) -> None:
    submitted(place, now=MORNING)
    desk = browser_of(db_app, place.officer)
    board = desk.get("/deadlines?lang=en").text
    assert "22 Dec 2026" in board
    assert "23 Dec 2026" not in board
    assert "due 22 Dec 2026" in desk.get("/today?lang=en").text
    file = desk.get("/deadlines?format=csv").text
    assert "2026-12-22" in file
    assert "2026-12-23" not in file
