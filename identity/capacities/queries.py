"""Who acts, and for whom: one statement reads the person, the memberships and the staff roles."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.permissions import Role
from core.statements import HotStatement
from identity.accounts.models import SignInSession
from identity.accounts.rules import SessionFacts, digest_of
from identity.accounts.session_identity import SELF, STAFF, Choice, SessionIdentity
from identity.organisations.models import Membership, Organisation
from identity.organisations.rules import member_roles
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Passkey, Person
from identity.staff.models import StaffRole

_people: Any = Person.__table__


def _aggregate(select: Any) -> Any:
    """A correlated subselect of rows as one JSON array of arrays."""
    rows = select.correlate(_people).subquery()
    array = sa.func.json_agg(sa.func.json_build_array(*rows.c))
    return sa.select(sa.func.coalesce(array, sa.text("'[]'::json"))).select_from(rows).scalar_subquery()


_memberships = _aggregate(
    sa.select(
        Membership.capacity,
        Membership.organisation_id,
        Membership.role,
        Membership.may_consent,
        Organisation.name_th,
        Organisation.name_en,
    )
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(Membership.person_id == _people.c.id, Membership.ended_at.is_(None))
    .order_by(Organisation.name_order, Membership.id)
)
_staff_roles = _aggregate(
    sa.select(StaffRole.role)
    .where(StaffRole.person_id == _people.c.id, StaffRole.ended_at.is_(None))
    .order_by(StaffRole.role)
)
_has_passkey = sa.exists().where(Passkey.user_id == _people.c.id)
_has_authenticator = sa.text("people.tf_primary_method <> '' AND people.tf_totp_secret <> ''")
_facts = sa.select(
    _people.c.id,
    _people.c.full_name,
    _people.c.locale,
    _people.c.acting_as,
    sa.func.coalesce(sa.or_(_has_passkey, _has_authenticator), sa.false()).label("has_second_factor"),
    _memberships.label("memberships"),
    _staff_roles.label("staff"),
)
_sessions: Any = SignInSession.__table__
_Row = tuple[Any, ...]
_BY_SESSION: HotStatement[_Row] = HotStatement(
    _facts.add_columns(
        _sessions.c.id.label("session_id"),
        _sessions.c.created_at,
        _sessions.c.last_seen_at,
        _sessions.c.remembered,
        _sessions.c.password_at,
        _sessions.c.second_factor_at,
    )
    .join(_sessions, _sessions.c.person_id == _people.c.id)
    .where(
        _sessions.c.token_digest == sa.bindparam("token_digest"),
        _sessions.c.ended_at.is_(None),
        _people.c.active,
    )
)
_BY_ID: HotStatement[_Row] = HotStatement(
    _facts.where(_people.c.id == sa.bindparam("person_id"), _people.c.active)
)
"""Columns and not the entity: every request of a signed-in person asks this, few need more of their row."""


def _session_identity(row: _Row) -> SessionIdentity:
    person_id, full_name, locale, acting_as, has_second_factor, memberships, staff, *session = row
    choices = []
    if staff:
        choices.append(Choice(STAFF, frozenset(Role(role) for (role,) in staff)))
    for capacity, organisation_id, role, may_consent, name_th, name_en in memberships:
        side = Capacity(capacity)
        roles = member_roles(side, MemberRole(role), may_consent=may_consent)
        choices.append(Choice(f"{side}:{organisation_id}", roles, organisation_id, name_th, name_en))
    choices.append(Choice(SELF, frozenset({Role.PERSON})))
    return SessionIdentity(
        person_id=person_id,
        full_name=full_name,
        locale=locale,
        has_second_factor=has_second_factor,
        choices=tuple(choices),
        acting_as=acting_as,
        session=SessionFacts(*session) if session else None,
    )


def identity_of_session(session: Session, token: str) -> SessionIdentity | None:
    """Return the identity of the person behind this token, in one statement.

    None if no session of that token is live, or the person is barred. How long it may last is asked by the caller.
    """
    return _asked(session, _BY_SESSION, {"token_digest": digest_of(token)})


def identity_of_person(session: Session, person_id: int) -> SessionIdentity | None:
    """Return a person's identity, in one statement."""
    return _asked(session, _BY_ID, {"person_id": person_id})


def _asked(
    session: Session, statement: HotStatement[_Row], parameters: dict[str, Any]
) -> SessionIdentity | None:
    session.flush()  # a statement of columns does not: a person who signs in with a new password is not written yet
    row = statement.first(session, parameters)
    return _session_identity(row) if row else None
