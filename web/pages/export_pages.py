"""Files that were prepared for somebody: asking for one, its page, and the file, for that person alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from core import clock
from core.db import db
from core.documents import operations as documents
from core.documents.models import Document
from core.documents.operations import EXPORT as EXPORT_KIND
from core.errors import NotFound, Refused
from core.settings import installation
from core.tasks.models import LongWork
from core.tasks.states import WorkRefusal
from web.access import current_actor, in_capacity, may_open, signed_in_only
from web.edge.requests import leads_on
from web.forms.acting import Answer
from web.lists.exports import EXPORT, LONGEST_ADDRESS, export_at, list_url, title_at
from web.lists.services.ask_export import ask_export
from web.lists.table_files import MEDIA
from web.pages.today import layout_for

blueprint = Blueprint("exports", __name__, url_prefix="/exports")


@blueprint.post("/")
@signed_in_only
@in_capacity
def ask() -> Answer:
    """Have the file prepared; go to the page that shows how far it is."""
    address, kind = request.form.get("address", ""), request.form.get("format", "")
    if kind not in MEDIA or not leads_on(address) or len(address) > LONGEST_ADDRESS:
        raise BadRequest
    actor = current_actor()
    with export_at(address, actor, g.locale) as export:
        name = export.name
    try:
        work_id = ask_export(EXPORT, name, address, kind, g.locale, actor=actor, now=clock.now())
    except Refused as refused:
        if refused.reason is not WorkRefusal.UNDER_WAY:
            raise
        work_id = refused.facts["work_id"]
        flash(
            _("Another file is already being prepared for you. Request this one when that one is ready."),
            "info",
        )
    return redirect(url_for("work.work", work_id=work_id), 303)


def _own(export_id: int) -> tuple[LongWork, Document | None]:
    """The work, and its file unless it was deleted since. NotFound for anyone but who asked, in the same capacity.

    Who may no longer open the list may no longer have its file.
    """
    actor = current_actor()
    work = db.session().scalar(
        sa.select(LongWork).where(
            LongWork.kind == EXPORT.name,
            LongWork.result_id == export_id,
            LongWork.asked_by_id == actor.person_id,
        )
    )
    same = work is not None and work.acting_as == installation.people().capacity_key(actor)
    if work is None or not same or not may_open(actor, work.arguments["address"]):
        raise NotFound
    document = db.session().get(Document, export_id)
    return work, document if document is not None and document.kind == EXPORT_KIND else None


@blueprint.get("/<int:export_id>")
@signed_in_only
def export(export_id: int) -> str:
    """The file that is ready, and until when it is kept."""
    work, document = _own(export_id)
    days: int = installation.settings().export_days
    page: dict[str, Any] = {
        "work": work,
        "document": document,
        "title": title_at(work.arguments["address"]),
        "subject": EXPORT.subject(db.session(), work.arguments),
        "kept_until": work.state_since + timedelta(days=days),
        "back_url": list_url(work.arguments["address"]),
    }
    return render_template("work/export.html", **page, layout=layout_for(current_actor()))


@blueprint.get("/<int:export_id>/file")
@signed_in_only
def file(export_id: int) -> Response:
    """The file itself."""
    _work, document = _own(export_id)
    if document is None:
        raise NotFound
    return documents.serve(document)
