"""An administrator asks that a blocked person be let in again: the first of two people."""

from __future__ import annotations

from datetime import datetime

from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction, unique_or
from core.errors import Refused
from core.permissions import Role
from identity.people.models import Person
from identity.rights_requests.commands import ASK_UNBLOCK
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.states import RightsRequestKind
from identity.staff.operations import tell


def ask_unblock(person_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    """Ask; returns the request's id. The person stays blocked until another officer confirms.

    NotFound for nobody; refused with NOT_YOURSELF, REASON_MISSING, NOT_BLOCKED, or RIGHTS_REQUEST_ASKED while one waits.
    """
    with transaction(ASK_UNBLOCK, actor, now) as tx:
        person = tx.share(Person, person_id)
        tx.authorise(person=person_id)
        if person.blocked_at is None:
            raise Refused(RightsRequestRefusal.NOT_BLOCKED)
        asked_by = actor.known_person_id
        reason_id = audit.store_reason(tx, asked_by, reason)
        with unique_or(tx, RightsRequestRefusal.RIGHTS_REQUEST_ASKED):
            row = tx.add(
                RightsRequest(
                    kind=RightsRequestKind.UNBLOCK,
                    person_id=person_id,
                    asked_at=now,
                    asked_by_id=asked_by,
                    reason_id=reason_id,
                )
            )
        fields = {"kind": row.kind.value, "person_id": person_id}
        audit.record(
            tx, "rights_request.asked", "rights_request", row.id, actor, now, fields, reason_id=reason_id
        )
        about, trail = {"request": row.kind.value}, url_for("identity.trail")
        tell(tx, Role.AUDITOR, "rights_request.for_audit", trail, about, now=now)
        return row.id
