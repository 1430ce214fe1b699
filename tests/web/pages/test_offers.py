"""Who is connected with what a page is about is offered nothing that the tie would refuse, and reads why."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from lxml import html

from core import clock
from core.commands import AuthorityRefusal
from core.db import db, transaction
from core.labels import words_for
from core.permissions import Role
from coupons.applications.states import ApplicationState
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import RedemptionState
from identity.organisations.models import Membership
from identity.organisations.states import Capacity, MemberRole
from schemes.models import Scheme
from smes.models import Sme
from smes.states import SmeState
from tests.factories import World
from tests.payouts.world import Finance, payable_of, payments_of
from tests.signing_in import browser_of

R = Role
PAGES = (
    ("/smes/{applicant}", R.PROGRAMME_OFFICER, "applicant"),
    ("/smes/{sme}", R.PROGRAMME_APPROVER, "sme"),
    ("/providers/{provider}", R.PROGRAMME_APPROVER, "provider"),
    ("/applications/{application}", R.PROGRAMME_OFFICER, "sme"),
    ("/coupons/{coupon}", R.PROGRAMME_APPROVER, "sme"),
    ("/redemptions/{disputed}", R.CLAIM_OFFICER, "sme"),
    ("/redemptions/{disputed}", R.CLAIM_OFFICER, "provider"),
    ("/payables/{payable}", R.FINANCE_OFFICER, "provider"),
    ("/payables/payments/{payment}", R.FINANCE_OFFICER, "provider"),
    ("/batches/{released}", R.FINANCE_OFFICER, "provider"),
    ("/batches/{submitted}", R.FINANCE_APPROVER, "provider"),
    ("/batches/new", R.FINANCE_OFFICER, "provider"),
)


@pytest.fixture
def scene(db_app: Flask) -> SimpleNamespace:
    """Something of every kind that waits for officers, all of it of one SME or one provider."""
    world = World(clock.now())
    finance = Finance(world)
    provider = finance.provider()
    redemption = finance.claim(provider)
    released = finance.released(now=clock.now())
    finance.claim(provider)
    submitted = finance.submitted(now=clock.now())
    payable = payable_of(finance.claim(provider)).id
    disputed = finance.claim(provider)
    with transaction() as tx:
        of_one = tx.get(Redemption, disputed)
        sme = of_one.sme_id
        tx.execute(
            sa.update(Redemption).where(Redemption.id == disputed).values(state=RedemptionState.DISPUTED)
        )
        scheme = tx.get(Scheme, finance.scheme_id)
        applicant = world.sme(tx, state=SmeState.SUBMITTED, submitted_at=world.now, verified_at=None)
        application = world.application(
            tx, scheme, tx.get(Sme, sme), state=ApplicationState.SUBMITTED, submitted_at=world.now
        )
        made = SimpleNamespace(
            world=world,
            provider=provider,
            sme=sme,
            applicant=applicant.organisation_id,
            application=application.id,
            coupon=of_one.coupon_id,
            disputed=disputed,
            payable=payable,
            released=released,
            submitted=submitted,
        )
    made.payment = payments_of(released)[0].id
    assert db.session.get(Coupon, made.coupon).is_open
    assert redemption != disputed
    return made


def officer_at(scene: SimpleNamespace, app: Flask, role: Role, tied_to: int | None) -> Any:
    """A browser of somebody in that role, who is a member of that organisation, too."""
    with transaction() as tx:
        member = scene.world.member(tx, tied_to, Capacity.PROVIDER) if tied_to is not None else None
        person_id = member.known_person_id if member else None
        officer = scene.world.staff(tx, role, person_id=person_id)
    return browser_of(app, officer.known_person_id, "staff")


def offers(page: str) -> list[str]:
    """Where the forms and the buttons of `main` would send something."""
    tree = html.fromstring(page)
    return [*map(str, tree.xpath("//main//form[@method='post']/@action"))]


def test_what_a_tie_refuses_is_offered_to_others_alone(db_app: Flask, scene: SimpleNamespace) -> None:
    with db_app.test_request_context(), force_locale("en"):
        why = str(words_for(AuthorityRefusal.CONNECTED))
    wrong = []
    for address, role, whose in PAGES:
        path = address.format(**vars(scene))
        free = officer_at(scene, db_app, role, None).get(f"{path}?lang=en").text
        tied = officer_at(scene, db_app, role, getattr(scene, whose)).get(f"{path}?lang=en").text
        if not offers(free) or why in free:
            wrong.append(f"{path} offers {offers(free)} to {role}: the case shows nothing")
        if offers(tied) or why not in tied:
            wrong.append(f"{path} offers {offers(tied)} to {role} of its {whose}, or does not say why not")
    assert not wrong, "\n".join(wrong)


def test_a_member_who_serves_the_provider_too_is_not_offered_to_accept_its_delivery(
    db_app: Flask, scene: SimpleNamespace
) -> None:
    delivered = sa.update(Redemption).where(Redemption.id == scene.disputed)
    with transaction() as tx:
        due = {
            "accept_by": scene.world.today,
            "accepted_at": None,
            "accepted_by_id": None,
            "accepted_side": None,
        }
        tx.execute(delivered.values(state=RedemptionState.DELIVERED, **due))
        free = scene.world.member(tx, scene.sme, Capacity.SME)
        tied = scene.world.member(tx, scene.sme, Capacity.SME)
        tx.add(
            Membership(
                person_id=tied.known_person_id,
                organisation_id=scene.provider,
                capacity=Capacity.PROVIDER,
                role=MemberRole.MEMBER,
                since=scene.world.now,
            )
        )
    accept, page = f"/redemptions/{scene.disputed}/accept", f"/redemptions/{scene.disputed}?lang=en"
    shown = {
        each: browser_of(db_app, each.known_person_id, f"sme:{scene.sme}").get(page).text
        for each in (free, tied)
    }
    assert accept in shown[free]
    assert accept not in shown[tied]
    assert "You are connected with a business or provider in this case" in shown[tied]
