"""The process dies between any two statements of a release: the batch is sent wholly, or not at all."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import actor_with
from core.db import db
from core.errors import WrongState
from core.permissions import Role
from ledger.models import Posting
from payouts.batches.services.release_batch import release_batch
from payouts.models.batches import BankFile
from payouts.models.reconciliation import PaymentEvent
from tests.faults.driver import Killer, settings_of
from tests.payouts.world import MONDAY, Finance, findings, order_of, payments_of, state_of


def release(batch_id: int, person_id: int) -> None:
    """The releaser's request, as the killed child sends it and as it is sent again."""
    actor = actor_with(frozenset({Role.FINANCE_RELEASER}), person_id=person_id)
    release_batch(batch_id, "03", actor=actor, now=MONDAY)


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_release_survives_death_before_every_statement(db_app: Flask) -> None:
    finance = Finance()
    finance.claims_of(2)
    batch_id = finance.approved()
    before = count(Posting)
    arguments = {"batch_id": batch_id, "person_id": finance.releaser.known_person_id}
    db.session.remove()
    deaths = 0
    with Killer("tests.faults.test_release:release", arguments, settings_of(db_app)) as killer:
        while killer.kill_before(deaths + 1):
            deaths += 1
            assert state_of(batch_id) == "approved"
            assert {payment.state.value for payment in payments_of(batch_id)} == {"batched"}
            assert (count(BankFile), count(PaymentEvent), count(Posting)) == (0, 0, before)
            db.session.remove()
    assert deaths > 20
    assert state_of(batch_id) == "released"
    assert {payment.state.value for payment in payments_of(batch_id)} == {"sent"}
    assert (count(BankFile), count(PaymentEvent), count(Posting)) == (1, 2, before + 2)
    assert findings() == []
    written = order_of(batch_id)
    with pytest.raises(WrongState):
        release(**arguments)
    assert order_of(batch_id) == written
    assert count(Posting) == before + 2
