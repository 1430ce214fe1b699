"""Which roles exclude each other, which two people give, and which holidays can be changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from core.permissions import STAFF_ROLES, Role

MONEY_OR_DECISION = STAFF_ROLES - {Role.ADMINISTRATOR, Role.AUDITOR}
"""Roles that decide or move money."""
GIVEN_BY_TWO = MONEY_OR_DECISION | {Role.ADMINISTRATOR}
"""Roles that one administrator grants and another person confirms; who may grant such a role is one of them."""
FIRST_ADMINISTRATORS = 2
"""So many are appointed by the operator of the server: with fewer, nobody can grant a role that needs two."""
EXCLUDES: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: STAFF_ROLES - {Role.ADMINISTRATOR},
    Role.AUDITOR: STAFF_ROLES - {Role.AUDITOR},
}
"""Who gives roles holds none that decides, pays or audits; who audits does nothing else."""
NEWCOMER_FOR = timedelta(days=30)
"""So long those whom an administrator has granted a role, or invited, do not confirm what that administrator grants."""


class StaffRefusal(StrEnum):
    """Why a command about roles and units was refused, or the second person's word does not count."""

    ADMINISTRATORS_KNOWN = "administrators_known"
    ALREADY_STAFF_ROLE = "already_staff_role"
    CODE_TAKEN = "code_taken"
    COMMON_ORIGIN = "common_origin"
    GRANTED_BY_YOU = "granted_by_you"
    GRANT_GONE = "grant_gone"
    GRANT_WAITING = "grant_waiting"
    ROLES_EXCLUDE = "roles_exclude"
    SECOND_ADMINISTRATOR = "second_administrator"


def excluded_by(role: Role, held: Iterable[Role]) -> Role | None:
    """The held role that forbids giving `role`, if any; separation of duties works both ways."""
    for other in sorted(held):
        if role in EXCLUDES.get(other, frozenset()) or other in EXCLUDES.get(role, frozenset()):
            return other
    return None


class HolidayRefusal(StrEnum):
    """Why the calendar of holidays was not changed."""

    HOLIDAY_ALREADY = "holiday_already"
    """The day is a Saturday, a Sunday or a holiday already."""
    HOLIDAY_NONE = "holiday_none"
    HOLIDAY_PAST = "holiday_past"
    HOLIDAY_TOO_FAR = "holiday_too_far"


HOLIDAYS_AHEAD = timedelta(days=730)
"""How far ahead a holiday may be added or struck: a guard against typing slips."""


def problem_of_holiday(day: date, today: date) -> HolidayRefusal | None:
    """Why the calendar cannot be changed for that day: what lies behind has had its effect."""
    if day < today:
        return HolidayRefusal.HOLIDAY_PAST
    return HolidayRefusal.HOLIDAY_TOO_FAR if day > today + HOLIDAYS_AHEAD else None
