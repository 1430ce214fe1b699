"""How a rejected registration is appealed, whatever was to be registered: once, in time, to another officer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

import sqlalchemy as sa

from config import Settings
from core.calendar.due import due_at, due_on, is_over
from core.settings import installation
from core.terms import Term, days
from identity.organisations.rules import AppealRefusal


def appeal_days() -> int:
    """Days in which a rejected registration may be appealed (setting)."""
    settings: Settings = installation.settings()
    return settings.appeal_days


class Registration(Protocol):
    """A row of registrations, whatever is registered."""

    organisation_id: int
    state: Any
    state_since: datetime
    submitted_by_id: int | None
    first_decided_by_id: int | None
    """Who rejected it first, once an appeal was made."""


def last_appeal_day(rejected: Registration, appeal_days: int) -> date:
    """The last day on which a rejected registration may be appealed."""
    return due_on(days(appeal_days), rejected.state_since)


def may_appeal(rejected: Registration, today: date, appeal_days: int) -> bool:
    """Whether a rejected registration may still be appealed: once, in time."""
    return rejected.first_decided_by_id is None and today <= last_appeal_day(rejected, appeal_days)


def problem_of_appeal(
    rejected_at: datetime, first_decided_by_id: int | None, appeal_days: int, now: datetime
) -> AppealRefusal | None:
    """Why a rejection cannot be appealed, or None. `first_decided_by_id` is set once an appeal was made."""
    if first_decided_by_id is not None:
        return AppealRefusal.ALREADY
    return AppealRefusal.TOO_LATE if now >= due_at(days(appeal_days), rejected_at) else None


def time_to_appeal() -> Term:
    """How long a rejected registration may be appealed."""
    return days(appeal_days())


def may_be_appealed(model: Any, now: datetime) -> sa.ColumnElement[bool]:
    """Of rejected registrations: those whose appeal was not made and may still be."""
    over = is_over(model.state_since, time_to_appeal(), now)
    return sa.and_(model.first_decided_by_id.is_(None), sa.not_(over))
