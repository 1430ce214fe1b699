"""A person's notices."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from core import clock
from core.db import db
from identity.blueprint import blueprint
from identity.notifications.queries import NOTICES_A_PAGE, notices_of, unread_notices
from identity.notifications.services.read_all_notices import read_all_notices
from identity.notifications.services.read_notice import read_notice
from web import current_actor, signed_in_only

UNREAD = "unread"


@blueprint.get("/notices")
@signed_in_only
def notices() -> str:
    """My notices, the newest first: all of them, or those that I have not read."""
    person_id, typed = current_actor().known_person_id, request.args.get("before", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
    unread_only = request.args.get("show") == UNREAD
    rows = notices_of(db.session(), person_id, NOTICES_A_PAGE + 1, unread_only=unread_only, before=before)
    shown, more = rows[:NOTICES_A_PAGE], len(rows) > NOTICES_A_PAGE
    return render_template(
        "identity/notices.html",
        rows=shown,
        unread_only=unread_only,
        is_first=before is None,
        older=shown[-1].id if more else None,
    )


@blueprint.post("/notices/<int:notice_id>/read")
@signed_in_only
def open_notice(notice_id: int) -> BaseResponse:
    """Go where a notice leads."""
    return redirect(read_notice(notice_id, actor=current_actor(), now=clock.now()), code=303)


@blueprint.post("/notices/read")
@signed_in_only
def read_notices() -> BaseResponse:
    """I have seen them all."""
    read_all_notices(actor=current_actor(), now=clock.now())
    return redirect(url_for("identity.notices"), code=303)


def unread_count() -> int:
    """How many notices the reader has not read; asked once a request, where the header shows it."""
    if "unread_notices" not in g:
        person_id = current_actor().person_id
        g.unread_notices = unread_notices(db.session(), person_id) if person_id is not None else 0
    count: int = g.unread_notices
    return count
