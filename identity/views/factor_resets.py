"""A person's second factors are reset by two persons: one asks, another confirms."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core import clock
from core.db import db
from core.errors import NotFound, Refused
from core.labels import words_for
from core.permissions import Permission
from core.web import current_actor, refused_to_form, requires
from identity import queries
from identity.forms import FactorResetForm
from identity.services.ask_factor_reset import ask_factor_reset
from identity.services.confirm_factor_reset import confirm_factor_reset
from identity.services.decline_factor_reset import decline_factor_reset
from identity.views.blueprint import blueprint
from identity.views.fresh import fresh


@blueprint.get("/factor-resets")
@requires(Permission.IDENTITY_STAFF_CONFIRM)
def factor_resets() -> str:
    """Requests that await their second person."""
    return _page()


def _page(problem: str = "") -> str:
    actor = current_actor()
    return render_template(
        "identity/factor_resets.html",
        rows=queries.factor_resets_asked(db.session()),
        me=actor.person_id,
        may_ask=actor.may(Permission.IDENTITY_STAFF_MANAGE),
        problem=problem,
    )


@blueprint.route("/factor-resets/ask", methods=["GET", "POST"])
@requires(Permission.IDENTITY_STAFF_MANAGE)
@fresh
def ask_reset() -> str | Response:
    """Ask for a reset, for somebody whose phone and recovery codes are lost."""
    form = FactorResetForm()
    if form.validate_on_submit():
        try:
            person_id = queries.person_of_email(db.session(), form.email.data.strip().lower())
            ask_factor_reset(person_id, form.reason.data, actor=current_actor(), now=clock.now())
        except NotFound:
            form.email.errors = [_("Nobody has this e-mail.")]
        except Refused as refused:
            refused_to_form(refused, form, "email")
        else:
            flash(_("Asked for. Another administrator or an approver confirms it."), "good")
            return redirect(url_for("identity.factor_resets"), code=303)
    return render_template("identity/ask_factor_reset.html", form_=form)


@blueprint.post("/factor-resets/<int:reset_id>/confirm")
@requires(Permission.IDENTITY_STAFF_CONFIRM)
@fresh
def confirm_reset(reset_id: int) -> str | Response | tuple[str, int]:
    """Remove the person's second factors."""
    try:
        confirm_factor_reset(reset_id, actor=current_actor(), now=clock.now())
    except Refused as refused:
        return _page(words_for(refused.reason, **refused.facts)), 409
    flash(_("The second factors are removed, and the person has been told."), "good")
    return redirect(url_for("identity.factor_resets"), code=303)


@blueprint.post("/factor-resets/<int:reset_id>/decline")
@requires(Permission.IDENTITY_STAFF_CONFIRM)
@fresh
def decline_reset(reset_id: int) -> str | Response | tuple[str, int]:
    """Remove nothing."""
    try:
        decline_factor_reset(reset_id, actor=current_actor(), now=clock.now())
    except Refused as refused:
        return _page(words_for(refused.reason, **refused.facts)), 409
    flash(_("Declined. Nothing was removed."), "good")
    return redirect(url_for("identity.factor_resets"), code=303)
