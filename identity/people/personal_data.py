"""What a person may have a copy of: who they are here."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from core.personal_data import Part, Subject
from identity.people.models import Passkey, Person


def _person(subject: Subject) -> Any:
    table = Person
    return sa.select(
        table.email,
        table.title,
        table.full_name,
        table.phone,
        table.locale,
        table.active,
        table.blocked_at,
        table.confirmed_at,
        table.create_datetime,
        table.update_datetime,
        table.tf_primary_method,
        table.acting_as,
    ).where(table.id == subject.person_id)


def _passkeys(subject: Subject) -> Any:
    columns = (Passkey.name, Passkey.create_datetime, Passkey.lastuse_datetime, Passkey.device_type)
    return sa.select(*columns).where(Passkey.user_id == subject.person_id).order_by(Passkey.id.desc())


def rows_about(subject: Subject, table: Any, *columns: Any) -> Any:
    """Rows that are about the person, the latest first."""
    return sa.select(*columns).where(table.person_id == subject.person_id).order_by(table.id.desc())


PARTS = (
    Part("person", _l("Personal details"), _person),
    Part("passkeys", _l("Passkeys"), _passkeys),
)
READ_BY = {
    "person": lambda subject: sa.select(Person.id).where(Person.id == subject.person_id),
}
CODES = {
    "person.locale": {"th": "ภาษาไทย", "en": "English"},
    "person.tf_primary_method": {"authenticator": _l("Authenticator app")},
    "passkeys.device_type": {
        "single_device": _l("On one device only"),
        "multi_device": _l("On several of your devices"),
    },
}
