"""A person was refused a command for want of authority: the audit trail records it, and cannot be flooded by it."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.actor import Actor
from core.audit import operations as audit
from core.audit.models import AuditEvent
from core.db import transaction

NAME = "command.refused"


WITHIN = timedelta(hours=1)


MOST = 30
"""Events of one person in an hour."""


_ONE_AT_A_TIME = sa.text("SELECT pg_advisory_xact_lock(hashtextextended('command.refused', :person_id))")


def record_refusal(command: str, reason: str, *, actor: Actor, now: datetime) -> bool:
    """Write one event for each person, command and reason an hour, and thirty a person at most; whether it was written.

    In a transaction of its own: what was refused has been rolled back.
    """
    person_id = actor.known_person_id
    fields = {"command": command, "reason": reason}
    with transaction() as tx:
        tx.execute(_ONE_AT_A_TIME, {"person_id": person_id})
        told = tx.session.scalars(
            sa.select(AuditEvent.fields)
            .where(
                AuditEvent.subject_kind == "person",
                AuditEvent.subject_id == person_id,
                AuditEvent.name == NAME,
                AuditEvent.occurred_at > now - WITHIN,
            )
            .limit(MOST)
        ).all()
        if len(told) >= MOST or fields in told:
            return False
        audit.record(tx, NAME, "person", person_id, actor, now, fields)
        return True
