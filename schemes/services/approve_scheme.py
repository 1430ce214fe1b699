"""The approver records the resolution that approves a scheme."""

from __future__ import annotations

from datetime import datetime

import ledger.moves
from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.documents import operations as documents
from projects.operations import authors_of, keep_resolution
from projects.rules import Resolution
from schemes.commands import APPROVE_SCHEME
from schemes.models import Scheme
from schemes.states import SCHEME_MACHINE


def approve_scheme(scheme_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a draft scheme and give it its accounts. Refused(WRITTEN_BY_YOU) for who wrote or changed any of it."""
    APPROVE_SCHEME.admit(actor, now)
    signed = documents.judge(resolution.content)
    with transaction(APPROVE_SCHEME, actor, now) as tx:
        scheme = tx.lock(Scheme, scheme_id)
        tx.authorise(authors=authors_of(tx.session, "scheme", scheme_id))
        document_id = keep_resolution(tx, resolution, signed, actor=actor, now=now)
        tx.advance(
            Scheme,
            scheme_id,
            SCHEME_MACHINE,
            "approve",
            state_since=now,
            approved_at=now,
            approved_by_id=actor.known_person_id,
            resolution_number=resolution.number,
            resolution_date=resolution.taken_on,
            resolution_document_id=document_id,
        )
        if scheme.line_id is not None:
            ledger.moves.open_scheme(tx, scheme.line_id, scheme_id)
        audit.record(
            tx, "scheme.approved", "scheme", scheme_id, actor, now, fields={"document_id": document_id}
        )
