"""The operator of the server enters a person whose e-mail is known to be theirs."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from core.actor import SYSTEM
from core.audit import operations as audit
from core.db import transaction
from core.errors import Refused
from core.typed.emails import read_account_email
from core.typed.names import one_line, without_title
from core.typed.telephones import read_phone
from identity.people.models import Person
from identity.people.rules import PersonRefusal


def enter_person(
    email: str, full_name: str, password_hash: str, *, phone: str = "", locale: str = "th", now: datetime
) -> int:
    """Make an account with a confirmed e-mail; returns the person's id.

    For whoever has the server in hand (`flask people enter`, the demo world): an installation that cannot send
    e-mails yet has its first administrator this way. Everybody else registers, and confirms by e-mail.
    Refused with a TypedProblem, or EMAIL_TAKEN.
    """
    clean = read_account_email(email)
    title, name = without_title(one_line(full_name))
    with transaction() as tx:
        if tx.scalar(sa.select(sa.exists().where(Person.email == clean))):
            raise Refused(PersonRefusal.EMAIL_TAKEN)
        person = tx.add(
            Person(
                email=clean,
                title=title,
                full_name=name,
                phone=read_phone(phone) if phone else "",
                locale=locale,
                password=password_hash,
                fs_uniquifier=uuid4().hex,
                fs_webauthn_user_handle=uuid4().hex,
                active=True,
                confirmed_at=now,
            )
        )
        audit.record(tx, "person.entered", "person", person.id, SYSTEM, now)
        return person.id
