"""Requests that change somebody's rights: one officer has asked, another confirms or declines."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from core import clock
from core.audit import operations as audit
from core.calendar.due import due_on
from core.commands import Command
from core.db import db
from core.documents import operations as documents
from core.documents.models import Document
from core.documents.operations import FileProblem
from core.errors import NotFound, Refused
from core.permissions import Permission
from core.settings import installation
from core.settings.contact import HELP_TELEPHONE
from identity.accounts.views.fresh import fresh
from identity.blueprint import blueprint
from identity.organisations.queries import connections, owner_of
from identity.rights_requests.commands import (
    CONFIRM_RIGHTS_REQUEST,
    DECLINE_RIGHTS_REQUEST,
    WITHDRAW_RIGHTS_REQUEST,
)
from identity.rights_requests.forms import ReplaceOwnerForm
from identity.rights_requests.models import RightsRequest
from identity.rights_requests.queries import (
    AUTHORITY,
    OPEN,
    bars_of,
    replacement_of,
    to_read,
    waits_for_second,
    why_not_replaced,
)
from identity.rights_requests.services.ask_owner_replacement import Replacement, ask_owner_replacement
from identity.rights_requests.services.confirm_rights_request import confirm_rights_request
from identity.rights_requests.services.decline_rights_request import decline_rights_request
from identity.rights_requests.services.object_to_replacement import object_to_replacement
from identity.rights_requests.services.withdraw_rights_request import withdraw_rights_request
from identity.rights_requests.states import CONFIRM_RIGHTS_WITHIN, RightsRequestState
from web import card_page, current_actor, refused_to_form, requires, signed_in_only
from web.forms.acting import ActingPage, Answer, ReasonForm
from web.lists.listing import MINE

_ASKS = tuple(sorted({authority.asks for authority in AUTHORITY.values()}))
_CONFIRMS = tuple(sorted({authority.confirms for authority in AUTHORITY.values()}))


@blueprint.get("/rights-requests")
@requires(*_ASKS, *_CONFIRMS)
def rights_requests() -> str:
    """What awaits a second person, or its day."""
    return _page()


def _page(problem: str = "", *, at: int | None = None, reason_error: str | None = None) -> str:
    """`at`: the one request about which something was refused, and what was wrong with its reason."""
    reads, actor = db.session(), current_actor()
    may_ask = {kind for kind, each in AUTHORITY.items() if actor.may(each.asks)}
    may_confirm = {kind for kind, each in AUTHORITY.items() if actor.may(each.confirms)}
    statement = to_read(may_ask | may_confirm, clock.now())
    if request.args.get("turn") == MINE:
        statement = statement.where(waits_for_second(actor, clock.now()))
    page = card_page(reads, statement, RightsRequest.asked_at, RightsRequest.id, only=at)
    found = page.rows
    bars = bars_of(reads, found, actor.known_person_id, clock.now())
    connected = connections(reads, actor.known_person_id, clock.now())
    kept = [reason_id for each in found for reason_id in (each.reason_id, each.state_reason_id)]

    def barred(command: Command) -> dict[int, StrEnum]:
        reasons = ((key, command.refusal(actor, facts, connected)) for key, facts in bars.items())
        return {key: reason for key, reason in reasons if reason}

    return render_template(
        "identity/rights_requests.html",
        page=page,
        reasons=audit.read_reasons(reads, kept),
        bars=barred(CONFIRM_RIGHTS_REQUEST),
        not_declined=barred(DECLINE_RIGHTS_REQUEST),
        not_withdrawn=barred(WITHDRAW_RIGHTS_REQUEST),
        may_ask=may_ask,
        may_confirm=may_confirm,
        days=_days(),
        due={each.id: due_on(CONFIRM_RIGHTS_WITHIN, each.asked_at) for each in found},
        problem=problem,
        at=at,
        reason_error=reason_error,
        reason_value=request.form.get("reason", ""),
    )


PAGE = ActingPage(
    "identity.rights_requests", None, lambda request_id, form_error: _page(form_error.words, at=request_id)
)


def _days() -> int:
    return int(installation.settings().owner_objection_days)


@blueprint.get("/rights-requests/<int:request_id>/evidence")
@requires(Permission.IDENTITY_ORGANISATION_CHANGE, Permission.IDENTITY_ORGANISATION_CONFIRM)
def owner_evidence(request_id: int) -> FlaskResponse:
    """What proves that the owner is gone."""
    row = db.session.get(RightsRequest, request_id)
    document = db.session.get(Document, row.document_id) if row and row.document_id else None
    if document is None:
        raise NotFound
    return documents.serve(document)


@blueprint.route("/members/<int:membership_id>/replace", methods=["GET", "POST"])
@requires(Permission.IDENTITY_ORGANISATION_CHANGE)
@fresh
def replace_member(membership_id: int) -> str | Response:
    """Ask that an owner who is gone be replaced; another officer confirms."""
    form, owner = ReplaceOwnerForm(), owner_of(db.session(), membership_id)
    why_not = why_not_replaced(db.session(), owner.organisation_id, current_actor(), clock.now())
    if form.validate_on_submit():
        draft = Replacement(
            form.email.data,
            form.reason.data,
            form.evidence.data.read(documents.MAX_BYTES + 1),
            form.evidence.data.filename or "",
        )
        try:
            ask_owner_replacement(membership_id, draft, actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, "evidence" if isinstance(refused.reason, FileProblem) else "email")
        else:
            flash(_("Requested. Another officer must confirm it."), "good")
            return redirect(url_for("identity.rights_requests"), code=303)
    return render_template(
        "identity/replace_owner.html",
        form_=form,
        owner=owner,
        days=_days(),
        why_not=why_not.get(membership_id) if request.method == "GET" else None,
    )


@blueprint.route("/owner-changes/<int:request_id>", methods=["GET", "POST"])
@signed_in_only
@fresh
def owner_change(request_id: int) -> str | Response:
    """For an owner who is to be replaced: what was asked, and how to object."""
    form, actor = ReasonForm(), current_actor()
    found = replacement_of(db.session(), request_id, actor.known_person_id)
    if form.validate_on_submit():
        try:
            object_to_replacement(request_id, form.reason.data, actor=actor, now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, "reason")
        else:
            flash(
                _("You have objected. You are still the owner, and the officers have been notified."), "good"
            )
            return redirect(url_for("identity.owner_change", request_id=request_id), code=303)
    return render_template(
        "identity/owner_change.html",
        form_=form,
        found=found,
        is_open=found.state in OPEN,
        waits=found.state is RightsRequestState.WAITING,
        due=due_on(CONFIRM_RIGHTS_WITHIN, found.asked_at),
        ended=_ENDED.get(found.state),
    )


_ENDED = {
    RightsRequestState.DONE: _l(
        "Another person is now the owner instead of you. If this is wrong, call %(telephone)s.",
        telephone=HELP_TELEPHONE,
    ),
    RightsRequestState.OBJECTED: _l("You objected. You are still the owner, and nothing was changed."),
    RightsRequestState.DECLINED: _l(
        "Another officer declined the request. You are still the owner, and nothing was changed."
    ),
    RightsRequestState.WITHDRAWN: _l(
        "The request was withdrawn. You are still the owner, and nothing was changed."
    ),
    RightsRequestState.LAPSED: _l("The request expired. You are still the owner, and nothing was changed."),
}
"""What an owner reads of a request that has ended."""


@blueprint.post("/rights-requests/<int:request_id>/confirm")
@requires(*_CONFIRMS)
@fresh
def confirm_request(request_id: int) -> Answer:
    """Let it take effect."""
    confirm = partial(confirm_rights_request, objection_days=_days())
    return PAGE.act(request_id, "confirm", confirm, _("Confirmed. The person concerned has been notified."))


@blueprint.post("/rights-requests/<int:request_id>/decline")
@requires(*_CONFIRMS)
@fresh
def decline_request(request_id: int) -> Answer:
    """Change nothing."""
    form = ReasonForm()
    if not form.validate():
        return _page(at=request_id, reason_error=form.problem), 400
    done = _("Declined. Nothing was changed.")
    return PAGE.act(request_id, "decline", decline_rights_request, done, form.reason.data)


@blueprint.post("/rights-requests/<int:request_id>/withdraw")
@requires(*_ASKS)
@fresh
def withdraw_request(request_id: int) -> Answer:
    """Who asked, or another administrator, takes the request back."""
    done = _("The request has been withdrawn. Nothing was changed.")
    return PAGE.act(request_id, "withdraw", withdraw_rights_request, done)
