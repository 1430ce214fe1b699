"""This room's part of what a person may have a copy of (PDPA s.30)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.registry import register_personal_data
from identity.models import (
    Membership,
    Notice,
    Organisation,
    Passkey,
    Person,
    RoleGrant,
    SignInSession,
    StaffRole,
)
from identity.request_models import RightsRequest

PERSON = (
    "email",
    "title",
    "full_name",
    "phone",
    "locale",
    "confirmed_at",
    "create_datetime",
    "blocked_at",
    "tf_primary_method",
)


def export(session: Session, person_id: int) -> dict[str, Any]:
    """Particulars, memberships, staff roles, passkeys' names, sign-in sessions and notices; never a secret."""
    person = session.get(Person, person_id)
    if person is None:
        return {}
    memberships = sa.select(
        Organisation.name_th,
        Organisation.registration_number,
        Membership.capacity,
        Membership.role,
        Membership.may_consent,
        Membership.since,
        Membership.ended_at,
    ).join(Organisation, Organisation.id == Membership.organisation_id)
    return {
        "person": {name: getattr(person, name) for name in PERSON},
        "memberships": _rows(session, memberships.where(Membership.person_id == person_id)),
        "staff_roles": _rows(
            session,
            sa.select(StaffRole.role, StaffRole.granted_at, StaffRole.ended_at).where(
                StaffRole.person_id == person_id
            ),
        ),
        "granted_roles": _rows(
            session,
            sa.select(RoleGrant.role, RoleGrant.state, RoleGrant.granted_at, RoleGrant.decided_at).where(
                RoleGrant.person_id == person_id
            ),
        ),
        "requests_about_rights": _rows(
            session,
            sa.select(
                RightsRequest.kind, RightsRequest.state, RightsRequest.asked_at, RightsRequest.decided_at
            ).where(RightsRequest.person_id == person_id),
        ),
        "passkeys": _rows(
            session,
            sa.select(Passkey.name, Passkey.create_datetime, Passkey.lastuse_datetime).where(
                Passkey.user_id == person_id
            ),
        ),
        "sign_in_sessions": _rows(
            session,
            sa.select(
                SignInSession.browser,
                SignInSession.created_at,
                SignInSession.last_seen_at,
                SignInSession.remembered,
                SignInSession.ended_at,
                SignInSession.end_reason,
            ).where(SignInSession.person_id == person_id),
        ),
        "notices": _rows(
            session,
            sa.select(Notice.kind, Notice.facts, Notice.created_at, Notice.read_at).where(
                Notice.person_id == person_id
            ),
        ),
    }


def _rows(session: Session, statement: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in session.execute(statement)]


register_personal_data("identity", export)
