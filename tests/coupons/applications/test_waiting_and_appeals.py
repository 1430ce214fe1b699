"""When the money is spent and when the answer is no: the line, its order, and the appeal to another person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

import coupons.applications.tasks  # noqa: F401 - declares the tasks that services defer
from core.audit.rules import ReasonRefusal
from core.clock import bangkok_date
from core.db import db
from core.errors import Refused, WrongState
from core.money import Money
from coupons.applications import inbox
from coupons.applications.models import Application
from coupons.applications.queries import application_page
from coupons.applications.services.appeal_application import appeal_application
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.approve_waitlisted import approve_waitlisted
from coupons.applications.services.decide_appeal import decide_appeal
from coupons.applications.services.decline_application import decline_application
from coupons.applications.services.recommend_application import recommend_application
from coupons.applications.services.waitlist_application import waitlist_application
from coupons.applications.states import AppealOutcome, ApplicationRefusal, ApplicationState
from coupons.applications.tasks import serve_waiting_list
from coupons.coupons.models import Coupon
from ledger.models import LedgerLine
from ledger.rules import LedgerReason
from schemes.eligibility.rules import failures
from schemes.eligibility.states import EligibilityRule
from schemes.models import Scheme
from smes.models import Sme
from smes.states import SmeState
from tests.coupons.applying import (
    add_money,
    change,
    declined,
    in_line,
    recommended,
    refusal,
    spend_everything,
    state_of,
    submitted,
)
from tests.factories import NOW, TODAY, build

R = ApplicationRefusal


# --- money and the waiting list --------------------------------------------------------------------------


def test_beyond_the_money_nothing_is_approved_and_the_words_say_what_to_do(place, world):
    spend_everything(place, world)
    application_id = recommended(place)
    with pytest.raises(Refused) as caught:
        approve_application(application_id, actor=place.approver, now=NOW)
    assert caught.value.reason is R.NOT_ENOUGH_MONEY
    assert caught.value.facts == {"needed": "100,000"}
    assert state_of(application_id) is ApplicationState.SUBMITTED


def bound_to_its_year(place):
    """The scheme's money is annual budget of a year that ended on the day before TODAY."""
    line_id = db.session.get(Scheme, place.scheme).line_id

    def change(tx):
        line = tx.lock(LedgerLine, line_id)
        line.commits_from, line.commits_until = TODAY - timedelta(days=365), TODAY - timedelta(days=1)

    build(change)


def test_annual_money_is_not_promised_after_its_year(place):
    application_id = recommended(place)
    bound_to_its_year(place)
    approve = partial(approve_application, application_id, actor=place.approver, now=NOW)
    assert refusal(approve) is LedgerReason.OUTSIDE_FISCAL_YEAR
    assert state_of(application_id) is ApplicationState.SUBMITTED
    page = application_page(db.session(), application_id, place.officer, NOW)
    assert EligibilityRule.MONEY_AVAILABLE in failures(page.verdicts, money_decides=True)


def test_the_line_is_not_served_with_annual_money_after_its_year(place, world):
    (first,) = in_line(place, world, 1)
    add_money(place, world, Money.baht(200_000))
    bound_to_its_year(place)
    serve_waiting_list(scheme_id=place.scheme)
    assert state_of(first) is ApplicationState.WAITLISTED


def test_nobody_is_made_to_wait_for_money_that_is_there(place):
    application_id = recommended(place)
    assert (
        refusal(lambda: waitlist_application(application_id, actor=place.approver, now=NOW))
        is R.MONEY_IS_THERE
    )


def test_money_that_comes_back_serves_the_line_in_the_order_of_submission(place, world):
    first, second, third = in_line(place, world, 3)
    add_money(place, world, Money.baht(200_000))
    serve_waiting_list(scheme_id=place.scheme)
    assert [state_of(key) for key in (first, second, third)] == [
        ApplicationState.APPROVED,
        ApplicationState.APPROVED,
        ApplicationState.WAITLISTED,
    ]
    coupon = db.session.scalars(sa.select(Coupon).where(Coupon.application_id == first)).one()
    assert coupon.issued_by_id == place.approver.person_id


def test_nobody_behind_the_first_is_served_while_the_first_ones_sum_is_not_there(place, world):
    waiting = in_line(place, world, 2)
    add_money(place, world, Money.baht(99_999))
    assert approve_waitlisted(place.scheme, now=NOW) is None
    assert [state_of(key) for key in waiting] == [ApplicationState.WAITLISTED] * 2


def test_one_who_does_not_qualify_at_present_keeps_the_place_and_is_passed_over(place, world):
    first, second = in_line(place, world, 2)
    sme_id = db.session.get(Application, first).sme_id
    change(Sme, sme_id, state=SmeState.SUSPENDED)
    add_money(place, world, Money.baht(100_000))
    serve_waiting_list(scheme_id=place.scheme)
    assert state_of(first) is ApplicationState.WAITLISTED
    assert state_of(second) is ApplicationState.APPROVED


def test_nobody_is_approved_past_the_line(place, world):
    in_line(place, world, 1)
    add_money(place, world, Money.baht(100_000))
    application_id = recommended(place)
    assert (
        refusal(lambda: approve_application(application_id, actor=place.approver, now=NOW))
        is R.OTHERS_WAIT_BEFORE
    )
    waitlist_application(application_id, actor=place.approver, now=NOW)
    assert application_page(db.session(), application_id, place.owner, NOW).place_in_line == 2


# --- declining and appealing -----------------------------------------------------------------------------


def test_the_sme_reads_why_it_was_declined(place):
    application_id = declined(place)
    page = application_page(db.session(), application_id, place.owner, NOW)
    assert page.reason == "ไม่ตรงวัตถุประสงค์"
    assert page.due == TODAY + timedelta(days=30)


def test_an_appeal_goes_to_another_person(place):
    application_id = declined(place)
    appeal_application(application_id, "มีหลักฐานใหม่", actor=place.owner, now=NOW)
    assert (
        refusal(
            lambda: decide_appeal(application_id, AppealOutcome.APPROVE, "", actor=place.approver, now=NOW)
        )
        is R.DECLINED_BY_YOU
    )
    coupon_id = decide_appeal(application_id, AppealOutcome.APPROVE, "", actor=place.second_approver, now=NOW)
    assert db.session.get(Coupon, coupon_id).application_id == application_id


def test_an_upheld_decision_needs_a_reason_and_is_final(place):
    application_id = declined(place)
    appeal_application(application_id, "มีหลักฐานใหม่", actor=place.owner, now=NOW)

    def uphold(reason):
        return decide_appeal(
            application_id, AppealOutcome.UPHOLD, reason, actor=place.second_approver, now=NOW
        )

    assert refusal(lambda: uphold("")) is ReasonRefusal.REASON_MISSING
    uphold("หลักฐานไม่เปลี่ยนข้อเท็จจริง")
    assert state_of(application_id) is ApplicationState.UPHELD
    with pytest.raises(WrongState):
        appeal_application(application_id, "อีกครั้ง", actor=place.owner, now=NOW)


def test_an_appeal_may_end_on_the_waiting_list(place, world):
    application_id = declined(place)
    appeal_application(application_id, "มีหลักฐานใหม่", actor=place.owner, now=NOW)
    spend_everything(place, world)
    decide_appeal(application_id, AppealOutcome.WAITLIST, "", actor=place.second_approver, now=NOW)
    assert state_of(application_id) is ApplicationState.WAITLISTED


def test_the_thirtieth_day_is_in_time_for_an_appeal_and_the_next_is_not(place):
    application_id = declined(place)
    thirtieth = datetime(2026, 12, 22, 16, 59, tzinfo=UTC)
    assert bangkok_date(thirtieth) == TODAY + timedelta(days=30)
    too_late = thirtieth + timedelta(minutes=1)
    assert (
        refusal(lambda: appeal_application(application_id, "สาย", actor=place.owner, now=too_late))
        is R.APPEAL_TOO_LATE
    )
    appeal_application(application_id, "ทัน", actor=place.owner, now=thirtieth)
    assert state_of(application_id) is ApplicationState.APPEALED


def test_the_setting_says_how_long_one_may_appeal_on_the_page_and_in_the_inbox(place, db_app, monkeypatch):
    monkeypatch.setattr(db_app.installation, "settings", replace(db_app.installation.settings, appeal_days=5))
    application_id = declined(place)
    page = application_page(db.session(), application_id, place.owner, NOW)
    assert page.due == TODAY + timedelta(days=5)
    for days, waits in ((5, True), (6, False)):
        items = inbox.inbox(db.session(), place.owner, NOW + timedelta(days=days, hours=1))
        assert any(item.count for item in items) is waits


def test_an_appeal_against_a_decision_that_nobody_recommended_needs_a_recommendation_now(place):
    application_id = submitted(place)
    decline_application(application_id, "ไม่ตรง", actor=place.approver, now=NOW)
    appeal_application(application_id, "ตรง", actor=place.owner, now=NOW)
    assert (
        refusal(
            lambda: decide_appeal(
                application_id, AppealOutcome.APPROVE, "", actor=place.second_approver, now=NOW
            )
        )
        is R.NOT_RECOMMENDED
    )
    recommend_application(application_id, actor=place.officer, now=NOW)
    assert decide_appeal(application_id, AppealOutcome.APPROVE, "", actor=place.second_approver, now=NOW)
