"""Requests that move somebody's rights: one officer has asked, another confirms or declines."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core import audit, clock
from core.db import db
from core.errors import Refused
from core.labels import words_for
from core.permissions import Permission
from core.web import current_actor, requires
from identity import queries
from identity.commands import CONFIRM_RIGHTS_REQUEST
from identity.role_grants import request_bars
from identity.services.confirm_rights_request import confirm_rights_request
from identity.services.decline_rights_request import decline_rights_request
from identity.services.withdraw_rights_request import withdraw_rights_request
from identity.views.blueprint import blueprint
from identity.views.fresh import fresh

_READERS = (Permission.IDENTITY_STAFF_CONFIRM, Permission.IDENTITY_ACCOUNT_MANAGE)


@blueprint.get("/rights-requests")
@requires(*_READERS)
def rights_requests() -> str:
    """What awaits a second person."""
    return _page()


def _page(problem: str = "") -> str:
    reads, actor = db.session(), current_actor()
    asked = queries.rights_requests_asked(reads)
    bars = request_bars(reads, asked, actor.known_person_id, clock.now())
    reasons = {key: CONFIRM_RIGHTS_REQUEST.bar(actor.person_id, facts) for key, facts in bars.items()}
    return render_template(
        "identity/rights_requests.html",
        asked=asked,
        reasons=audit.read_reasons(reads, [each.reason_id for each in asked]),
        bars={key: words_for(reason) for key, reason in reasons.items() if reason},
        me=actor.person_id,
        may_confirm=actor.may(Permission.IDENTITY_STAFF_CONFIRM),
        may_withdraw=actor.may(Permission.IDENTITY_ACCOUNT_MANAGE),
        problem=problem,
        reason_value=request.form.get("reason", ""),
    )


@blueprint.post("/rights-requests/<int:request_id>/confirm")
@requires(Permission.IDENTITY_STAFF_CONFIRM)
@fresh
def confirm_request(request_id: int) -> str | Response | tuple[str, int]:
    """Let it take effect."""
    try:
        confirm_rights_request(request_id, actor=current_actor(), now=clock.now())
    except Refused as refused:
        return _page(words_for(refused.reason, **refused.facts)), 409
    flash(_("Confirmed. The person has been told."), "good")
    return redirect(url_for("identity.rights_requests"), code=303)


@blueprint.post("/rights-requests/<int:request_id>/decline")
@requires(Permission.IDENTITY_STAFF_CONFIRM)
@fresh
def decline_request(request_id: int) -> str | Response | tuple[str, int]:
    """Change nothing."""
    reason = request.form.get("reason", "")
    try:
        decline_rights_request(request_id, reason, actor=current_actor(), now=clock.now())
    except Refused as refused:
        return _page(words_for(refused.reason, **refused.facts)), 409
    flash(_("Declined. Nothing was changed."), "good")
    return redirect(url_for("identity.rights_requests"), code=303)


@blueprint.post("/rights-requests/<int:request_id>/withdraw")
@requires(Permission.IDENTITY_ACCOUNT_MANAGE)
@fresh
def withdraw_request(request_id: int) -> str | Response | tuple[str, int]:
    """Who asked, or another administrator, takes the request back."""
    try:
        withdraw_rights_request(request_id, actor=current_actor(), now=clock.now())
    except Refused as refused:
        return _page(words_for(refused.reason, **refused.facts)), 409
    flash(_("The request has been withdrawn. Nothing was changed."), "good")
    return redirect(url_for("identity.rights_requests"), code=303)
