"""One application: how it is answered, and the coupon that may come of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from core.actor import Actor
from coupons.applications.services.appeal_application import appeal_application
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.decide_appeal import decide_appeal
from coupons.applications.services.decline_application import decline_application
from coupons.applications.services.edit_application import edit_application
from coupons.applications.services.recommend_application import recommend_application
from coupons.applications.services.return_application import return_application
from coupons.applications.services.start_application import start_application
from coupons.applications.services.submit_application import submit_application
from coupons.applications.services.waitlist_application import waitlist_application
from coupons.applications.services.withdraw_application import withdraw_application
from coupons.applications.states import AppealOutcome
from coupons.coupons.models import Coupon
from coupons.coupons.services.expire_coupon import expire_coupon
from demo.clockwork import Life
from demo.fates import Answer, Fate
from demo.plan import Ask, SmePlan
from demo.scenes.coupons import claims, coupons
from demo.scenes.coupons.case import Case, after
from demo.stage import Stage
from demo.trades import need


def life(stage: Stage, sme: SmePlan, sme_id: int, owner: Actor, ask: Ask) -> Life:
    """From the first word of the application to the last deed the plan has for it."""
    case = Case(stage, ask, sme, sme_id, owner, Random(f"{stage.seed}:ask:{sme.number}:{ask.scheme}"))
    now = yield case.at(0)
    application_id = _apply(case, now)
    if ask.answer is Answer.COUPON:
        yield from _with_coupon(case, application_id)
    elif ask.answer not in (Answer.DRAFT, Answer.SUBMITTED):
        yield from _ENDINGS[ask.answer](case, application_id)


def _apply(case: Case, now: datetime) -> int:
    scheme = case.stage.scheme(case.ask.scheme, case.ask.days[0])
    category = case.random.choice(scheme.category_ids)
    if case.ask.fate is not None:
        category = scheme.category_ids[0]
    application_id = start_application(scheme.scheme_id, category, actor=case.owner, now=now)
    wanted, expected = need(case.ask.scheme, case.sme.trade.goods)
    draft = case.ask.answer is Answer.DRAFT
    edit_application(
        application_id,
        need=wanted,
        expected_result=None if draft else expected,
        actor=case.owner,
        now=now + timedelta(minutes=6),
    )
    if not draft:
        submit_application(application_id, actor=case.owner, now=now + timedelta(minutes=14))
    return application_id


# Applications without a coupon.


def _recommended(case: Case, application_id: int) -> Life:
    now = yield case.at(1)
    recommend_application(application_id, actor=case.one_of("officer", "officer2")[0], now=now)


def _returned(case: Case, application_id: int) -> Life:
    now = yield case.at(1)
    reason = "โปรดระบุจำนวนผู้เข้ารับบริการและแนบใบเสนอราคา"
    return_application(application_id, reason, actor=case.one_of("officer", "officer2")[0], now=now)


def _declined(case: Case, application_id: int) -> Life:
    now = yield case.at(1)
    reason = "ความต้องการที่ระบุไม่ตรงกับบริการของคูปองนี้"
    decline_application(application_id, reason, actor=case.stage.staff["approver"], now=now)


def _waitlisted(case: Case, application_id: int) -> Life:
    officer, _ = case.one_of("officer", "officer2")
    now = yield case.at(1)
    recommend_application(application_id, actor=officer, now=now)
    now = yield case.at(2)
    waitlist_application(application_id, actor=case.one_of("approver", "approver2")[0], now=now)


def _withdrawn(case: Case, application_id: int) -> Life:
    now = yield case.at(1)
    withdraw_application(application_id, actor=case.owner, now=now)


def _appealed(case: Case, application_id: int) -> Life:
    yield from _declined(case, application_id)
    now = yield case.at(2)
    reason = "บริการนี้อยู่ในรายการของคูปองตามประกาศข้อ 3 ขอให้พิจารณาใหม่"
    appeal_application(application_id, reason, actor=case.owner, now=now)


def _upheld(case: Case, application_id: int) -> Life:
    yield from _appealed(case, application_id)
    now = yield case.at(3)
    reason = "ตรวจแล้ว บริการที่ขออยู่นอกขอบเขตของคูปองตามประกาศ"
    decide_appeal(application_id, AppealOutcome.UPHOLD, reason, actor=case.stage.staff["approver2"], now=now)


_ENDINGS: dict[Answer, Callable[[Case, int], Life]] = {
    Answer.RECOMMENDED: _recommended,
    Answer.RETURNED: _returned,
    Answer.LAPSED: _returned,
    Answer.DECLINED: _declined,
    Answer.WAITLISTED: _waitlisted,
    Answer.WITHDRAWN: _withdrawn,
    Answer.APPEALED: _appealed,
    Answer.UPHELD: _upheld,
}
"""A returned one that nobody corrected lapses by the house's own timed work."""


# Coupons.


_FATES = coupons.FATES | claims.FATES


def _with_coupon(case: Case, application_id: int) -> Life:
    officer, _ = case.one_of("officer", "officer2")
    approver, other = case.one_of("approver", "approver2")
    calendar = case.stage.calendar
    if case.ask.appealed:
        now = yield calendar.at(case.ask.days[0] - 6, case.random)
        decline_application(application_id, "ยังไม่เห็นความจำเป็นของบริการ", actor=other, now=now)
        now = yield calendar.at(case.ask.days[0] - 11, case.random)
        appeal_application(application_id, "แนบจดหมายจากลูกค้าที่ขอผลทดสอบแล้ว", actor=case.owner, now=now)
    now = yield case.at(1)
    recommend_application(application_id, actor=officer, now=now)
    now = yield case.at(2)
    if case.ask.appealed:
        coupon_id = decide_appeal(application_id, AppealOutcome.APPROVE, "", actor=approver, now=now)
    else:
        coupon_id = approve_application(application_id, actor=approver, now=now)
    if coupon_id is None:
        raise AssertionError("an appeal that was granted issues a coupon")
    yield from _FATES[case.ask.fate or Fate.UNUSED](case, coupon_id)
    yield from _run_out(case, coupon_id)


def _run_out(case: Case, coupon_id: int) -> Life:
    """A coupon past its last day expires, used or not."""
    if case.ask.fate is not Fate.CANCELLED:
        ends = after(sa.select(Coupon.valid_until).where(Coupon.id == coupon_id))
        if ends <= case.stage.calendar.now:
            now = yield ends
            expire_coupon(coupon_id, now=now)
