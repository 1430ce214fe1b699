"""Kinds of organisations, sides of the counter, and what a member may do."""

from __future__ import annotations

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What the law calls the entity; the leading 0 of the number marks juristic and state entities."""

    JURISTIC_PERSON = "juristic_person"
    PARTNERSHIP = "partnership"
    NATURAL_PERSON = "natural_person"
    COMMUNITY_ENTERPRISE = "community_enterprise"
    STATE_AGENCY = "state_agency"
    UNIVERSITY = "university"


class MemberRole(StrEnum):
    """What a member may do for the organisation; the capacity (SME or provider) is chosen at sign-in."""

    OWNER = "owner"
    MEMBER = "member"


class Capacity(StrEnum):
    """For which side of the counter a member acts."""

    SME = "sme"
    PROVIDER = "provider"
