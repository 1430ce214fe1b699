"""Take a file of the bank: a status report, a notice or a statement; the whole of it, or nothing."""

from __future__ import annotations

from datetime import datetime

from core import documents
from core.actor import Actor
from core.db import transaction
from payouts.bankfiles.opening import open_answer
from payouts.commands import IMPORT_BANK_ANSWER
from payouts.holds import one_importer
from payouts.taking import judged, take


def import_bank_answer(content: bytes, file_name: str, *, actor: Actor, now: datetime) -> int:
    """Take the file while one waits; answers the import's id. Refused as payouts.taking.judged() says."""
    IMPORT_BANK_ANSWER.admit(actor, now)
    message = open_answer(content)
    with transaction(IMPORT_BANK_ANSWER, actor, now) as tx:
        one_importer(tx)
        answer = judged(tx.session, content, message)
        document = documents.store_as(
            tx, content, "application/xml", file_name, "bank_answer", None, actor=actor, now=now
        )
        return take(tx, answer, document, actor=actor, now=now)
