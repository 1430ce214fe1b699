"""OSMEP's people, as the search finds them for who manages them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from core.permissions import Permission
from identity.people.models import Person
from identity.people.queries import search_people
from identity.staff.models import StaffRole
from web.finders import Finder, Hit


def _serving() -> Any:
    """People who hold a role."""
    holds = sa.exists().where(StaffRole.person_id == Person.id, StaffRole.ended_at.is_(None))
    return sa.select(Person.id, Person.full_name, Person.email).where(holds)


FINDERS = (
    Finder(
        "staff",
        _l("People of OSMEP"),
        frozenset({Permission.IDENTITY_STAFF_MANAGE}),
        lambda _actor: _serving(),
        Person.id,
        lambda row: Hit(row.full_name, row.email, url_for("identity.person", person_id=row.id)),
        search=lambda session, statement, _actor, typed: search_people(session, statement, typed),
        list_url=lambda _actor, typed: url_for("identity.people", q=typed),
    ),
)
