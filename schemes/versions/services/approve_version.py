"""The approver records the resolution that approves new terms of a scheme."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.documents import operations as documents
from projects.operations import advance_by_resolution, authors_of
from projects.rules import Resolution
from schemes.models import SchemeVersion
from schemes.queries import read_version
from schemes.states import VERSION_MACHINE
from schemes.versions.commands import APPROVE_VERSION
from schemes.versions.operations import lock_new_terms, refuse_unless_sound


def approve_version(version_id: int, resolution: Resolution, *, actor: Actor, now: datetime) -> None:
    """Approve new terms, for what is sent from their first day on; nothing that was sent before changes.

    Judged anew, for days pass while a draft waits. Refused(WRITTEN_BY_YOU) for who wrote or changed any of it.
    """
    APPROVE_VERSION.admit(actor, now)
    signed = documents.judge(resolution.content)
    with transaction(APPROVE_VERSION, actor, now) as tx:
        scheme, version = lock_new_terms(tx, version_id)
        tx.authorise(authors=authors_of(tx.session, "scheme_version", version_id))
        VERSION_MACHINE.next(version.state, "approve")
        refuse_unless_sound(tx, scheme, read_version(version), now)
        document_id = advance_by_resolution(
            tx, SchemeVersion, version_id, VERSION_MACHINE, resolution, signed, actor=actor, now=now
        )
        fields = {"document_id": document_id, "effective_from": version.effective_from.isoformat()}
        audit.record(tx, "scheme_version.approved", "scheme_version", version_id, actor, now, fields=fields)
