"""Reads about people."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.util import identity_key

from core.database.search import holds, looked_up, may_hold
from core.errors import NotFound
from identity.people.models import PERSON_TRIGRAMS, Person


def person_known(session: Session, person_id: int) -> Person:
    """A person whose identity was read: their row is read when more of it is needed."""
    held = session.identity_map.get(identity_key(Person, person_id))
    if held is not None:
        return cast("Person", held)
    person = Person(id=person_id, active=True)
    make_transient_to_detached(person)
    session.add(person)
    return person


def person_of_email(session: Session, email: str) -> int:
    """The id of the person with that e-mail. NotFound if nobody has it."""
    found: int | None = session.scalar(sa.select(Person.id).where(Person.email == email))
    if found is None:
        raise NotFound
    return found


def blocked_person(session: Session, person_id: int) -> Person:
    """One whose account is blocked. NotFound for anybody else."""
    person = session.get(Person, person_id)
    if person is None or person.blocked_at is None:
        raise NotFound
    return person


def search_people(_session: Session, statement: Any, typed: str) -> Any:
    """Narrow by a part of the person's name or e-mail."""
    return statement.where(may_hold(PERSON_TRIGRAMS, typed), holds(typed, Person.full_name, Person.email))


def is_person(session: Session, typed: str, column: Any) -> sa.ColumnElement[bool]:
    """Whether the column refers to a person whose name holds what was typed; `Person` is joined."""
    named = holds(typed, Person.full_name)
    few = looked_up(session, Person.id, sa.and_(may_hold(PERSON_TRIGRAMS, typed), named), column)
    return named if few is None else few
