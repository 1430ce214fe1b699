"""The one function through which every notice goes. Takes the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.db import Tx
from identity.notifications.channels import Message, deliver
from identity.notifications.models import MutedMail
from identity.notifications.states import CHOOSABLE, NoticeGroup
from identity.notifications.words import group_of
from identity.people.models import Person


@dataclass(frozen=True, slots=True)
class News:
    """What happened, who is notified, and where it is seen."""

    person_ids: frozenset[int]
    kind: str
    """Worded in the `NOTICES` of a package."""
    url: str
    """A path here."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """They fill the placeholders of the words."""
    about: str = ""
    """See `Message.about`."""
    even_blocked: bool = False
    """Who is blocked is notified of nothing, unless it is about their own rights."""


def send(tx: Tx, news: Collection[News], *, now: datetime) -> None:
    """Send the notification: in the application always, by e-mail as the kind and the person's choice say. Two statements.

    Each person is notified once of each thing, in their own language; all that one transaction sends to somebody is one e-mail.
    """
    people = _people(tx, frozenset().union(*(each.person_ids for each in news)))
    messages = [
        _message(each, *people[person_id])
        for each in news
        for person_id in sorted(each.person_ids & people.keys())
        if each.even_blocked or people[person_id][0].active
    ]
    deliver(tx, messages, now)


def _message(news: News, person: Any, muted: frozenset[NoticeGroup]) -> Message:
    group = group_of(news.kind)
    wanted = group not in muted
    return Message(
        person.id,
        person.email,
        person.locale,
        news.kind,
        news.facts,
        news.url,
        by_mail=wanted and group is not NoticeGroup.WORK,
        in_digest=wanted and group is NoticeGroup.WORK,
        about=news.about,
    )


_PEOPLE = sa.select(
    Person.id,
    Person.email,
    Person.locale,
    Person.active,
    sa.select(sa.func.array_agg(sa.cast(MutedMail.group, sa.Text)))
    .where(MutedMail.person_id == Person.id)
    .scalar_subquery()
    .label("muted"),
).where(Person.id.in_(sa.bindparam("person_ids", expanding=True)))


def _people(tx: Tx, person_ids: Collection[int]) -> dict[int, tuple[Any, frozenset[NoticeGroup]]]:
    """Who they are and whether they can sign in, with the groups of which they want no e-mail."""
    if not person_ids:
        return {}
    rows = tx.execute(_PEOPLE, {"person_ids": list(person_ids)})
    return {row.id: (row, frozenset(map(NoticeGroup, row.muted or ()))) for row in rows}


def notify(
    tx: Tx,
    person_ids: Iterable[int],
    kind: str,
    facts: Mapping[str, Any],
    url: str,
    *,
    now: datetime,
    even_blocked: bool = False,
) -> None:
    """Notify these people."""
    send(tx, [News(frozenset(person_ids), kind, url, facts, even_blocked=even_blocked)], now=now)


def choices_of(session: Any, person_id: int) -> dict[NoticeGroup, bool]:
    """Of each group that a person may choose: whether its notices come by e-mail."""
    muted = set(session.scalars(sa.select(MutedMail.group).where(MutedMail.person_id == person_id)))
    return {group: group not in muted for group in CHOOSABLE}
