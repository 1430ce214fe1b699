"""A person's second factors are reset by two people: one asks, another confirms."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core import clock
from core.audit import operations as audit
from core.db import db
from core.errors import NotFound, Refused
from core.labels import words_for
from core.permissions import Permission
from identity.accounts.views.fresh import fresh
from identity.blueprint import blueprint
from identity.factor_resets.commands import CONFIRM_FACTOR_RESET
from identity.factor_resets.models import FactorReset
from identity.factor_resets.queries import factor_resets_asked, waits_for_second
from identity.factor_resets.services.ask_factor_reset import ask_factor_reset
from identity.factor_resets.services.confirm_factor_reset import confirm_factor_reset
from identity.factor_resets.services.decline_factor_reset import decline_factor_reset
from identity.factor_resets.services.withdraw_factor_reset import withdraw_factor_reset
from identity.people.forms import ForAccountForm
from identity.people.queries import person_of_email
from identity.staff.origins import request_bars
from web import card_page, current_actor, refused_to_form, requires
from web.forms.acting import ActingPage, Answer
from web.lists.listing import MINE


@blueprint.get("/factor-resets")
@requires(Permission.IDENTITY_STAFF_CONFIRM)
def factor_resets() -> str:
    """Requests that await their second person."""
    return _page()


def _page(problem: str = "", *, at: int | None = None) -> str:
    """`at`: the one request about which something was refused."""
    reads, actor = db.session(), current_actor()
    statement = factor_resets_asked()
    if request.args.get("turn") == MINE:
        statement = statement.where(waits_for_second(actor, clock.now()))
    page = card_page(reads, statement, FactorReset.asked_at, FactorReset.id, only=at)
    bars = request_bars(reads, page.rows, actor.known_person_id, clock.now())
    reasons = {key: CONFIRM_FACTOR_RESET.bar(actor.person_id, facts) for key, facts in bars.items()}
    return render_template(
        "identity/factor_resets.html",
        page=page,
        at=at,
        reasons=audit.read_reasons(reads, [reset.reason_id for reset in page.rows]),
        bars={key: words_for(reason) for key, reason in reasons.items() if reason},
        me=actor.person_id,
        may_ask=actor.may(Permission.IDENTITY_STAFF_MANAGE),
        problem=problem,
    )


PAGE = ActingPage(
    "identity.factor_resets", None, lambda reset_id, form_error: _page(form_error.words, at=reset_id)
)


@blueprint.route("/factor-resets/ask", methods=["GET", "POST"])
@requires(Permission.IDENTITY_STAFF_MANAGE)
@fresh
def ask_reset() -> str | Response:
    """Ask for a reset, for somebody whose phone and recovery codes are lost."""
    form = ForAccountForm()
    if form.validate_on_submit():
        try:
            person_id = person_of_email(db.session(), form.email.data.strip().lower())
            ask_factor_reset(person_id, form.reason.data, actor=current_actor(), now=clock.now())
        except NotFound:
            form.email.errors = [_("No account has this e-mail address.")]
        except Refused as refused:
            refused_to_form(refused, form, "email")
        else:
            flash(_("Requested. Another administrator or an approver must confirm it."), "good")
            return redirect(url_for("identity.factor_resets"), code=303)
    return render_template("identity/ask_factor_reset.html", form_=form)


@blueprint.post("/factor-resets/<int:reset_id>/confirm")
@requires(Permission.IDENTITY_STAFF_CONFIRM)
@fresh
def confirm_reset(reset_id: int) -> Answer:
    """Remove the person's second factors."""
    done = _("The second factors have been removed, and the person has been notified.")
    return PAGE.act(reset_id, "confirm", confirm_factor_reset, done)


@blueprint.post("/factor-resets/<int:reset_id>/decline")
@requires(Permission.IDENTITY_STAFF_CONFIRM)
@fresh
def decline_reset(reset_id: int) -> Answer:
    """Remove nothing."""
    return PAGE.act(reset_id, "decline", decline_factor_reset, _("Declined. Nothing was removed."))


@blueprint.post("/factor-resets/<int:reset_id>/withdraw")
@requires(Permission.IDENTITY_STAFF_MANAGE)
@fresh
def withdraw_reset(reset_id: int) -> Answer:
    """Who asked, or another administrator, takes the request back."""
    done = _("The request has been withdrawn. Nothing was removed.")
    return PAGE.act(reset_id, "withdraw", withdraw_factor_reset, done)
