"""One search for everything: numbers lead straight to what has them, words to what is called so."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from core.database.search import TRIGRAM
from core.db import db
from web.access import current_actor, signed_in_only
from web.finders import asked_by, by_number, by_words, sought
from web.pages.today import layout_for

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@signed_in_only
def search() -> str | Response:
    """What the reader may open and what was typed names. One thing with exactly that number is opened at once."""
    actor, session = current_actor(), db.session()
    what = sought(request.args.get("q", ""))
    found = list(by_number(session, actor, what)) if what.text else []
    hits = [hit for each in found for hit in each.hits]
    if len(hits) == 1:
        return redirect(hits[0].url)
    if not found and what.is_long_enough:
        found = list(by_words(session, actor, what))
    return render_template(
        "today/search.html",
        typed=what.text,
        found=found,
        is_too_short=bool(what.text) and not what.is_long_enough,
        kinds=[finder.label for finder in asked_by(actor)],
        shortest=TRIGRAM,
        layout=layout_for(actor),
    )
