"""Deciding on applications, providers and SMEs: who may not, and what is kept, through the pages."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.audit.models import AuditEvent
from core.commands import AuthorityRefusal
from core.db import db
from core.labels import words_for
from core.money import Money
from core.permissions import Role
from core.tasks import queue as jobs
from coupons.applications.models import Application, ApplicationVerdict
from coupons.applications.states import ApplicationRefusal, ApplicationState
from coupons.coupons.models import Coupon
from coupons.redemptions.states import ScanOutcome
from payouts.states import HoldReason, PayableState
from schemes.eligibility.states import CHOSEN, EligibilityRule
from tests.coupons import applying
from tests.coupons.counter import Counter
from tests.factories import NOW, World, build
from tests.payouts.world import Finance, payable_of
from tests.terms import change_terms
from tests.threats.acting import was_member
from tests.threats.conftest import Browse


@pytest.fixture
def place(world: World) -> SimpleNamespace:
    """One SME, one scheme with money for two coupons, and the officers."""
    return applying.set_place(world)


def state_of(application_id: int) -> ApplicationState:
    db.session.rollback()
    found: ApplicationState = applying.state_of(application_id)
    return found


def coupons() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Coupon)) or 0


def test_who_recommends_does_not_decide_even_holding_both_roles(
    place: SimpleNamespace, world: World, browse: Browse
) -> None:
    both = build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER, Role.PROGRAMME_APPROVER))
    key, desk = applying.submitted(place), browse(both)
    assert desk.post(f"/applications/{key}/recommend").status_code == 303
    answer = desk.post(f"/applications/{key}/approve")
    assert answer.status_code == 409
    assert str(words_for(ApplicationRefusal.RECOMMENDED_BY_YOU)) in answer.text
    assert coupons() == 0


def test_nothing_is_approved_that_nobody_recommended(place: SimpleNamespace, browse: Browse) -> None:
    key = applying.submitted(place)
    assert browse(place.approver).post(f"/applications/{key}/approve").status_code == 409
    assert coupons() == 0


def test_an_officer_who_left_the_sme_within_a_year_decides_nothing_about_it(
    place: SimpleNamespace, browse: Browse
) -> None:
    key = applying.recommended(place)
    was_member(place.approver, place.sme)
    desk = browse(place.approver)
    for path, form in (("approve", {}), ("decline", {"decline-reason": "ไม่ตรงวัตถุประสงค์"})):
        answer = desk.post(f"/applications/{key}/{path}", data=form)
        assert answer.status_code == 409, path
        assert str(words_for(AuthorityRefusal.CONNECTED)) in answer.text
    assert state_of(key) is ApplicationState.SUBMITTED


def test_an_officer_connected_with_the_holder_does_not_hold_cancel_or_reissue_the_coupon(
    counter: Counter, browse: Browse
) -> None:
    was_member(counter.approver, counter.sme_id)
    desk = browse(counter.approver)
    for path in ("hold", "cancel", "reissue"):
        form = {f"{path}-reason": "ตรวจสอบ"}
        assert desk.post(f"/coupons/{counter.coupon_id}/{path}", data=form).status_code == 409, path
    assert (counter.coupon().state, counter.coupon().issue_no) == ("issued", 1)


def test_an_appeal_goes_to_another_person(place: SimpleNamespace, browse: Browse) -> None:
    key = applying.recommended(place)
    first, owner = browse(place.approver), browse(place.owner)
    declined = first.post(f"/applications/{key}/decline", data={"decline-reason": "ไม่ตรงวัตถุประสงค์"})
    assert declined.status_code == 303
    assert owner.post(f"/applications/{key}/appeal", data={"appeal-reason": "มีหลักฐานใหม่"}).status_code == 303
    form = {"outcome": "approve", "reason": ""}
    assert first.post(f"/applications/{key}/decide-appeal", data=form).status_code == 409
    assert coupons() == 0
    second = browse(place.second_approver)
    assert second.post(f"/applications/{key}/decide-appeal", data=form).status_code == 303
    assert coupons() == 1


def test_submitting_keeps_a_verdict_of_every_rule_with_its_facts(
    place: SimpleNamespace, browse: Browse
) -> None:
    key = applying.drafted(place)
    assert browse(place.owner).post(f"/applications/{key}/submit").status_code == 303
    rows = db.session.scalars(sa.select(ApplicationVerdict).filter_by(application_id=key)).all()
    assert {row.rule for row in rows} == set(EligibilityRule) - CHOSEN
    size = next(row for row in rows if row.rule is EligibilityRule.SIZE_COVERED)
    assert size.facts["cap_satang"] == Money.baht(100_000).satang


def test_a_decision_stands_on_the_trail_with_who_and_in_which_role(
    place: SimpleNamespace, browse: Browse
) -> None:
    key = applying.recommended(place)
    assert browse(place.approver).post(f"/applications/{key}/approve").status_code == 303
    events = db.session.scalars(sa.select(AuditEvent).filter_by(name="application.approved")).all()
    assert [(each.subject_id, each.actor_person_id) for each in events] == [(key, place.approver.person_id)]
    assert Role.PROGRAMME_APPROVER in events[0].actor_roles


def test_one_open_coupon_is_the_limit(place: SimpleNamespace, browse: Browse) -> None:
    applying.approved(place)
    second = applying.drafted(place, category=place.other_category)
    assert browse(place.owner).post(f"/applications/{second}/submit").status_code == 409
    assert state_of(second) is ApplicationState.DRAFT


def test_no_more_is_promised_than_there_is(place: SimpleNamespace, world: World, browse: Browse) -> None:
    keys = [applying.recommended(place, applying.another_sme(world).owner) for _ in range(3)]
    desk = browse(place.approver)
    statuses = [desk.post(f"/applications/{key}/approve").status_code for key in keys]
    assert statuses == [303, 303, 409], "the scheme has money for two coupons"
    assert coupons() == 2


def test_a_coupon_does_not_outlive_its_scheme(place: SimpleNamespace, browse: Browse) -> None:
    last = clock.bangkok_date(NOW) + timedelta(days=20)
    change_terms(place.scheme, applies_until=last, delivers_until=last)
    key = applying.recommended(place)
    assert browse(place.approver).post(f"/applications/{key}/approve").status_code == 303
    assert db.session.scalar(sa.select(Coupon.valid_until)) == last


def test_money_that_comes_back_serves_the_waiting_list_in_its_order(
    place: SimpleNamespace, world: World, browse: Browse, db_app: Flask
) -> None:
    first, second = applying.in_line(place, world, 2)
    issued = db.session.scalars(sa.select(Coupon.id)).first()
    form = {"cancel-reason": "กิจการขอยกเลิก"}
    assert browse(place.approver).post(f"/coupons/{issued}/cancel", data=form).status_code == 303
    waiting = sa.text("SELECT args FROM procrastinate_jobs WHERE task_name = 'coupons.serve_waiting_list'")
    for args in db.session.scalars(waiting).all():
        db.session.rollback()
        jobs.run_now(db_app, "coupons.serve_waiting_list", **args)
    assert [state_of(key) for key in (first, second)] == [
        ApplicationState.APPROVED,
        ApplicationState.WAITLISTED,
    ]


def test_a_suspended_provider_is_served_at_no_counter(counter: Counter, browse: Browse) -> None:
    till, form = browse(counter.cashier), {"suspend-reason": "ตรวจสอบคุณภาพ"}
    assert till.post("/scan", data={"code": counter.code()}).status_code == 303
    suspended = browse(counter.approver).post(f"/providers/{counter.provider_id}/suspend", data=form)
    assert suspended.status_code == 303
    answer = till.post("/scan", data={"code": counter.code()})
    assert answer.status_code == 409
    assert str(words_for(ScanOutcome.PROVIDER_NOT_APPROVED)) in answer.text


def test_what_a_suspended_provider_is_owed_is_held(finance: Finance, browse: Browse, db_app: Flask) -> None:
    suspended, other = finance.provider(), finance.provider()
    claims = {provider: finance.claim(provider) for provider in (suspended, other)}
    approver = build(lambda tx: finance.world.staff(tx, Role.PROGRAMME_APPROVER))
    answer = browse(approver).post(f"/providers/{suspended}/suspend", data={"suspend-reason": "ตรวจสอบ"})
    assert answer.status_code == 303
    db.session.rollback()
    jobs.run_now(db_app, "payouts.review_holds")
    held = payable_of(claims[suspended])
    assert (held.state, held.hold_reason) == (PayableState.HELD, HoldReason.PAYEE_SUSPENDED)
    assert payable_of(claims[other]).state is PayableState.OPEN


DECISIONS = (
    "/applications/{application}/approve",
    "/applications/{application}/recommend",
    "/coupons/{coupon}/cancel",
    "/providers/{provider}/suspend",
    "/batches/new",
)


def test_an_administrator_decides_nothing_and_touches_no_money(counter: Counter, browse: Browse) -> None:
    administrator = build(lambda tx: World(clock.now(), first=7_000).staff(tx, Role.ADMINISTRATOR))
    desk = browse(administrator)
    assert desk.get("/people").status_code == 200
    ids = {
        "application": db.session.scalar(sa.select(Application.id)),
        "coupon": counter.coupon_id,
        "provider": counter.provider_id,
    }
    assert [desk.post(path.format(**ids)).status_code for path in DECISIONS] == [403] * len(DECISIONS)
