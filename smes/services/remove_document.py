"""A file that was sent by mistake."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import NotFound
from smes.commands import REMOVE_DOCUMENT
from smes.models import SmeDocument
from smes.operations import own_editable


def remove_document(organisation_id: int, document_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a file out of a registration that may still be changed. NotFound if it is not in it."""
    with transaction(REMOVE_DOCUMENT, actor, now) as tx:
        own_editable(tx, organisation_id, actor)
        gone = tx.scalar(
            sa.delete(SmeDocument)
            .where(SmeDocument.organisation_id == organisation_id, SmeDocument.document_id == document_id)
            .returning(SmeDocument.document_id)
        )
        if gone is None:
            raise NotFound
        audit.record(
            tx,
            "sme.document_removed",
            "sme",
            organisation_id,
            actor,
            now,
            fields={"document_id": document_id},
        )
