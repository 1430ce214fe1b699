"""A person says of which notices no e-mail is wanted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from core.actor import Actor
from core.audit import operations as audit
from core.db import transaction
from identity.notifications.models import MutedMail
from identity.notifications.states import CHOOSABLE, NoticeGroup


def choose_mail(wanted: Collection[NoticeGroup], *, actor: Actor, now: datetime) -> None:
    """Keep of which groups e-mails are wanted; of those that are no choice they are sent whatever is wanted here."""
    person_id = actor.known_person_id
    muted = [group for group in CHOOSABLE if group not in wanted]
    with transaction() as tx:
        tx.execute(sa.delete(MutedMail).where(MutedMail.person_id == person_id))
        if muted:
            rows = [{"person_id": person_id, "group": group, "since": now} for group in muted]
            tx.execute(insert(MutedMail).on_conflict_do_nothing(), rows)
        fields = {"muted": sorted(group.value for group in muted)}
        audit.record(tx, "person.mail_chosen", "person", person_id, actor, now, fields)
