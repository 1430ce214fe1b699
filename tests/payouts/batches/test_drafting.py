"""A batch is drafted on what was read of its payees once: what is held and what is paid rest on the same account."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.db import db
from payouts.batches.queries import Selection
from payouts.batches.services.draft_batch import draft_batch
from tests.payouts.world import MONDAY, Finance, payments_of


def test_drafting_reads_the_accounts_of_its_payees_once(finance: Finance) -> None:
    finance.claims_of(3)
    reads: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("SELECT organisations.id") and "JOIN bank_accounts" in statement:
            reads.append(statement)

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        batch_id = draft_batch(Selection(), actor=finance.officer, now=MONDAY)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert len(payments_of(batch_id)) == 3
    assert len(reads) == 1
