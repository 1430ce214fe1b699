"""What a person may have a copy of: notices, and which are not wanted by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.labels import words_for
from core.personal_data import Part, Subject
from identity.notifications.models import MutedMail, Notice
from identity.notifications.words import group_of, is_worded, notice_words
from identity.people.personal_data import rows_about


def _notices(subject: Subject) -> Any:
    table = Notice
    return rows_about(subject, table, table.created_at, table.kind, table.facts, table.url, table.read_at)


def _muted_mails(subject: Subject) -> Any:
    return sa.select(MutedMail.group, MutedMail.since).where(MutedMail.person_id == subject.person_id)


def _about(kind: str, _row: Mapping[str, Any]) -> str:
    return words_for(group_of(kind)) if is_worded(kind) else _("News")


PARTS = (
    Part("notices", _l("Your notifications"), _notices),
    Part("muted_mails", _l("Notifications that you do not want by e-mail"), _muted_mails),
)
READERS = {
    "notices.facts": lambda facts, row: notice_words(row["kind"], facts),
    "notices.kind": _about,
}
