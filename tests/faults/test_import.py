"""The process dies between any two statements of an import: the whole file is taken, or nothing of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import actor_with
from core.db import db
from core.errors import Refused
from core.mail.models import OutboundMail
from core.permissions import Role
from demo.bank import answers
from identity.organisations.states import Capacity
from ledger.models import Posting
from payouts.models.reconciliation import BankImport, StatementLine
from payouts.reconciliation.services.import_bank_report import import_bank_report
from payouts.states import PayoutRefusal
from tests.factories import build
from tests.faults.driver import Killer, settings_of
from tests.payouts.world import MONDAY, Finance, findings, order_of, payable_of, payments_of, state_of


def take(document_id: int, person_id: int) -> None:
    """The worker's taking of an officer's file, as the killed child does it and as it is done again."""
    actor = actor_with(frozenset({Role.FINANCE_OFFICER}), person_id=person_id)
    import_bank_report(document_id, actor=actor, now=MONDAY)


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_an_import_survives_death_before_every_statement(db_app: Flask) -> None:
    finance = Finance()
    provider_id = finance.provider()
    build(lambda tx: finance.world.member(tx, provider_id, Capacity.PROVIDER))
    claims = [finance.claim(provider_id), finance.claim(finance.provider())]
    batch_id = finance.released()
    document_id = finance.given_in(answers(order_of(batch_id)).camt053[1])
    before, letters = count(Posting), count(OutboundMail)
    arguments = {"document_id": document_id, "person_id": finance.officer.known_person_id}
    db.session.remove()
    deaths = 0
    with Killer("tests.faults.test_import:take", arguments, settings_of(db_app)) as killer:
        while killer.kill_before(deaths + 1):
            deaths += 1
            assert {payment.state.value for payment in payments_of(batch_id)} == {"sent"}
            assert (count(BankImport), count(StatementLine), count(Posting)) == (0, 0, before)
            db.session.remove()
    assert deaths > 20
    assert {payment.state.value for payment in payments_of(batch_id)} == {"paid"}
    assert {payable_of(claim).redemption.state.value for claim in claims} == {"paid"}
    assert state_of(batch_id) == "settled"
    assert (count(BankImport), count(StatementLine), count(Posting)) == (1, 2, before + 2)
    assert count(OutboundMail) == letters + 1
    assert findings() == []
    with pytest.raises(Refused) as refused:
        take(**arguments)
    assert refused.value.reason is PayoutRefusal.FILE_IMPORTED_BEFORE
    assert count(Posting) == before + 2
