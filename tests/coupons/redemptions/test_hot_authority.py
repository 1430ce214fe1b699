"""The commands at the counter keep rights and ties in their own SQL: held equal to the law of all other commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from core.actor import Actor
from core.db import Tx, db
from coupons.redemptions.services.consent_to_price import TAP, Proof, consent_to_price
from coupons.redemptions.services.propose_price import propose_price
from coupons.redemptions.services.scan_coupon import scan_coupon
from coupons.redemptions.states import ConsentMethod, Refusal, ScanOutcome
from identity.organisations.models import Membership
from identity.organisations.queries import is_connected
from identity.organisations.rules import TIED_FOR
from identity.organisations.states import Capacity, MemberRole
from tests.coupons.counter import PRICE, Counter, digits_for, open_counter
from tests.factories import NOW, build
from tests.house.source_rules import RULES

Judged = Callable[[Counter, Actor], bool]
"""Runs the real command as that person; whether it found them connected with the other side."""

DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
_SME, _PROVIDER = Capacity.SME, Capacity.PROVIDER
MEMBERSHIPS: dict[str, dict[Capacity, datetime | None]] = {
    "none": {},
    "of its business": {_SME: None},
    "of its counter": {_PROVIDER: None},
    "ended within the year": {_SME: NOW - TIED_FOR + MOMENT},
    "ended a year ago": {_PROVIDER: NOW - TIED_FOR},
    "one long ended, one of late": {_SME: NOW - 3 * TIED_FOR, _PROVIDER: NOW - DAY},
}
"""Memberships of the other side's organisation, and when each ended; None while it lasts."""


def _scan(counter: Counter, cashier: Actor) -> bool:
    outcome = scan_coupon(counter.code(), actor=cashier, now=NOW).outcome
    assert outcome in (ScanOutcome.GOOD, ScanOutcome.OWN_COUPON)
    return outcome is ScanOutcome.OWN_COUPON


def _price(counter: Counter, cashier: Actor) -> bool:
    refusal = propose_price(counter.scan(), counter.service_id, PRICE, actor=cashier, now=NOW).refusal
    assert refusal in (None, Refusal.TIED_TO_PROVIDER)
    return refusal is not None


def _consent(counter: Counter, actor: Actor, proof: Callable[[int], Proof]) -> bool:
    proposal_id = counter.propose()
    refusal = consent_to_price(proposal_id, proof(proposal_id), actor=actor, now=NOW).refusal
    assert refusal in (None, Refusal.TIED_TO_PROVIDER)
    return refusal is not None


def _tap(counter: Counter, owner: Actor) -> bool:
    return _consent(counter, owner, lambda _key: TAP)


def _digits(counter: Counter, cashier: Actor) -> bool:
    return _consent(counter, cashier, lambda key: Proof(ConsentMethod.CODE, digits_for(key)))


CASES: dict[str, tuple[str, Capacity, Judged]] = {
    "scan": ("scan_coupon", Capacity.PROVIDER, _scan),
    "price": ("propose_price", Capacity.PROVIDER, _price),
    "consent by tap": ("consent_to_price", Capacity.SME, _tap),
    "consent by code": ("consent_to_price", Capacity.PROVIDER, _digits),
}
"""By case: the service, the side that its actor is on, and the command."""


def test_every_hot_command_has_its_case() -> None:
    rule = next(rule for rule in RULES if rule.name == "services_run_declared_commands")
    hot = {place for place, why in rule.exceptions.items() if why.startswith("a hot command")}
    assert hot == {f"coupons/redemptions/services/{service}.py" for service, _side, _run in CASES.values()}


@pytest.mark.parametrize("memberships", MEMBERSHIPS)
@pytest.mark.parametrize("name", CASES)
def test_who_is_connected_is_who_is_connected_everywhere(db_app: Flask, name: str, memberships: str) -> None:
    counter = open_counter()
    _service, side, judged = CASES[name]
    own, across = counter.provider_id, counter.sme_id
    if side is Capacity.SME:
        own, across = across, own

    def person(tx: Tx) -> Actor:
        actor = counter.world.member(tx, own, side)
        for capacity, ended_at in MEMBERSHIPS[memberships].items():
            tx.add(
                Membership(
                    person_id=actor.known_person_id,
                    organisation_id=across,
                    capacity=capacity,
                    role=MemberRole.MEMBER,
                    since=NOW - 4 * TIED_FOR,
                    ended_at=ended_at,
                )
            )
        return actor

    actor = build(person)
    law = is_connected(db.session(), actor.known_person_id, [across], NOW)
    db.session.rollback()
    assert judged(counter, actor) == law
