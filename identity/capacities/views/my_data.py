"""What is kept about me: chapters to read, and all of it as one file (PDPA s.30, s.31)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from flask import Response, g, render_template, send_file
from flask_login import current_user

from core import clock, personal_data
from core.db import db, reading
from core.documents import slots
from core.documents.slots import Busy
from core.errors import NotFound, TryLater
from core.personal_data import Part, Subject, rows_of, worded, write_json
from core.settings import installation
from core.thai.writing import be_date, be_datetime
from identity.accounts.views.fresh import fresh
from identity.accounts.views.security.devices import account_digest
from identity.blueprint import blueprint
from identity.organisations.personal_data import owned_by
from web import current_actor, signed_in_only
from web.lists.exports import IN_MEMORY, RETRY_SECONDS

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
    parts = [(part, [*rows_of(session, part, subject, most=SHOWN + 1)]) for part in found.parts]
    shown = [
        (part.title, [[*_pairs(part, row)] for row in rows[:SHOWN]], len(rows) > SHOWN)
        for part, rows in parts
    ]
    return render_template("identity/my_data_chapter.html", title=found.title, parts=shown, most=SHOWN)


@blueprint.get("/me/data/file")
@signed_in_only
@fresh
def data_file() -> Response:
    """All of it as JSON, written whole before its first byte leaves. TryLater while as many files are being made."""
    subject, settings = _subject(), installation.settings()
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


def _pairs(part: Part, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a row says, by the words of its columns, without what it does not say."""
    for name, value in row.items():
        words = worded(part, name, value, row)
        if words is None:
            words = _printed(value)
        if words:
            yield str(personal_data.heads[name]), words


def _printed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return be_datetime(value, g.get("locale", "th"))
    if isinstance(value, date):
        return be_date(value, g.get("locale", "th"))
    return str(value)
