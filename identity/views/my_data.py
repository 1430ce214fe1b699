"""What is kept about me: chapters to read, and all of it as one file (PDPA s.30, s.31)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from typing import Any

from flask import Response, current_app, g, render_template, send_file
from flask_babel import gettext as _
from flask_login import current_user

from core import clock, personal_data, slots
from core.db import db, reading
from core.errors import NotFound, TryLater
from core.labels import has_words, words_for
from core.money import Money
from core.personal_data import Subject, rows_of, write_json
from core.slots import Busy
from core.thai import be_date, be_datetime
from core.trail import event_words, subject_kinds
from core.web import current_actor, signed_in_only
from core.web.exports import IN_MEMORY, RETRY_SECONDS
from identity.notifications.words import notice_words
from identity.personal_data import owned_by
from identity.views.blueprint import blueprint
from identity.views.devices import account_digest
from identity.views.fresh import fresh

SHOWN = 10
"""Rows of a part that the page shows; all of them are in the file."""


def _subject() -> Subject:
    email, person_id = current_user.email, current_actor().known_person_id
    return Subject(person_id, email, account_digest(email), cache(partial(owned_by, db.session(), person_id)))


@blueprint.get("/me/data")
@signed_in_only
@fresh
def data() -> str:
    """What there is to read, and the file."""
    return render_template("identity/my_data.html", chapters=personal_data.in_order())


@blueprint.get("/me/data/<string:chapter>")
@signed_in_only
@fresh
def data_chapter(chapter: str) -> str:
    """The newest rows of each part of a chapter."""
    found = personal_data.chapters.get(chapter)
    if found is None:
        raise NotFound
    subject, session = _subject(), db.session()
    parts = [(part.title, [*rows_of(session, part, subject, most=SHOWN + 1)]) for part in found.parts]
    shown = [(title, [[*_pairs(row)] for row in rows[:SHOWN]], len(rows) > SHOWN) for title, rows in parts]
    return render_template("identity/my_data_chapter.html", title=found.title, parts=shown, most=SHOWN)


@blueprint.get("/me/data/file")
@signed_in_only
@fresh
def data_file() -> Response:
    """All of it as JSON, written whole before its first byte leaves. TryLater while as many files are being made."""
    subject, settings = _subject(), current_app.extensions["settings"]
    with slots.one_of(settings.exports_at_once, "my-data", settings) as free:
        if not free:
            raise TryLater(Busy.OTHER_LISTS, RETRY_SECONDS)
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
        with reading() as session:
            write_json(file, session, subject)
    size = file.tell()
    file.seek(0)
    name = f"my-data-{clock.bangkok_date(clock.now())}.json"
    answer = send_file(file, "application/json", as_attachment=True, download_name=name, conditional=False)
    answer.content_length, answer.headers["Cache-Control"] = size, "private, no-store"
    return answer


def _pairs(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a row says, by the words of its columns, without what it does not say."""
    for name, value in row.items():
        words = _worded(name, value, row)
        if words:
            yield str(personal_data.heads[name]), words


def _worded(name: str, value: Any, row: dict[str, Any]) -> str:
    if value is None or value == "":
        return ""
    if name == "facts":
        return notice_words(row["kind"], value) if "kind" in row else _listed(value)
    if name == "name" and value in event_words:
        return str(event_words[value])
    if name == "subject_kind" and value in subject_kinds:
        return str(subject_kinds[value].label)
    return _printed(name, value)


def _printed(name: str, value: Any) -> str:
    if isinstance(value, StrEnum):
        return words_for(value) if has_words(value) else value.value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return be_datetime(value, g.get("locale", "th"))
    if isinstance(value, date):
        return be_date(value, g.get("locale", "th"))
    return str(Money(value)) if name.endswith("_satang") else str(value)


def _listed(facts: dict[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in facts.items())
