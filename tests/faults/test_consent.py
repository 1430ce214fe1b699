"""The process dies between any two statements of a consent; the phone sends the same request again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import actor_with
from core.audit.models import AuditEvent
from core.database.embedded import EmbeddedServer
from core.database.models import IdempotencyKey
from core.db import db
from core.idempotency import RequestKey
from core.permissions import Role
from coupons.redemptions.models import Proposal, Redemption
from coupons.redemptions.outcomes import Outcome
from coupons.redemptions.services.consent_to_price import TAP, Proof, consent_to_price
from coupons.redemptions.states import ConsentMethod, ProposalState, Refusal
from ledger.checks import run_all
from ledger.models import Posting
from tests.conftest import empty_database
from tests.coupons.counter import SUBSIDY, Counter, digits_for, open_counter
from tests.factories import NOW
from tests.faults.driver import Killer, settings_of

SAME_KEY = "the-same-key"


def tap(proposal_id: int, person_id: int, sme_id: int) -> Outcome:
    """The SME's request, as the killed child sends it and as it is sent again."""
    roles = frozenset({Role.SME_OWNER, Role.SME_CONSENTER})
    actor = actor_with(roles, person_id=person_id, organisation_id=sme_id)
    return consent_to_price(proposal_id, TAP, actor=actor, now=NOW, request_key=_key(person_id, "tap"))


def code(proposal_id: int, person_id: int, provider_id: int, digits: str) -> Outcome:
    """The cashier's."""
    actor = actor_with(frozenset({Role.PROVIDER_CASHIER}), person_id=person_id, organisation_id=provider_id)
    proof = Proof(ConsentMethod.CODE, digits)
    return consent_to_price(proposal_id, proof, actor=actor, now=NOW, request_key=_key(person_id, digits))


def _key(person_id: int, body: str) -> RequestKey:
    return RequestKey(person_id, "consent", SAME_KEY, hashlib.sha256(body.encode()).digest())


@pytest.fixture
def afresh(db_app: Flask, server: EmbeddedServer, database: str) -> Callable[[], Counter]:
    """A counter in a database that knows nothing of the death before."""

    def make() -> Counter:
        db.session.remove()
        empty_database(server, database)
        return open_counter()

    return make


def _deaths(
    app: Flask, verb: Callable[..., Outcome], make: Callable[[], dict[str, Any]]
) -> Iterator[Outcome]:
    """Kill it before the first statement, the second, and so on to its end; each time send the request again."""
    with Killer(f"tests.faults.test_consent:{verb.__name__}", {}, settings_of(app)) as killer:
        died, statement = True, 1
        while died:
            killer.arguments = make()
            db.session.remove()
            died = killer.kill_before(statement)
            yield verb(**killer.arguments)
            statement += 1


def _one_effect(proposal_id: int, counter: Counter, answer: Outcome) -> None:
    db.session.expire_all()
    redemption = db.session.scalars(sa.select(Redemption).where(Redemption.proposal_id == proposal_id)).one()
    assert (answer.state, answer.redemption_id) == (ProposalState.CONSENTED, redemption.id)
    count = sa.select(sa.func.count())
    subject = {"subject_kind": "redemption", "subject_id": redemption.id}
    assert db.session.scalar(count.select_from(Posting).filter_by(**subject)) == 1
    assert db.session.scalar(count.select_from(AuditEvent).filter_by(**subject)) == 1
    assert db.session.scalar(count.select_from(IdempotencyKey).filter_by(key=SAME_KEY)) == 1
    assert counter.coupon().spent_satang == SUBSIDY.satang
    assert run_all() == []


def test_a_tap_survives_death_before_every_statement(db_app: Flask, afresh: Callable[[], Counter]) -> None:
    at: dict[str, Any] = {}

    def make() -> dict[str, Any]:
        at["counter"] = counter = afresh()
        at["proposal_id"] = counter.propose()
        return {
            "proposal_id": at["proposal_id"],
            "person_id": counter.owner.known_person_id,
            "sme_id": counter.sme_id,
        }

    lives = 0
    for answer in _deaths(db_app, tap, make):
        _one_effect(at["proposal_id"], at["counter"], answer)
        lives += 1
    assert lives == 4, "died before lock-and-read, before the write, before the commit; then lived"


def test_six_digits_survive_death_before_every_statement(
    db_app: Flask, afresh: Callable[[], Counter]
) -> None:
    at: dict[str, Any] = {}

    def make() -> dict[str, Any]:
        at["counter"] = counter = afresh()
        at["proposal_id"] = counter.propose()
        return {
            "proposal_id": at["proposal_id"],
            "person_id": counter.cashier.known_person_id,
            "provider_id": counter.provider_id,
            "digits": digits_for(at["proposal_id"]),
        }

    for answer in _deaths(db_app, code, make):
        _one_effect(at["proposal_id"], at["counter"], answer)


def test_a_wrong_code_is_counted_once_whatever_dies(db_app: Flask, afresh: Callable[[], Counter]) -> None:
    at: dict[str, int] = {}

    def make() -> dict[str, Any]:
        counter = afresh()
        at["proposal_id"] = counter.propose()
        right = digits_for(at["proposal_id"])
        return {
            "proposal_id": at["proposal_id"],
            "person_id": counter.cashier.known_person_id,
            "provider_id": counter.provider_id,
            "digits": f"{(int(right) + 500_000) % 1_000_000:06d}",
        }

    lives = 0
    for answer in _deaths(db_app, code, make):
        assert answer.refusal is Refusal.WRONG_CODE
        db.session.expire_all()
        assert db.session.get_one(Proposal, at["proposal_id"]).wrong_codes == 1
        assert run_all() == []
        lives += 1
    assert lives > 5
