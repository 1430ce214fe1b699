"""Take a file of the bank that was given in before; the whole of it, or nothing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.db import transaction
from core.documents import operations as documents
from core.documents.models import Document
from core.tasks.long_work import UNWATCHED, Watch
from payouts.bankfiles.opening import open_answer
from payouts.commands import IMPORT_KEPT_ANSWER
from payouts.holds import one_importer
from payouts.taking import judged, take

_PATIENCE = sa.text("SET LOCAL lock_timeout = '10min'")
"""The worker waits for the import before it, which a person in front of a page would not."""


def import_kept_answer(document_id: int, *, actor: Actor, now: datetime, watch: Watch = UNWATCHED) -> int:
    """Take the kept file; answers the import's id. Refused as payouts.taking.judged() says."""
    IMPORT_KEPT_ANSWER.admit(actor, now)
    content = documents.content_of(document_id)
    message = open_answer(content)
    with transaction(IMPORT_KEPT_ANSWER, actor, now) as tx:
        tx.execute(_PATIENCE)
        one_importer(tx)
        document = tx.get(Document, document_id)
        answer = judged(tx.session, content, message)
        import_id = take(tx, answer, document, actor=actor, now=now, watch=watch)
        watch.finish(tx, import_id, now)
        return import_id
