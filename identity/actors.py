"""Who acts, and for whom: one statement tells the person, the memberships and the staff roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.util import identity_key

from config import Settings
from core.actor import Actor, actor_with
from core.db import HotStatement
from core.permissions import Role
from identity.models import Membership, Organisation, Passkey, Person, SignInSession, StaffRole
from identity.rules import digest_of, member_roles
from identity.session_rules import Limits, SessionFacts, limits_of
from identity.states import Capacity, MemberRole

SELF = "self"
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Choice:
    """One capacity in which a person may act: for herself, for OSMEP, or for one organisation on one side.

    `key` names it in the session and in addresses: `self`, `staff`, `sme:7`, `provider:7`.
    """

    key: str
    roles: frozenset[Role]
    organisation_id: int | None = None
    name_th: str = ""
    name_en: str = ""

    @property
    def capacity(self) -> Capacity | None:
        """The side of the counter; none for staff and for oneself."""
        side, _, number = self.key.partition(":")
        return Capacity(side) if number else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is here, as of this request."""

    person_id: int
    full_name: str
    locale: str
    has_second_factor: bool
    choices: tuple[Choice, ...]
    """Staff first, then memberships by name; acting for oneself is last and always there."""
    acting_as: str
    """The capacity last chosen, kept with the person."""
    session: SessionFacts | None = None
    """The sign-in by which the person is known; None when nobody has signed in: a background task."""

    @property
    def second_factor_at(self) -> datetime | None:
        """When this session last proved a second factor that the person still has."""
        return self.session.second_factor_at if self.session and self.has_second_factor else None

    @property
    def is_staff(self) -> bool:
        """Whether the person holds any staff role, in whatever capacity she acts now."""
        return any(choice.key == STAFF for choice in self.choices)

    def chosen(self, key: str | None) -> Choice | None:
        """The capacity to act in: the one chosen, else the one used last, else the only one.

        None when there are several and none was ever chosen: the person is asked.
        """
        by_key = {choice.key: choice for choice in self.choices}
        for wanted in (key, self.acting_as):
            if wanted and wanted in by_key:
                return by_key[wanted]
        return self.choices[0] if len(self.choices) <= 2 else None

    def actor(self, key: str | None) -> Actor:
        """The actor in that capacity; undecided, a mere person."""
        choice = self.chosen(key) or self.choices[-1]
        return actor_with(
            choice.roles,
            person_id=self.person_id,
            organisation_id=choice.organisation_id,
            second_factor_at=self.second_factor_at,
        )

    def limits(self, key: str | None) -> Limits:
        """How long this session lasts in that capacity."""
        choice = self.chosen(key) or self.choices[-1]
        remembered = self.session is not None and self.session.remembered
        return limits_of(choice.roles, is_staff=self.is_staff, remembered=remembered)


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
_BY_SESSION = HotStatement(
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
_BY_ID = HotStatement(_facts.where(_people.c.id == sa.bindparam("person_id"), _people.c.active))
"""Columns and not the entity: every request of a signed-in person asks this, few need more of her row."""


def _standing(row: Any) -> Standing:
    person_id, full_name, locale, acting_as, has_second_factor, memberships, staff, *session = row
    choices = []
    if staff:
        choices.append(Choice(STAFF, frozenset(Role(role) for (role,) in staff)))
    for capacity, organisation_id, role, may_consent, name_th, name_en in memberships:
        side = Capacity(capacity)
        roles = member_roles(side, MemberRole(role), may_consent=may_consent)
        choices.append(Choice(f"{side}:{organisation_id}", roles, organisation_id, name_th, name_en))
    choices.append(Choice(SELF, frozenset({Role.PERSON})))
    return Standing(
        person_id=person_id,
        full_name=full_name,
        locale=locale,
        has_second_factor=has_second_factor,
        choices=tuple(choices),
        acting_as=acting_as,
        session=SessionFacts(*session) if session else None,
    )


def may_serve(found: Standing, settings: Settings) -> bool:
    """Whether staff roles hold: in a session that proved a second factor itself, or where the setting waives it.

    In the background, where there is no session, it is enough that the person has one: the session in which the
    work was asked for proved it.
    """
    if settings.second_factor_waived:
        return True
    return found.has_second_factor if found.session is None else found.second_factor_at is not None


def standing_of_session(session: Session, token: str) -> Standing | None:
    """The standing of the person who signed in and got this token, in one statement.

    None if no session of that token is live, or the person is barred. How long it may last is asked by the caller.
    """
    return _asked(session, _BY_SESSION, {"token_digest": digest_of(token)})


def standing_of(session: Session, person_id: int) -> Standing | None:
    """A person's standing, in one statement."""
    return _asked(session, _BY_ID, {"person_id": person_id})


def _asked(session: Session, statement: HotStatement, parameters: dict[str, Any]) -> Standing | None:
    session.flush()  # a statement of columns does not: a person who signs in with a new password is not written yet
    row = statement.first(session, parameters)
    return _standing(row) if row else None


def person_known(session: Session, person_id: int) -> Person:
    """A person whose standing was read: her row, which is read when more of it is asked for."""
    held = session.identity_map.get(identity_key(Person, person_id))
    if held is not None:
        return cast("Person", held)
    person = Person(id=person_id, active=True)
    make_transient_to_detached(person)
    session.add(person)
    return person
