"""An application brought to where a test begins, and what a test looks at."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

import coupons.applications.tasks  # noqa: F401 - declares the tasks that services defer
from core.db import db, transaction
from core.errors import Refused
from core.money import Money
from core.permissions import Role
from coupons.applications.models import Application
from coupons.applications.services.approve_application import approve_application
from coupons.applications.services.decline_application import decline_application
from coupons.applications.services.edit_application import edit_application
from coupons.applications.services.recommend_application import recommend_application
from coupons.applications.services.start_application import start_application
from coupons.applications.services.submit_application import submit_application
from coupons.applications.services.waitlist_application import waitlist_application
from identity.notifications.models import Notice
from identity.organisations.states import Capacity
from ledger.models import Stripe
from schemes.models import Scheme
from tests.factories import NOW, build
from tests.terms import first_version


def set_place(world):
    """One SME, one scheme with money for two coupons, and the officers."""

    def make(tx):
        category = world.category(tx)
        other_category = world.category(tx)
        scheme = world.scheme(tx, category, money=Money.baht(200_000), cap=Money.baht(100_000))
        version = first_version(tx, scheme)
        version.categories.append(other_category)
        sme = world.sme(tx)
        return SimpleNamespace(
            category=category.id,
            other_category=other_category.id,
            scheme=scheme.id,
            sme=sme.organisation_id,
            owner=world.member(tx, sme.organisation_id, Capacity.SME),
            officer=world.staff(tx, Role.PROGRAMME_OFFICER),
            approver=world.staff(tx, Role.PROGRAMME_APPROVER),
            second_approver=world.staff(tx, Role.PROGRAMME_APPROVER),
        )

    return build(make)


def place_of(world, kept_scene):
    """The same in an empty database; what `world` makes next gets the next numbers."""
    scene = kept_scene(set_place, lambda: SimpleNamespace(world=world, place=set_place(world)))
    world._next = scene.world._next
    return SimpleNamespace(**vars(scene.place))


def another_sme(world, **columns):
    def make(tx):
        sme = world.sme(tx, **columns)
        return SimpleNamespace(
            id=sme.organisation_id, owner=world.member(tx, sme.organisation_id, Capacity.SME)
        )

    return build(make)


def drafted(place, owner=None, category=None, now=NOW):
    actor = owner or place.owner
    application_id = start_application(place.scheme, category or place.category, actor=actor, now=now)
    edit_application(application_id, need="ฉลากโภชนาการ", expected_result="ส่งออกได้", actor=actor, now=now)
    return application_id


def submitted(place, owner=None, category=None, now=NOW):
    application_id = drafted(place, owner, category, now)
    submit_application(application_id, actor=owner or place.owner, now=now)
    return application_id


def recommended(place, owner=None, category=None, now=NOW):
    application_id = submitted(place, owner, category, now)
    recommend_application(application_id, actor=place.officer, now=now)
    return application_id


def approved(place, owner=None):
    return approve_application(recommended(place, owner), actor=place.approver, now=NOW)


def declined(place):
    application_id = recommended(place)
    decline_application(application_id, "ไม่ตรงวัตถุประสงค์", actor=place.approver, now=NOW)
    return application_id


def change(model, key, **columns):
    with transaction() as tx:
        row = tx.get(model, key)
        for name, value in columns.items():
            setattr(row, name, value)
        tx.session.flush()


def state_of(application_id):
    return db.session.scalar(sa.select(Application.state).where(Application.id == application_id))


def refusal(act):
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


def notices(kind):
    return db.session.scalar(sa.select(sa.func.count()).where(Notice.kind == kind))


def free_money(scheme_id):
    total = sa.select(sa.func.sum(Stripe.balance_satang)).where(Stripe.scheme_id == scheme_id)
    return Money(int(db.session.scalar(total)))


def spend_everything(place, world):
    for _ in range(2):
        approved(place, another_sme(world).owner)


def add_money(place, world, amount):
    def give(tx):
        from ledger import moves

        scheme = tx.get(Scheme, place.scheme)
        actor = world.staff(tx, Role.FINANCE_OFFICER)
        moves.appropriate(
            tx, amount, line_id=scheme.line_id, reference="test:appropriate:more", actor=actor, now=NOW
        )
        moves.allot_to_scheme(
            tx,
            amount,
            line_id=scheme.line_id,
            scheme_id=scheme.id,
            reference="test:allot:more",
            actor=actor,
            now=NOW,
        )

    build(give)


def in_line(place, world, count):
    spend_everything(place, world)
    waiting = []
    for number in range(count):
        owner = another_sme(world).owner
        application_id = recommended(place, owner, now=NOW + timedelta(minutes=number))
        waitlist_application(application_id, actor=place.approver, now=NOW + timedelta(hours=1))
        waiting.append(application_id)
    return waiting
