"""When somebody is notified of what waits, and who: pure decisions over what waits, who may act, and who is barred."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.permissions import MATRIX, Permission, Role
from core.registry import Deadline
from identity.notifications.states import ReminderStage

LAST_DAYS = timedelta(days=3)
"""So long before the end it ends soon; of a shorter limit, when half of it is over."""
LONG = timedelta(days=14)
"""Limits from here on have a reminder at half of their time, too."""


def stage_of(waiting: Deadline, now: datetime) -> ReminderStage | None:
    """Return the stage to be notified now, or None. Members learn that something came by the notification of what happened."""
    for_staff = waiting.organisation_id is None
    if waiting.due is not None:
        limit, left = waiting.due - waiting.since, waiting.due - now
        if left <= timedelta(0):
            return ReminderStage.LATE
        if left <= min(LAST_DAYS, limit / 2):
            return ReminderStage.SOON
        if not for_staff and limit >= LONG and left <= limit / 2:
            return ReminderStage.HALF
    return ReminderStage.ARRIVED if for_staff else None


@dataclass(frozen=True, slots=True)
class Reachable:
    """Who may act: by role among staff, by organisation and role among members; and who is connected with whom."""

    staff: Mapping[Role, frozenset[int]]
    members: Mapping[int, Mapping[Role, frozenset[int]]]
    ties: Mapping[int, frozenset[int]]
    """Persons of staff, by an organisation that they are or were lately a member of."""

    def whose_turn(self, waiting: Deadline) -> frozenset[int]:
        """The people who hold the permission and are not known to be barred."""
        if waiting.organisation_id is not None:
            return _holders(waiting.turn.permission, self.members.get(waiting.organisation_id, {}))
        tied = (self.ties.get(each, frozenset()) for each in waiting.tied)
        return _holders(waiting.turn.permission, self.staff) - waiting.barred - frozenset().union(*tied)


def _holders(permission: Permission, by_role: Mapping[Role, Collection[int]]) -> frozenset[int]:
    found = (persons for role, persons in by_role.items() if permission in MATRIX[role])
    return frozenset().union(*found)


def by_role(rows: Iterable[tuple[Role, int]]) -> dict[Role, frozenset[int]]:
    """(role, person) rows as people by role."""
    found: dict[Role, set[int]] = {}
    for role, person_id in rows:
        found.setdefault(role, set()).add(person_id)
    return {role: frozenset(persons) for role, persons in found.items()}
