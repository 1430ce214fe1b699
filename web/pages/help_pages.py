"""Help for the page that one is on: what can be done there by this reader, which keys help, whom to call."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, g, render_template, request, url_for

from core import registry
from core.actor import ANONYMOUS, Actor
from core.settings import installation
from web.access import public
from web.pages.today import layout_for

blueprint = Blueprint("help", __name__, url_prefix="/help")


@blueprint.get("/<string:name>")
@public
def topic(name: str) -> str:
    """What the reader may do on the pages of this topic. A topic that there is none of is a page that is not there."""
    found = registry.help_topics.get(name) or abort(404)
    actor: Actor = g.get("actor") or ANONYMOUS
    lines = [line.text for line in found.lines if not line.permissions or actor.may_any(line.permissions)]
    layout = "layouts/public.html" if actor == ANONYMOUS else layout_for(actor)
    return render_template("help/topic.html", topic=found, lines=lines, layout=layout)


def _address() -> str:
    """Where this page is explained; questions and answers where no package says more."""
    found = registry.help_topic(request.endpoint)
    return url_for("help.topic", name=found.name) if found else url_for("openness.help_page")


def _contact() -> dict[str, str]:
    settings = installation.settings()
    return {"telephone": settings.help_telephone, "email": settings.help_email}


def init_app(app: Flask) -> None:
    """Every layout leads to the help of its page."""
    app.jinja_env.globals.update(help_address=_address, help_contact=_contact)
