"""The approver records the resolution that approves a scheme."""

from __future__ import annotations

from datetime import datetime

import ledger.moves
from core import audit
from core.actor import Actor
from core.db import transaction
from core.errors import Refused
from core.permissions import Permission
from projects.models import Scheme
from projects.moves import keep_resolution
from projects.rules import ProjectReason, Resolution
from projects.states import SCHEME_MACHINE


def approve_scheme(scheme_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a draft scheme and give it its accounts. Refused(OWN_DRAFT) for who wrote it."""
    actor.require(Permission.PROJECTS_SCHEME_APPROVE)
    with transaction() as tx:
        scheme = tx.lock(Scheme, scheme_id)
        if scheme.created_by_id == actor.known_person_id:
            raise Refused(ProjectReason.OWN_DRAFT)
        document_id = keep_resolution(tx, resolution, actor=actor, now=now)
        tx.advance(
            Scheme,
            scheme_id,
            SCHEME_MACHINE,
            "approve",
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
