"""Members, too, do nothing for one side that they are connected with on the other."""

from __future__ import annotations

import pytest
from flask import Flask

from core.actor import Actor
from core.commands import AuthorityRefusal
from core.db import Tx, transaction
from core.errors import Forbidden, Refused
from coupons.claims.services.accept_delivery import accept_delivery
from coupons.claims.services.dispute_redemption import dispute_redemption
from coupons.redemptions.services.consent_to_price import TAP, Proof, consent_to_price
from coupons.redemptions.states import ConsentMethod, RedemptionState
from identity.organisations.models import Membership
from identity.organisations.states import Capacity, MemberRole
from tests.coupons.counter import Counter, digits_for, open_counter
from tests.factories import NOW, build


def a_member_on_both_sides(counter: Counter) -> Actor:
    """Acts for the SME, and serves at the provider's counter too."""

    def make(tx: Tx) -> Actor:
        actor = counter.world.member(tx, counter.sme_id, Capacity.SME, MemberRole.MEMBER)
        tx.add(
            Membership(
                person_id=actor.known_person_id,
                organisation_id=counter.provider_id,
                capacity=Capacity.PROVIDER,
                role=MemberRole.MEMBER,
                since=NOW,
            )
        )
        return actor

    actor: Actor = build(make)
    return actor


def test_a_cashier_who_is_a_member_of_the_sme_does_not_accept_the_delivery(db_app: Flask) -> None:
    counter = open_counter()
    redemption_id = counter.reserve()
    counter.deliver(redemption_id)
    cashier = a_member_on_both_sides(counter)
    for act in (
        lambda: accept_delivery(redemption_id, rating=5, comment="", actor=cashier, now=NOW),
        lambda: dispute_redemption(redemption_id, "ไม่ครบ", actor=cashier, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is AuthorityRefusal.CONNECTED
    assert counter.redemption(redemption_id).state is RedemptionState.DELIVERED


def test_whom_one_acts_for_is_no_conflict(db_app: Flask) -> None:
    counter = open_counter()
    redemption_id = counter.reserve()
    counter.deliver(redemption_id)
    accept_delivery(redemption_id, rating=5, comment="", actor=counter.owner, now=NOW)
    assert counter.redemption(redemption_id).state is RedemptionState.ACCEPTED


@pytest.mark.parametrize("by_tap", [True, False])
def test_a_membership_that_ended_meanwhile_consents_to_nothing(db_app: Flask, by_tap: bool) -> None:
    """The actor was built before the end: as a request's is that waited for the coupon's lock."""
    counter = open_counter()
    proposal_id = counter.propose()
    proof = TAP if by_tap else Proof(ConsentMethod.CODE, digits_for(proposal_id))
    actor = counter.owner if by_tap else counter.cashier
    end_membership_of(actor)
    with pytest.raises(Forbidden):
        consent_to_price(proposal_id, proof, actor=actor, now=NOW)
    assert counter.coupon().spent_satang == 0


def end_membership_of(actor: Actor) -> None:
    with transaction() as tx:
        tx.session.query(Membership).filter_by(person_id=actor.person_id).one().ended_at = NOW


def test_a_membership_that_ended_meanwhile_accepts_nothing(db_app: Flask) -> None:
    counter = open_counter()
    redemption_id = counter.reserve()
    counter.deliver(redemption_id)
    end_membership_of(counter.owner)
    with pytest.raises(Forbidden):
        accept_delivery(redemption_id, rating=5, comment="", actor=counter.owner, now=NOW)
