"""What a membership makes of a person, and which number an organisation may go by. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from core.permissions import PROVIDER_ROLES, Role
from core.typed.thirteen import NumberKind, Thirteen
from identity.organisations.states import Capacity, MemberRole, OrganisationKind

INVITATION_DAYS = 7
TIED_FOR = timedelta(days=365)
"""A member who has left stays tied to the organisation for a year (docs/domain.md#abuse: leavers and friends)."""


class OrganisationRefusal(StrEnum):
    """Why a command about an organisation, its members or invitations was refused."""

    ALREADY_MEMBER = "already_member"
    CONSENT_ONLY_SME = "consent_only_sme"
    INVITATION_GONE = "invitation_gone"
    INVITED_ANOTHER = "invited_another"
    LAST_OWNER = "last_owner"
    NUMBER_KNOWN = "number_known"
    NUMBER_WRONG = "number_wrong"
    PLACE_WRONG = "place_wrong"


class AppealRefusal(StrEnum):
    """Why a rejected registration cannot be appealed, or its appeal not be decided."""

    ALREADY = "already"
    TO_ANOTHER = "to_another"
    TOO_LATE = "too_late"


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
    """Whether an organisation of that kind may go by that number: only natural people' kinds by one of a person."""
    of_an_organisation = number.kind in (NumberKind.JURISTIC, NumberKind.STATE_OR_UNINCORPORATED)
    return of_an_organisation or kind in NATURAL_KINDS


def side_of(roles: Iterable[Role]) -> Capacity | None:
    """On which side of the counter these roles act; none for staff and mere people."""
    held = set(roles)
    if held & {Role.SME_OWNER, Role.SME_MEMBER}:
        return Capacity.SME
    return Capacity.PROVIDER if held & PROVIDER_ROLES else None
