"""Evidence of what the SME says it is."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.documents import operations as documents
from smes.commands import ADD_DOCUMENT
from smes.models import SmeDocument
from smes.operations import own_changeable


def add_document(organisation_id: int, content: bytes, file_name: str, *, actor: Actor, now: datetime) -> int:
    """Keep a file with the registration; returns the document's id. Refused(FileProblem) for what is no document."""
    ADD_DOCUMENT.admit(actor, now)
    judged = documents.judge(content)
    with transaction(ADD_DOCUMENT, actor, now) as tx:
        own_changeable(tx, organisation_id, actor)
        document = documents.store(
            tx, judged, file_name, "sme_registration", organisation_id, actor=actor, now=now
        )
        tx.add(SmeDocument(organisation_id=organisation_id, document_id=document.id))
        audit.record(
            tx,
            "sme.document_added",
            "sme",
            organisation_id,
            actor,
            now,
            fields={"document_id": document.id, "sha256": document.sha256.hex()},
        )
        return document.id
