"""A person's own pages: whom I act for, my account."""

from __future__ import annotations

from flask import redirect, render_template, request, session
from flask_security.utils import validate_redirect_url
from werkzeug.wrappers import Response

from core import clock
from core.errors import NotFound
from core.web import current_actor, signed_in_only
from identity.actors import SELF
from identity.services.choose_capacity import choose_capacity
from identity.views.blueprint import blueprint
from identity.views.standing import CHOICE, standing


def _next() -> str:
    wanted = request.values.get("next", "")
    return wanted if wanted.startswith("/") and validate_redirect_url(wanted) else "/today"


@blueprint.get("/act-for")
@signed_in_only
def choose() -> str:
    """Several capacities: which one now?"""
    found = standing()
    if found is None:
        raise NotFound
    return render_template("identity/choose.html", choices=found.choices, after=_next(), alone=SELF)


@blueprint.post("/act-for/<string:choice>")
@signed_in_only
def act_for(choice: str) -> Response:
    """Act in this capacity from now on."""
    session[CHOICE] = choose_capacity(choice, actor=current_actor(), now=clock.now())
    return redirect(_next(), code=303)


@blueprint.get("/me")
@signed_in_only
def me() -> str:
    """My account."""
    return render_template("identity/me.html")
