"""Give in a file of the bank, to be taken line by line."""

from __future__ import annotations

from datetime import datetime

from banking.opening import open_answer
from core.actor import Actor
from core.db import transaction
from core.documents import operations as documents
from core.tasks import long_work
from payouts.commands import ASK_IMPORT
from payouts.reconciliation.operations import judged
from payouts.reconciliation.services.import_kept_answer import IMPORT


def ask_import(content: bytes, file_name: str, *, actor: Actor, now: datetime) -> int:
    """Judge the file, keep it and queue its lines; answers the id of the work.

    BadBankFile for one that cannot be trusted; refused at once as payouts.reconciliation.operations.judged() says, and while the same file is being taken (UNDER_WAY).
    """
    ASK_IMPORT.admit(actor, now)
    message = open_answer(content)
    with transaction(ASK_IMPORT, actor, now) as tx:
        judged(tx.session, content, message)
        document = documents.store_as(
            tx, content, "application/xml", file_name, "bank_answer", None, actor=actor, now=now
        )
        arguments = {"document_id": document.id}
        return long_work.ask(tx, IMPORT, document.sha256.hex(), arguments, actor=actor, now=now)
