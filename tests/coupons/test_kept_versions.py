"""What was sent keeps the terms it was sent under, and so does its coupon; what is sent later is under later terms.

`VERSION_APPLICATIONS=1000` changes the terms in the middle of a thousand open applications; a run of every day fewer.
"""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from core import clock
from core.actor import Actor
from core.db import Tx, db
from core.money import Money
from core.permissions import Role
from coupons.applications.facts import ahead_by_scheme
from coupons.applications.models import Application
from coupons.applications.offers import offers, open_schemes
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.edit_application import edit_application
from coupons.applications.services.recommend_application import recommend_application
from coupons.applications.services.return_application import return_application
from coupons.applications.services.start_application import start_application
from coupons.applications.services.submit_application import submit_application
from coupons.applications.states import ApplicationRefusal, ApplicationState
from coupons.coupons.models import Coupon
from identity.organisations.states import Capacity
from ledger.checks import run_all
from schemes.models import SchemeVersion
from schemes.rules import TierDraft
from schemes.states import PayeeMode, SmeSize
from tests.coupons.applying import refusal
from tests.factories import NOW, TODAY, World, build
from tests.schemes.versions.terms import approved_terms
from tests.terms import first_version

SIZE = int(os.environ.get("VERSION_APPLICATIONS", "12"))
BAHT = Money.baht
DAY = timedelta(days=1)
FIRST_CAP, LESS = BAHT(100_000), BAHT(30_000)
NARROWER = {
    "tiers": tuple(TierDraft(size, 5_000, LESS) for size in SmeSize),
    "payee_mode": PayeeMode.REIMBURSE_SME,
    "delivers_until": TODAY + timedelta(days=100),
    "applies_until": TODAY + timedelta(days=50),
    "coupon_valid_days": 60,
    "delivery_days": 20,
}
"""New terms that give less in every way."""


def set_office() -> SimpleNamespace:
    world = World()

    def make(tx: Tx) -> SimpleNamespace:
        category = world.category(tx)
        money = Money(FIRST_CAP.satang * (SIZE + 40))
        scheme = world.scheme(tx, category, money=money, cap=FIRST_CAP)
        return SimpleNamespace(
            world=world,
            category=category.id,
            scheme=scheme.id,
            line=scheme.line_id,
            officer=world.staff(tx, Role.PROGRAMME_OFFICER),
            approver=world.staff(tx, Role.PROGRAMME_APPROVER),
            planner=world.staff(tx, Role.PLAN_OFFICER),
            resolves=world.staff(tx, Role.PLAN_APPROVER),
        )

    return build(make)


@pytest.fixture
def office(db_app) -> SimpleNamespace:
    return set_office()


def change_terms_from(office: SimpleNamespace, day: date, now: datetime = NOW, **changes: object) -> int:
    people = {"officer": office.planner, "approver": office.resolves}
    return approved_terms(office.scheme, day, now=now, **people, **(NARROWER | changes))


def an_owner(office: SimpleNamespace) -> Actor:
    def make(tx: Tx) -> Actor:
        sme = office.world.sme(tx)
        return office.world.member(tx, sme.organisation_id, Capacity.SME)

    return build(make)


def started(office: SimpleNamespace, owner: Actor, now: datetime = NOW) -> int:
    key = start_application(office.scheme, office.category, actor=owner, now=now)
    edit_application(key, need="ฉลาก", expected_result="ส่งออก", actor=owner, now=now)
    return key


def sent_by(office: SimpleNamespace, owner: Actor, now: datetime = NOW) -> int:
    key = started(office, owner, now)
    submit_application(key, actor=owner, now=now)
    return key


def granted(office: SimpleNamespace, key: int, now: datetime = NOW) -> Coupon:
    recommend_application(key, actor=office.officer, now=now)
    coupon_id = approve_application(key, actor=office.approver, now=now)
    return db.session.get_one(Coupon, coupon_id)


def terms(coupon: Coupon) -> tuple[int, Money, PayeeMode]:
    return coupon.share_bp, Money(coupon.limit_satang), coupon.payee_mode


FIRST = (8_000, FIRST_CAP, PayeeMode.PAY_PROVIDER)
SECOND = (5_000, LESS, PayeeMode.REIMBURSE_SME)


def version_of(key: int) -> int | None:
    return db.session.scalar(
        sa.select(SchemeVersion.number)
        .join(Application, Application.version_id == SchemeVersion.id)
        .where(Application.id == key)
    )


def test_the_day_before_the_day_and_the_day_after(office):
    change_terms_from(office, TODAY + 3 * DAY)
    for days, number, promised in ((2, 1, FIRST), (3, 2, SECOND), (4, 2, SECOND)):
        now = NOW + days * DAY
        key = sent_by(office, an_owner(office), now)
        assert version_of(key) == number, days
        later = now + 2 * DAY
        assert terms(granted(office, key, later)) == promised, (
            "decided days after, by the terms of the day it was sent"
        )


def test_the_last_minute_before_midnight_in_bangkok_is_under_the_old_terms(office):
    change_terms_from(office, TODAY + DAY)
    midnight = datetime.combine(TODAY + DAY, datetime.min.time(), clock.BANGKOK)
    before, after = (
        sent_by(office, an_owner(office), midnight + each) for each in (-timedelta(seconds=1), timedelta(0))
    )
    assert (version_of(before), version_of(after)) == (1, 2)


def test_terms_changed_in_the_middle_of_open_applications_shrink_nothing_that_was_asked_for(office):
    def many(tx: Tx) -> list[int]:
        scheme = tx.get(Application.scheme.property.mapper.class_, office.scheme)
        recommended = {"recommended_at": NOW, "recommended_by_id": office.officer.person_id}
        return [
            office.world.application(tx, scheme, office.world.sme(tx), **recommended).id for _ in range(SIZE)
        ]

    open_ones = build(many)
    change_terms_from(office, TODAY + DAY)
    now = NOW + 2 * DAY
    ahead = ahead_by_scheme(db.session(), [office.scheme])[office.scheme]
    assert ahead.asked == Money(FIRST_CAP.satang * SIZE), "the money that they ask for did not change"
    for key in open_ones:
        approve_application(key, actor=office.approver, now=now)
    db.session.expire_all()
    coupons = db.session.scalars(sa.select(Coupon)).all()
    first = first_version(db.session(), office.scheme)
    assert len(coupons) == SIZE
    assert {terms(each) for each in coupons} == {FIRST}
    assert {(each.version_id, each.valid_until) for each in coupons} == {(first.id, first.delivers_until)}
    assert terms(granted(office, sent_by(office, an_owner(office), now), now)) == SECOND
    assert run_all() == []


def test_a_returned_application_keeps_its_version_and_a_draft_takes_the_one_of_the_day_it_is_sent(office):
    owner, other = an_owner(office), an_owner(office)
    returned, draft = sent_by(office, owner), started(office, other)
    change_terms_from(office, TODAY + DAY)
    return_application(returned, "ขอเอกสาร", actor=office.officer, now=NOW)
    later = NOW + 2 * DAY
    submit_application(returned, actor=owner, now=later)
    submit_application(draft, actor=other, now=later)
    assert (version_of(returned), version_of(draft)) == (1, 2)
    assert terms(granted(office, returned, later)) == FIRST
    assert terms(granted(office, draft, later)) == SECOND


def test_a_draft_for_a_service_that_the_new_terms_leave_out_is_not_sent(office):
    owner = an_owner(office)
    kept, draft = sent_by(office, an_owner(office)), started(office, owner)
    other = build(lambda tx: office.world.category(tx).id)
    change_terms_from(office, TODAY + DAY, category_ids=frozenset({other}))
    later = NOW + 2 * DAY
    assert (
        refusal(lambda: submit_application(draft, actor=owner, now=later))
        is ApplicationRefusal.CATEGORY_NOT_COVERED
    )
    assert version_of(draft) is None
    assert terms(granted(office, kept, later)) == FIRST


def test_the_window_of_the_terms_in_force_opens_and_ends_applying(office):
    """A later version may lengthen the window, and its own last day counts from its first."""
    long = {"applies_until": TODAY + timedelta(days=80), "delivers_until": TODAY + timedelta(days=200)}
    change_terms_from(office, TODAY + timedelta(days=70), **long)
    taken = {days: bool(open_schemes(db.session(), TODAY + days * DAY)) for days in (60, 61, 69, 70, 80, 81)}
    assert taken == {60: True, 61: False, 69: False, 70: True, 80: True, 81: False}


def test_the_preview_shows_the_terms_in_force(office):
    change_terms_from(office, TODAY + DAY)
    sme_id = an_owner(office).organisation_id
    shown = [offers(db.session(), sme_id, NOW + days * DAY)[0] for days in (0, 1)]
    assert [each.tier.cap for each in shown] == [FIRST_CAP, LESS]
    assert [each.demands.payee_mode for each in shown] == [PayeeMode.PAY_PROVIDER, PayeeMode.REIMBURSE_SME]


def test_the_database_keeps_no_application_that_was_sent_without_its_version(office):
    key = sent_by(office, an_owner(office))
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Application).where(Application.id == key).values(version_id=None))
    db.session.rollback()
    assert db.session.get_one(Application, key).state is ApplicationState.SUBMITTED
