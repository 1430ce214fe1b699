"""The approver records the resolution that approves a scheme."""

from __future__ import annotations

from datetime import datetime

import ledger.moves
from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import transaction
from core.documents import operations as documents
from projects.operations import advance_by_resolution, authors_of
from projects.rules import Resolution
from schemes.commands import APPROVE_SCHEME
from schemes.models import Scheme, SchemeVersion
from schemes.operations import first_version
from schemes.states import SCHEME_MACHINE, VERSION_MACHINE


def approve_scheme(scheme_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve a draft scheme with its first terms, in force from today, and give it its accounts.

    Refused(WRITTEN_BY_YOU) for who wrote or changed any of it.
    """
    APPROVE_SCHEME.admit(actor, now)
    signed = documents.judge(resolution.content)
    with transaction(APPROVE_SCHEME, actor, now) as tx:
        scheme = tx.lock(Scheme, scheme_id)
        tx.authorise(authors=authors_of(tx.session, "scheme", scheme_id))
        tx.advance(Scheme, scheme_id, SCHEME_MACHINE, "approve", state_since=now)
        version_id = first_version(tx, scheme_id).id
        document_id = advance_by_resolution(
            tx,
            SchemeVersion,
            version_id,
            VERSION_MACHINE,
            resolution,
            signed,
            actor=actor,
            now=now,
            effective_from=bangkok_date(now),
        )
        if scheme.line_id is not None:
            ledger.moves.open_scheme(tx, scheme.line_id, scheme_id)
        audit.record(
            tx, "scheme.approved", "scheme", scheme_id, actor, now, fields={"document_id": document_id}
        )
