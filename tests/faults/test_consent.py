"""The process dies between any two statements of a consent; the phone sends the same request again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from flask import Flask

from core.audit_models import AuditEvent
from core.db import db
from core.embedded import EmbeddedServer
from core.idempotency import RequestKey
from core.models import IdempotencyKey
from coupons.models import Proposal, Redemption
from coupons.services.consent_to_price import TAP, Outcome, Proof, consent_to_price
from coupons.states import ConsentMethod, ProposalState, Refusal
from ledger.checks import run_all
from ledger.models import Posting
from tests.conftest import _empty as empty_database
from tests.coupons.counter import SUBSIDY, Counter, digits_for, open_counter
from tests.factories import NOW
from tests.faults.driver import survive_every_death

Afresh = Callable[[], Counter]


@pytest.fixture
def afresh(db_app: Flask, server: EmbeddedServer, database: str) -> Afresh:
    """A counter in a database that knows nothing of the death before."""

    def make() -> Counter:
        db.session.remove()
        empty_database(server, database)
        return open_counter()

    return make


@dataclass
class Consent:
    """One price, and the tap or the code that answers it."""

    counter: Counter
    proof: Proof
    proposal_id: int
    answers: list[Outcome] = field(default_factory=list)

    def act(self) -> None:
        key = RequestKey(
            self._actor.known_person_id, "consent", f"key-{self.proposal_id}", hashlib.sha256(b"").digest()
        )
        self.answers.append(
            consent_to_price(self.proposal_id, self.proof, actor=self._actor, now=NOW, request_key=key)
        )

    @property
    def _actor(self):
        return self.counter.owner if self.proof.method is ConsentMethod.TAP else self.counter.cashier

    def check(self) -> None:
        db.session.expire_all()
        if self.answers:
            assert self.answers[-1].state is ProposalState.CONSENTED
        redemption = db.session.scalars(
            sa.select(Redemption).where(Redemption.proposal_id == self.proposal_id)
        ).one()
        count = sa.select(sa.func.count())
        of_redemption = {"subject_kind": "redemption", "subject_id": redemption.id}
        assert db.session.scalar(count.select_from(Posting).filter_by(**of_redemption)) == 1
        assert db.session.scalar(count.select_from(AuditEvent).filter_by(**of_redemption)) == 1
        assert (
            db.session.scalar(count.select_from(IdempotencyKey).filter_by(key=f"key-{self.proposal_id}")) == 1
        )
        assert self.counter.coupon().spent_satang == SUBSIDY.satang
        assert run_all() == []


def test_a_tap_survives_death_before_every_statement(afresh: Afresh) -> None:
    def make() -> Consent:
        counter = afresh()
        return Consent(counter, TAP, counter.propose())

    assert survive_every_death(make) == 3, "lock and read, write, commit"


def test_six_digits_survive_death_before_every_statement(afresh: Afresh) -> None:
    def make() -> Consent:
        counter = afresh()
        proposal_id = counter.propose()
        return Consent(counter, Proof(ConsentMethod.CODE, digits_for(proposal_id)), proposal_id)

    assert survive_every_death(make) >= 4


@dataclass
class WrongCode:
    """A wrong code, counted exactly once however often the same request is sent."""

    counter: Counter
    proposal_id: int

    def act(self) -> None:
        key = RequestKey(
            self.counter.cashier.known_person_id, "consent", "wrong", hashlib.sha256(b"w").digest()
        )
        outcome = consent_to_price(
            self.proposal_id,
            Proof(ConsentMethod.CODE, "000000"),
            actor=self.counter.cashier,
            now=NOW,
            request_key=key,
        )
        assert outcome.refusal is Refusal.WRONG_CODE

    def check(self) -> None:
        db.session.expire_all()
        assert db.session.get_one(Proposal, self.proposal_id).wrong_codes == 1
        assert run_all() == []


def test_a_wrong_code_is_counted_once_whatever_dies(afresh: Afresh) -> None:
    def make() -> WrongCode:
        counter = afresh()
        return WrongCode(counter, counter.propose())

    assert survive_every_death(make) >= 5
