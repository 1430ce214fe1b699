"""What schemes bring to the whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from core.actor import Actor
from core.registry import InboxItem
from schemes import help_topics, inbox, labels, personal_data
from schemes.categories import cli
from schemes.eligibility import labels as eligibility_labels
from schemes.versions import inbox as version_inbox
from schemes.versions.views import blueprint as versions
from schemes.views import blueprint
from web.module import Module


def _inbox(session: Session, actor: Actor, now: datetime) -> Iterator[InboxItem]:
    yield from inbox.inbox(session, actor, now)
    yield from version_inbox.inbox(session, actor, now)


MODULE = Module(
    "schemes",
    blueprints=(blueprint, versions),
    labels=(*labels.LABELS, *eligibility_labels.LABELS),
    audit_words=labels.AUDIT_WORDS,
    subjects=labels.SUBJECTS,
    inbox=_inbox,
    queues=(*inbox.QUEUES, *version_inbox.QUEUES),
    help_topics=help_topics.TOPICS,
    navigation=inbox.NAVIGATION,
    finders=inbox.FINDERS,
    personal_data=personal_data.PERSONAL_DATA,
    cli=(cli.seed,),
)
