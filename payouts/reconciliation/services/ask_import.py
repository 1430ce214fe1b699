"""Upload a bank report, to be imported line by line."""

from __future__ import annotations

from datetime import datetime

from banking.opening import open_bank_report
from core.actor import Actor
from core.db import transaction
from core.documents import operations as documents
from core.tasks import long_work
from payouts.commands import ASK_IMPORT
from payouts.reconciliation.operations import checked_report
from payouts.reconciliation.services.import_bank_report import IMPORT


def ask_import(content: bytes, file_name: str, *, actor: Actor, now: datetime) -> int:
    """Check the file, store it and queue its lines; returns the id of the work.

    BadBankFile for one that cannot be trusted; refused at once as payouts.reconciliation.operations.judged() says, and while the same file is being taken (UNDER_WAY).
    """
    ASK_IMPORT.admit(actor, now)
    message = open_bank_report(content)
    with transaction(ASK_IMPORT, actor, now) as tx:
        checked_report(tx.session, content, message)
        document = documents.store_as(
            tx, content, "application/xml", file_name, "bank_answer", None, actor=actor, now=now
        )
        arguments = {"document_id": document.id}
        return long_work.ask(tx, IMPORT, document.sha256.hex(), arguments, actor=actor, now=now)
