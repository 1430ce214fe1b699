"""Last days and holidays, as the worker and the pages meet them: nothing lapses on a holiday, nothing comes nearer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.calendar.due import forget_calendar
from core.clock import bangkok_midnight
from core.db import db
from core.permissions import Role
from core.tasks import queue as jobs
from coupons.applications.models import Application
from coupons.applications.services.lapse_applications import lapse_applications
from coupons.applications.services.return_application import return_application
from coupons.applications.states import ApplicationState
from coupons.coupons.models import Coupon
from coupons.coupons.states import CouponState
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import RedemptionState
from identity.notifications.models import Notice
from identity.staff.services.add_holiday import HolidayDraft, add_holiday
from schemes.states import PayeeMode
from tests.coupons.applying import submitted
from tests.coupons.counter import Counter, open_counter
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.factories import build
from tests.terms import change_terms

HOLIDAY = date(2026, 12, 21)
"""A Monday that is a working day on the official calendar."""
NOON = bangkok_midnight(date(2026, 11, 30)) + timedelta(hours=12)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def counter(db_app: Flask) -> Counter:
    return open_counter(now=NOON)


def named(model: type, key: int, **last: date) -> None:
    """The last day that was named when it began."""
    build(lambda tx: tx.execute(sa.update(model).where(model.id == key).values(last)))


def becomes_a_holiday(counter: Counter) -> None:
    administrator = build(lambda tx: counter.world.staff(tx, Role.ADMINISTRATOR))
    draft = HolidayDraft(HOLIDAY, "วันหยุดพิเศษ", "Special holiday", "มติคณะรัฐมนตรี")
    add_holiday(draft, actor=administrator, now=NOON)


def run(app: Flask, task: str) -> None:
    db.session.rollback()
    forget_calendar()
    jobs.run_now(app, task)
    db.session.expire_all()


def queued(task: str) -> int:
    waiting = sa.text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :task AND status = 'todo'")
    return int(db.session.scalar(waiting, {"task": task}) or 0)


def shortly_after_midnight(day: date) -> datetime:
    return bangkok_midnight(day) + timedelta(minutes=10)


@pytest.mark.parametrize(
    "at_once", [True, False], ids=["by the task that follows", "by the night's task alone"]
)
def test_a_service_whose_last_day_became_a_holiday_lapses_after_the_next_working_day(
    db_app: Flask, counter: Counter, at: Callable[[datetime], None], at_once: bool
) -> None:
    claim = counter.reserve(now=NOON)
    named(Redemption, claim, deliver_by=HOLIDAY)
    becomes_a_holiday(counter)
    assert queued("coupons.put_off_last_days") == 1
    at(NOON)
    if at_once:
        run(db_app, "coupons.put_off_last_days")
        assert counter.redemption(claim).deliver_by == date(2026, 12, 22)
    at(shortly_after_midnight(date(2026, 12, 22)))
    run(db_app, "coupons.end_what_is_over")
    assert counter.redemption(claim).state is RedemptionState.RESERVED
    assert counter.redemption(claim).deliver_by == date(2026, 12, 22)
    at(shortly_after_midnight(date(2026, 12, 23)))
    run(db_app, "coupons.end_what_is_over")
    assert counter.redemption(claim).state is RedemptionState.LAPSED


def test_a_coupon_whose_last_day_became_a_holiday_can_be_used_on_the_next_working_day(
    db_app: Flask, counter: Counter, at: Callable[[datetime], None]
) -> None:
    named(Coupon, counter.coupon_id, valid_until=HOLIDAY)
    becomes_a_holiday(counter)
    at(shortly_after_midnight(date(2026, 12, 22)))
    run(db_app, "coupons.end_what_is_over")
    assert (counter.coupon().state, counter.coupon().valid_until) == (CouponState.ISSUED, date(2026, 12, 22))
    at(shortly_after_midnight(date(2026, 12, 23)))
    run(db_app, "coupons.end_what_is_over")
    assert counter.coupon().state is CouponState.EXPIRED


def test_an_acceptance_is_put_off_too_and_a_day_that_the_scheme_names_is_not(
    db_app: Flask, counter: Counter, at: Callable[[datetime], None]
) -> None:
    delivered = counter.reserve(now=NOON)
    counter.deliver(delivered, now=NOON)
    reserved = counter.reserve(now=NOON)
    named(Redemption, delivered, accept_by=HOLIDAY, deliver_by=HOLIDAY)
    named(Redemption, reserved, deliver_by=HOLIDAY)
    change_terms(counter.scheme_id, applies_until=HOLIDAY, delivers_until=HOLIDAY)
    becomes_a_holiday(counter)
    at(NOON)
    run(db_app, "coupons.put_off_last_days")
    assert counter.redemption(delivered).accept_by == date(2026, 12, 22)
    assert counter.redemption(delivered).deliver_by == HOLIDAY, "it was delivered"
    assert counter.redemption(reserved).deliver_by == HOLIDAY, "services end with their scheme"


def test_whom_a_last_day_concerns_is_told_the_new_one_once(
    db_app: Flask, counter: Counter, at: Callable[[datetime], None]
) -> None:
    delivered = counter.reserve(now=NOON)
    counter.deliver(delivered, now=NOON)
    reserved = counter.reserve(now=NOON)
    named(Redemption, delivered, accept_by=HOLIDAY)
    named(Redemption, reserved, deliver_by=HOLIDAY)
    named(Coupon, counter.coupon_id, valid_until=HOLIDAY)
    becomes_a_holiday(counter)
    at(NOON)
    for _again in range(2):
        run(db_app, "coupons.put_off_last_days")
    number = counter.coupon().number
    at(clock.now())
    phone, till = (
        browser_of(db_app, actor).get("/notices?lang=en").text for actor in (counter.owner, counter.cashier)
    )
    to_accept = f"no. {delivered}: The last day for %s answer is now a holiday"
    to_deliver = f"no. {reserved}: The last day for the delivery is now a holiday"
    assert phone.count(f"Your coupon {number} can be used until 22 Dec 2026") == 1
    assert phone.count(to_accept % "your") == phone.count(to_deliver) == 1
    assert "You have until 22 Dec 2026 to accept the delivery" in phone
    assert "The new last day is 22 Dec 2026" in phone
    assert till.count(to_deliver) == 1
    assert to_accept % "the customer’s" in till, "the claim goes on a day later"
    assert number not in till


def test_nobody_is_told_of_a_day_that_stays(
    db_app: Flask, counter: Counter, at: Callable[[datetime], None]
) -> None:
    named(Coupon, counter.coupon_id, valid_until=HOLIDAY + timedelta(days=1))
    becomes_a_holiday(counter)
    at(NOON)
    run(db_app, "coupons.put_off_last_days")
    assert "is now a holiday" not in browser_of(db_app, counter.owner).get("/notices?lang=en").text


def test_a_returned_application_lapses_on_no_holiday_and_its_page_names_the_day(
    db_app: Flask, place, at: Callable[[datetime], None]
) -> None:
    """Returned on 1 December 2026: the thirtieth day is a holiday, so are New Year and the weekend after it."""
    began = bangkok_midnight(date(2026, 12, 1)) + timedelta(hours=12)
    at(began)
    application_id = submitted(place, now=began)
    return_application(application_id, "แก้ไข", actor=place.officer, now=began)
    assert "4 Jan 2027" in browser_of(db_app, place.owner).get(f"/applications/{application_id}?lang=en").text
    for day in (date(2027, 1, 1), date(2027, 1, 4)):
        assert lapse_applications(now=shortly_after_midnight(day)) == 0
    assert lapse_applications(now=bangkok_midnight(date(2027, 1, 5)) - timedelta(seconds=1)) == 0
    assert lapse_applications(now=bangkok_midnight(date(2027, 1, 5))) == 1
    assert db.session.get_one(Application, application_id).state is ApplicationState.LAPSED


def test_of_a_claim_that_the_sme_filed_the_provider_is_told_its_new_last_day(
    db_app: Flask, at: Callable[[datetime], None]
) -> None:
    counter = open_counter(payee_mode=PayeeMode.REIMBURSE_SME, now=NOON)
    counter.name_account(now=NOON)
    filed = counter.reserve(now=NOON)
    counter.file(filed, now=NOON)
    named(Redemption, filed, accept_by=HOLIDAY)
    becomes_a_holiday(counter)
    at(NOON)
    run(db_app, "coupons.put_off_last_days")
    told = {kind: told_of(counter, kind) for kind in ("provider", "sme")}
    assert told == {"provider": [counter.cashier.person_id], "sme": [counter.owner.person_id]}
    assert counter.redemption(filed).accept_by == date(2026, 12, 22)


def told_of(counter: Counter, side: str) -> list[int]:
    """Who was told that an answer on a claim may come later, by the side that the sentence is for."""
    kind = f"redemption.put_off.confirmation.{side}"
    return list(db.session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))
