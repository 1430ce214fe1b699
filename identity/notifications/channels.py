"""What carries a notice to a person. `app.py` names the channels, in the order in which they are handed each notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from psycopg.types.json import Json
from sqlalchemy.dialects.postgresql import insert

from core.db import Tx
from core.mail import operations as mail
from core.settings.addresses import absolute
from core.statements import HotStatement
from core.typed.visible import in_mail
from identity.notifications.models import Notice
from identity.notifications.words import notice_words


@dataclass(frozen=True, slots=True)
class Message:
    """One notice to one person."""

    person_id: int
    email: str
    locale: str
    kind: str
    facts: Mapping[str, Any]
    url: str
    by_mail: bool = True
    """Whether it goes by e-mail at once."""
    in_digest: bool = False
    """Whether it goes into the e-mail of the day."""
    about: str = ""
    """What an unread notice gathers: the next of the same adds its `count` to it. Empty gathers nothing."""


class Channel(Protocol):
    """A way to reach people: it writes what it has to send as rows of the caller's transaction, and commits nothing."""

    def deliver(self, tx: Tx, messages: Sequence[Message], now: datetime) -> None:
        """Take the messages of one event."""


_channels: list[Channel] = []


def deliver_by(*channels: Channel) -> None:
    """Let these carry notices, in this order. Naming them again replaces them."""
    _channels[:] = channels


def deliver(tx: Tx, messages: Sequence[Message], now: datetime) -> None:
    """Hand the messages to every channel."""
    for channel in _channels:
        channel.deliver(tx, messages, now)


_UNREAD_OF_ONE_MATTER = sa.text("read_at IS NULL AND about <> ''")
"""As the index says it, without parameters: a statement prepared for any values finds it too."""


def list_of_work() -> str:
    """Where a notice leads that speaks of several things."""
    return url_for("today.today")


def _insert_or_gather() -> HotStatement[Any]:
    """One notice, or the unread one of its matter with the two counts added."""
    kept = Notice.__table__.c
    columns = (kept.person_id, kept.kind, kept.facts, kept.url, kept.created_at, kept.about, kept.in_digest)
    fresh = insert(Notice.__table__).values({each: sa.bindparam(each.name) for each in columns})

    def counted(facts: Any) -> Any:
        return sa.cast(facts.op("->>")(sa.literal_column("'count'")), sa.BigInteger)

    count = sa.cast(counted(kept.facts) + counted(fresh.excluded.facts), sa.Text)
    gathered = sa.cast(
        sa.func.jsonb_set(
            sa.cast(kept.facts, sa.dialects.postgresql.JSONB),
            sa.literal_column("'{count}'", sa.ARRAY(sa.Text)),
            sa.cast(count, sa.dialects.postgresql.JSONB),
        ),
        sa.JSON,
    )
    inserted = fresh.on_conflict_do_update(
        index_elements=[kept.person_id, kept.kind, kept.about],
        index_where=_UNREAD_OF_ONE_MATTER,
        set_={
            "facts": gathered,
            "url": sa.bindparam("list_of_work"),
            "created_at": fresh.excluded.created_at,
            "in_digest": fresh.excluded.in_digest,
        },
    )
    return HotStatement(inserted.returning(kept.id))


_INSERT_OR_GATHER = _insert_or_gather()


class InApp:
    """The notices on a person's own page: every one, whatever is chosen."""

    def deliver(self, tx: Tx, messages: Sequence[Message], now: datetime) -> None:
        """Insert them; what gathers is added to the unread notice of the same matter."""
        for each in messages:
            notice = {
                "person_id": each.person_id,
                "kind": each.kind,
                "facts": Json(dict(each.facts)),
                "url": each.url,
                "created_at": now,
                "about": each.about,
                "in_digest": each.in_digest,
                "list_of_work": list_of_work(),
            }
            _INSERT_OR_GATHER.all(tx.session, notice)


@dataclass(slots=True)
class _Mails:
    """The e-mails that one transaction has written so far."""

    transaction: Any
    by_person: dict[int, tuple[int, list[tuple[str, str]]]]
    """By the person's id: the e-mail's id, and what happened with where it is seen."""


class Email:
    """E-mails in the reader's language. All that one transaction notifies a person of is one e-mail."""

    def deliver(self, tx: Tx, messages: Sequence[Message], now: datetime) -> None:
        """Write an e-mail to each, or add to the one that this transaction has written already."""
        mails = _mails_of(tx)
        for each in messages:
            if not each.by_mail:
                continue
            with force_locale(each.locale):
                entry = (notice_words(each.kind, facts_in_mail(each.facts)), each.url)
                known = mails.by_person.get(each.person_id)
                if known is None:
                    written = mail.send(tx, each.email, entry[0], mail_body([entry]), now=now)
                    mails.by_person[each.person_id] = (written, [entry])
                elif entry not in known[1]:
                    known[1].append(entry)
                    mail.rewrite(tx, known[0], mail_body(known[1]))


def _mails_of(tx: Tx) -> _Mails:
    current = tx.session.get_transaction()
    found: _Mails | None = tx.session.info.get("letters")
    if found is None or found.transaction is not current:
        found = tx.session.info["letters"] = _Mails(current, {})
    return found


def facts_in_mail(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as an e-mail may carry them: no name in it makes a link."""
    return {name: _in_mail(fact) for name, fact in facts.items()}


def _in_mail(fact: Any) -> Any:
    if isinstance(fact, Mapping):
        return {language: in_mail(name) for language, name in fact.items()}
    return in_mail(fact) if isinstance(fact, str) else fact


def mail_body(entries: Sequence[tuple[str, str]], *ending: str) -> str:
    """The body of an e-mail: what happened with where to look, for each; what else is to say; who writes."""
    lines: list[str] = []
    for words, url in entries:
        lines += [words, "", _("Open this page to see it:"), absolute(url), ""]
    for sentence in ending:
        lines += [sentence, ""]
    lines += [
        _("Office of Small and Medium Enterprises Promotion (OSMEP)"),
        _("Capability Improvement Coupon"),
    ]
    return "\n".join(lines)
