"""An administrator asks that a person's second factors be removed: the first of two people."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import url_for

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from core.permissions import Role
from identity.accounts.queries import identity_of_person
from identity.factor_resets.commands import ASK_FACTOR_RESET
from identity.factor_resets.models import FactorReset
from identity.factor_resets.rules import FactorResetRefusal
from identity.factor_resets.states import FactorResetState
from identity.notifications.operations import notify
from identity.people.models import Person
from identity.staff.operations import tell


def ask_factor_reset(person_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    """Ask, for somebody whose phone and recovery codes are lost; returns the request's id. Nothing is removed yet.

    The person concerned, administrators and auditors are notified at once: who did not ask for it can object in time.

    NotFound for nobody; refused with NOT_YOURSELF, REASON_MISSING, FACTOR_NONE, or FACTOR_RESET_ASKED while one waits.
    """
    with transaction(ASK_FACTOR_RESET, actor, now) as tx:
        tx.lock(Person, person_id, named_meanwhile=True)
        tx.authorise(person=person_id)
        found = identity_of_person(tx.session, person_id)
        if found is None or not found.has_second_factor:
            raise Refused(FactorResetRefusal.FACTOR_NONE)
        waiting = sa.select(FactorReset.id).where(
            FactorReset.person_id == person_id, FactorReset.state == FactorResetState.ASKED
        )
        if tx.scalar(waiting) is not None:
            raise Refused(FactorResetRefusal.FACTOR_RESET_ASKED)
        reason_id = audit.store_reason(tx, actor.known_person_id, reason)
        row = tx.add(
            FactorReset(
                person_id=person_id, asked_at=now, asked_by_id=actor.known_person_id, reason_id=reason_id
            )
        )
        audit.record(
            tx,
            "factor_reset.asked",
            "person",
            person_id,
            actor,
            now,
            {"factor_reset_id": row.id},
            reason_id=reason_id,
        )
        notify(tx, [person_id], "factor_reset.asked", {}, url_for("identity.me"), now=now)
        tell(tx, Role.AUDITOR, "factor_reset.for_audit", url_for("identity.trail"), now=now)
        return row.id
