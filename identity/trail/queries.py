"""The audit trail as the auditor reads it: every event, who did it in which role, and the seal it lies under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.audit.models import AuditEvent, AuditSeal
from identity.organisations.models import Organisation
from identity.people.models import Person

_LAST_BEGUN = (
    sa.select(AuditSeal.number, AuditSeal.to_xact)
    .where(AuditSeal.from_xact <= AuditEvent.xact_id)
    .order_by(AuditSeal.from_xact.desc())
    .limit(1)
    .correlate(AuditEvent)
    .subquery()
)
"""Seals follow one on another, so that only the last one begun by then can cover an event."""
_SEAL = sa.select(_LAST_BEGUN.c.number).where(_LAST_BEGUN.c.to_xact > AuditEvent.xact_id).scalar_subquery()


def _named(column: Any, label: str, which: Any) -> Any:
    """A name of the one row for which the condition holds, looked up for each event."""
    return sa.select(column).where(which).correlate(AuditEvent).scalar_subquery().label(label)


_PERSON, _ORGANISATION = (
    Person.id == AuditEvent.actor_person_id,
    Organisation.id == AuditEvent.organisation_id,
)


def trail_statement() -> Any:
    """Every event with the names of who did it and for which organisation, and the number of its seal.

    The names are looked up for the rows of a page: joined, no plan reads the index of a filter alone.
    """
    return sa.select(
        AuditEvent,
        _named(Person.full_name, "person_name", _PERSON),
        _named(Organisation.name_th, "organisation_th", _ORGANISATION),
        _named(Organisation.name_en, "organisation_en", _ORGANISATION),
        _SEAL.label("seal"),
    )


@dataclass(frozen=True, slots=True)
class Sealing:
    """How far the trail is sealed: the last seal, when it was set, and whether anything came after it."""

    number: int
    sealed_at: datetime
    is_behind: bool


def sealing_of(session: Session) -> Sealing | None:
    """The newest seal; None before the first. Two statements."""
    seal = session.scalar(sa.select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1))
    if seal is None:
        return None
    last = session.scalar(sa.select(sa.func.max(AuditEvent.xact_id)))
    return Sealing(seal.number, seal.sealed_at, is_behind=last is not None and last >= seal.to_xact)
