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


People = Mapping[int, tuple[Any, frozenset[NoticeGroup]]]
"""By id: a row of READER, and the groups of which that person wants no e-mail."""


def send(tx: Tx, news: Collection[News], *, now: datetime) -> None:
    """Send the notification: in the application always, by e-mail as the kind and the person's choice say. Two statements.

    Each person is notified once of each thing, in their own language; all that one transaction sends to somebody is one e-mail.
    """
    _deliver(tx, news, _people(tx, frozenset().union(*(each.person_ids for each in news))), now)


def _deliver(tx: Tx, news: Collection[News], people: People, now: datetime) -> None:
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


READER = (
    Person.id,
    Person.email,
    Person.locale,
    Person.active,
    sa.select(sa.func.array_agg(sa.cast(MutedMail.group, sa.Text)))
    .where(MutedMail.person_id == Person.id)
    .scalar_subquery()
    .label("muted"),
)
"""What a notice asks of a person: who it is and whether they can sign in, with the groups of which they want no e-mail."""


_PEOPLE = sa.select(*READER).where(
    Person.id == sa.any_(sa.bindparam("person_ids", type_=sa.ARRAY(sa.BigInteger)))
)


def _people(tx: Tx, person_ids: Collection[int]) -> People:
    return _as_people(tx.execute(_PEOPLE, {"person_ids": list(person_ids)})) if person_ids else {}


def _as_people(rows: Iterable[Any]) -> People:
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


def notify_read(
    tx: Tx, rows: Iterable[Any], kind: str, facts: Mapping[str, Any], url: str, *, now: datetime
) -> None:
    """Notify the people of rows that have the columns of READER, which the caller's own statement has read already."""
    people = _as_people(rows)
    _deliver(tx, [News(frozenset(people), kind, url, facts)], people, now)


def choices_of(session: Any, person_id: int) -> dict[NoticeGroup, bool]:
    """Of each group that a person may choose: whether its notices come by e-mail."""
    muted = set(session.scalars(sa.select(MutedMail.group).where(MutedMail.person_id == person_id)))
    return {group: group not in muted for group in CHOOSABLE}
