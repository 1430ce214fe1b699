"""Pure decisions about people: how long a guesser waits, which roles exclude each other, what a person may be."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.permissions import STAFF_ROLES, Role
from core.typed.thirteen import NumberKind, Thirteen
from identity.states import Capacity, MemberRole, OrganisationKind

COUNTED = timedelta(hours=24)
"""Failures older than this are forgotten."""
FREE_GUESSES = 5
"""Wrong secrets in a row from strange devices before the next one has to wait."""
FREE_GUESSES_KNOWN = 10
"""The same on a device that the account's owner has signed in from: counted apart, so strangers cannot use it up."""
FREE_GUESSES_NETWORK = 50
"""Wrong secrets from one client network, over all accounts, from strange devices."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
INVITATION_DAYS = 7
TIED_FOR = timedelta(days=365)
"""A member who has left stays tied to the organisation for a year (docs/domain.md#abuse: leavers and friends)."""


class AppealRefusal(StrEnum):
    """Why a rejected registration cannot be appealed, or its appeal not be decided."""

    ALREADY = "already"
    TO_ANOTHER = "to_another"
    TOO_LATE = "too_late"


class IdentityRefusal(StrEnum):
    """Why a verb about people or organisations was refused."""

    ACCOUNT_BLOCKED = "account_blocked"
    ACCOUNT_NUMBER_TAKEN = "account_number_taken"
    ADMINISTRATORS_KNOWN = "administrators_known"
    ALREADY_MEMBER = "already_member"
    ALREADY_STAFF_ROLE = "already_staff_role"
    ASKED_BY_YOU = "asked_by_you"
    BANK_CHANGE_WAITING = "bank_change_waiting"
    CODE_TAKEN = "code_taken"
    CONSENT_ONLY_SME = "consent_only_sme"
    COMMON_ORIGIN = "common_origin"
    EMAIL_TAKEN = "email_taken"
    FACTOR_NONE = "factor_none"
    FACTOR_RESET_ASKED = "factor_reset_asked"
    FACTOR_RESET_OWN = "factor_reset_own"
    GRANTED_BY_YOU = "granted_by_you"
    GRANT_GONE = "grant_gone"
    GRANT_WAITING = "grant_waiting"
    HOLIDAY_ALREADY = "holiday_already"
    """The day is a Saturday, a Sunday or a holiday already."""
    HOLIDAY_NONE = "holiday_none"
    HOLIDAY_PAST = "holiday_past"
    HOLIDAY_TOO_FAR = "holiday_too_far"
    INVITATION_GONE = "invitation_gone"
    INVITED_ANOTHER = "invited_another"
    LAST_OWNER = "last_owner"
    NEW_OWNER_UNKNOWN = "new_owner_unknown"
    NOT_BLOCKED = "not_blocked"
    NOT_YOURSELF = "not_yourself"
    NUMBER_FREE = "number_free"
    NUMBER_FREED = "number_freed"
    NUMBER_IN_USE = "number_in_use"
    NUMBER_KNOWN = "number_known"
    NUMBER_REPORTED = "number_reported"
    NUMBER_WRONG = "number_wrong"
    OTHER_OWNER = "other_owner"
    OWNER_ALREADY = "owner_already"
    OWNER_IN_QUESTION = "owner_in_question"
    PLACE_WRONG = "place_wrong"
    REASON_MISSING = "reason_missing"
    RIGHTS_REQUEST_ASKED = "rights_request_asked"
    ROLES_EXCLUDE = "roles_exclude"
    SECOND_ADMINISTRATOR = "second_administrator"
    SIGN_IN_OVERTAKEN = "sign_in_overtaken"
    UNBLOCK_ASKED = "unblock_asked"


def wait_after(failures: int, last_failure: datetime | None, free: int, now: datetime) -> timedelta:
    """How long the next guess must still wait: nothing for the free ones, then 30 s doubling up to an hour.

    Counted from the last failure; a refused attempt is no failure, so waiting is not prolonged by trying.
    """
    if last_failure is None or failures < free:
        return timedelta(0)
    wait = min(LONGEST_WAIT, FIRST_WAIT * int(2 ** min(failures - free, 10)))
    return max(timedelta(0), last_failure + wait - now)


def network_of(address: str) -> str:
    """The client's network: IPv4 /24, IPv6 /48; an address that is none stands for itself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


MONEY_OR_DECISION = STAFF_ROLES - {Role.ADMINISTRATOR, Role.AUDITOR}
"""Roles that decide or move money."""
GIVEN_BY_TWO = MONEY_OR_DECISION | {Role.ADMINISTRATOR}
"""Roles that one administrator grants and another person confirms; who may grant such a role is one of them."""
NEWCOMER_FOR = timedelta(days=30)
"""So long those whom an administrator has granted a role, or invited, do not confirm what that administrator grants."""
FIRST_ADMINISTRATORS = 2
"""So many are appointed by the operator of the server: with fewer, nobody can grant a role that needs two."""
EXCLUDES: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: STAFF_ROLES - {Role.ADMINISTRATOR},
    Role.AUDITOR: STAFF_ROLES - {Role.AUDITOR},
}
"""Who gives roles holds none that decides, pays or audits; who audits does nothing else."""


def excluded_by(role: Role, held: Iterable[Role]) -> Role | None:
    """The held role that forbids giving `role`, if any; separation of duties works both ways."""
    for other in sorted(held):
        if role in EXCLUDES.get(other, frozenset()) or other in EXCLUDES.get(role, frozenset()):
            return other
    return None


def member_roles(capacity: Capacity, member_role: MemberRole, *, may_consent: bool) -> frozenset[Role]:
    """What a membership makes of a person, in the capacity acted in."""
    if capacity is Capacity.PROVIDER:
        return frozenset({Role.PROVIDER_OWNER if member_role is MemberRole.OWNER else Role.PROVIDER_CASHIER})
    role = Role.SME_OWNER if member_role is MemberRole.OWNER else Role.SME_MEMBER
    return frozenset({role, Role.SME_CONSENTER}) if may_consent else frozenset({role})


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """Where an organisation is and how it is reached, as typed and cleaned."""

    address: str = ""
    province_code: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """An organisation to be entered. The contact may follow later."""

    registration_number: str
    kind: OrganisationKind
    name_th: str
    name_en: str = ""
    vat_registered: bool = False
    branch: str = ""
    """Five digits as the Revenue Department numbers them; 00000 is the head office; empty when not said."""
    contact: ContactDraft = field(default_factory=ContactDraft)


NATURAL_KINDS = frozenset({OrganisationKind.NATURAL_PERSON, OrganisationKind.COMMUNITY_ENTERPRISE})
"""Kinds that may go by a natural person's number; all others need one that begins with 0."""


def fits(number: Thirteen, kind: OrganisationKind) -> bool:
    """Whether an organisation of that kind may go by that number: only natural persons' kinds by one of a person."""
    of_an_organisation = number.kind in (NumberKind.JURISTIC, NumberKind.STATE_OR_UNINCORPORATED)
    return of_an_organisation or kind in NATURAL_KINDS


def side_of(roles: Iterable[Role]) -> Capacity | None:
    """On which side of the counter these roles act; none for staff and mere persons."""
    held = set(roles)
    if held & {Role.SME_OWNER, Role.SME_MEMBER}:
        return Capacity.SME
    return Capacity.PROVIDER if held & {Role.PROVIDER_OWNER, Role.PROVIDER_CASHIER} else None


def digest_of(token: str) -> bytes:
    """What is kept of a random token: the letter, or the browser's cookie, alone holds the token itself."""
    return hashlib.sha256(token.encode()).digest()


HOLIDAYS_AHEAD = timedelta(days=730)
"""How far ahead a holiday may be added or struck: a guard against typing slips."""


def problem_of_holiday(day: date, today: date) -> IdentityRefusal | None:
    """Why the calendar cannot be changed for that day: what lies behind has had its effect."""
    if day < today:
        return IdentityRefusal.HOLIDAY_PAST
    return IdentityRefusal.HOLIDAY_TOO_FAR if day > today + HOLIDAYS_AHEAD else None
