"""What pages tell of a provider's standing: what a suspension stops, what a return says, what a new price leaves alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.actor import Actor
from core.db import db
from core.mail.models import OutboundMail
from core.money import Money
from core.permissions import Role
from coupons.redemptions.models import Proposal, Redemption
from coupons.redemptions.states import ProposalState
from identity.organisations.states import Capacity
from identity.people.models import Person
from providers.models import Provider, Service
from providers.states import ProviderState
from tests.coupons.counter import Counter, counter_of_today, digits_for
from tests.coupons.redemptions.test_counter_pages import browser_of
from tests.factories import World, build
from tests.kept_scenes import KeptScenes


@pytest.fixture
def counter(kept_scene: KeptScenes) -> Counter:
    return counter_of_today(kept_scene)


def reserved() -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(Redemption)) or 0)


def test_the_open_prices_of_a_suspended_provider_are_confirmed_by_nobody(
    db_app: Flask, counter: Counter
) -> None:
    proposal_id = counter.propose(now=clock.now())
    digits = digits_for(proposal_id, now=clock.now())
    desk = browser_of(db_app, build(lambda tx: counter.world.staff(tx, Role.PROGRAMME_APPROVER)))
    page = f"/providers/{counter.provider_id}"
    assert (
        "Prices that customers have not confirmed yet are put on hold at once, and the provider cannot scan coupons."
        in desk.get(f"{page}?lang=en").text
    )
    assert desk.post(f"{page}/suspend", data={"suspend-reason": "ตรวจสอบ"}).status_code == 303
    phone, till = browser_of(db_app, counter.owner), browser_of(db_app, counter.cashier)
    phone.post(f"/proposals/{proposal_id}/consent")
    till.post(f"/proposals/{proposal_id}/consent-by-code", data={"digits": digits})
    assert reserved() == 0
    assert (
        db.session.get_one(Proposal, proposal_id, populate_existing=True).state is not ProposalState.CONSENTED
    )
    assert till.post("/scan", data={"code": counter.code()}).status_code in (403, 409)


def test_a_changed_price_range_alters_no_price_that_was_confirmed(db_app: Flask, counter: Counter) -> None:
    claim = counter.reserve(now=clock.now())
    shop = build(lambda tx: counter.world.member(tx, counter.provider_id, Capacity.PROVIDER))
    service = db.session.get_one(Service, counter.service_id)
    form = {
        "category": str(service.category_id),
        "name_th": service.name_th,
        "name_en": service.name_en or "",
        "deliverables": "รายงานผล",
        "price_from": "60,000",
        "price_to": "90,000",
        "duration_days": "14",
    }
    answer = browser_of(db_app, shop).post(f"/providers/services/{counter.service_id}/edit", data=form)
    assert answer.status_code == 303, answer.text
    assert counter.redemption(claim).price_satang == Money.baht(42_000).satang
    counter.deliver(claim, now=clock.now())
    done = browser_of(db_app, counter.owner).post(f"/redemptions/{claim}/accept", data={"rating": "5"})
    assert done.status_code == 303
    form = {"amount": "33,600.00", "reason": ""}
    desk = browser_of(db_app, counter.officer)
    assert desk.post(f"/redemptions/{claim}/approve", data=form).status_code == 303


@pytest.mark.parametrize("verb", ["return", "reject", "approve"])
def test_who_registered_is_told_by_e_mail_what_came_of_it_and_reads_why(db_app: Flask, verb: str) -> None:
    world = World(clock.now())
    provider_id = build(
        lambda tx: (
            world.provider(
                tx, state=ProviderState.SUBMITTED, decided_at=None, decided_by_id=None
            ).organisation_id
        )
    )
    owner: Actor = build(lambda tx: world.member(tx, provider_id, Capacity.PROVIDER))
    desk = browser_of(db_app, build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER)))
    if verb == "approve":
        _let_one_kind_be_approved(world, provider_id)
    reason = {f"{verb}-reason": "ขาดหนังสือรับรอง"}
    answer = desk.post(f"/providers/{provider_id}/{verb}", data=reason)
    assert answer.status_code == 303, answer.text
    address = db.session.get_one(Person, owner.person_id).email
    letters = db.session.scalars(sa.select(OutboundMail.body).where(OutboundMail.to_address == address)).all()
    assert len(letters) == 1
    assert f"/providers/{provider_id}" in letters[0]
    page = browser_of(db_app, owner).get(f"/providers/{provider_id}").text
    assert ("ขาดหนังสือรับรอง" in page) is (verb != "approve")


def _let_one_kind_be_approved(world: World, provider_id: int) -> None:
    from datetime import timedelta

    from providers.models import ProviderCategory
    from providers.states import CategoryState

    def make(tx: object) -> None:
        category = world.category(tx)
        tx.add(
            ProviderCategory(
                provider_id=provider_id,
                category_id=category.id,
                state=CategoryState.APPROVED,
                state_since=world.now,
                valid_until=world.today + timedelta(days=300),
                decided_at=world.now,
                decided_by_id=world.person(tx).id,
            )
        )
        world.service(tx, tx.get(Provider, provider_id), category)

    build(make)
