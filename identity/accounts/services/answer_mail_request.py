"""Send the e-mail that somebody requested, if they may have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from core.db import transaction
from core.mail import operations as mail
from identity.accounts.models import MailRequest
from identity.accounts.states import MailKind
from identity.people.models import Person

Write = Callable[[MailKind, Person, str | None], tuple[str, str]]
"""Returns subject and body of the e-mail to that person, in the person's language; its link leads on to that page of ours."""


def answer_mail_request(request_id: int, write: Write, *, now: datetime) -> None:
    """E-mail who may have it, and remove the request; a served one is gone, so asking twice mails once.

    A reset goes to a confirmed address of an open account, a confirmation to one that waits to be confirmed.
    """
    with transaction() as tx:
        request = tx.session.get(MailRequest, request_id, with_for_update=True)
        if request is None:
            return
        person = tx.session.scalar(sa.select(Person).where(Person.email == request.address, Person.active))
        if person is not None and (person.confirmed_at is not None) == (request.kind is MailKind.RESET):
            subject, body = write(request.kind, person, request.wanted)
            mail.send(tx, person.email, subject, body, now=now)
        tx.session.delete(request)
