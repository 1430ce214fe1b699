"""What waits for people as staff, in one e-mail a day to each."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from flask_babel import force_locale, ngettext

from core.db import transaction
from core.mail import operations as mail
from identity.notifications.channels import facts_in_mail, mail_body
from identity.notifications.models import Notice
from identity.notifications.words import notice_words
from identity.people.models import Person


def send_digests(*, now: datetime) -> int:
    """E-mail to each what has come since the last such e-mail and was not read meanwhile; returns how many were written."""
    with transaction() as tx:
        waiting = tx.session.scalars(
            sa.select(Notice).where(Notice.in_digest).order_by(Notice.person_id, Notice.id).with_for_update()
        ).all()
        people = {
            row.id: row
            for row in tx.execute(
                sa.select(Person.id, Person.email, Person.locale).where(
                    Person.id.in_({each.person_id for each in waiting}), Person.active
                )
            )
        }
        written = 0
        for person_id, notices in groupby(waiting, key=lambda each: each.person_id):
            unread = [each for each in notices if each.read_at is None]
            person = people.get(person_id)
            if unread and person is not None:
                with force_locale(person.locale):
                    entries = [
                        (notice_words(each.kind, facts_in_mail(each.facts)), each.url) for each in unread
                    ]
                    count = sum(int(each.facts["count"]) for each in unread)
                    subject = ngettext(
                        "%(num)s item is waiting for you at OSMEP",
                        "%(num)s items are waiting for you at OSMEP",
                        count,
                    )
                    mail.send(tx, person.email, subject, mail_body(entries), now=now)
                written += 1
        tx.execute(
            sa.update(Notice).where(Notice.id.in_([each.id for each in waiting])).values(in_digest=False)
        )
        return written
