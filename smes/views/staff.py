"""The officers' list of SMEs, one SME's page for its members and for staff, and the decisions on it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.actor import Actor
from core.database.search import in_set
from core.db import db
from core.documents import operations as documents
from core.documents.pictures import serve_picture
from core.errors import NotFound
from core.labels import words_for
from core.permissions import Permission
from identity.organisations.appeals import appeal_days
from identity.organisations.officer_lists import (
    province_filter,
    registered_columns,
    registered_search,
    registration_turn,
)
from identity.people.history import history_rows
from smes import presenter, queries
from smes.labels import EVENTS, TONES, explain_sizing
from smes.models import UNQUALIFIED, Sme
from smes.services.confirm_update import confirm_update
from smes.services.reinstate_sme import reinstate_sme
from smes.services.reject_sme import reject_sme
from smes.services.return_sme import return_sme
from smes.services.return_update import return_update
from smes.services.suspend_sme import suspend_sme
from smes.services.verify_sme import verify_sme
from smes.states import SmeState, UpdateKind
from smes.views.blueprint import blueprint, tie_break
from web import Column, Filter, ListPage, choice_filter, current_actor, list_view, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.pages.offers import is_tied, offered
from web.queues.neighbours import Neighbours, neighbours

P = Permission


def _filters() -> list[Filter]:
    return [
        choice_filter(Sme.state, _l("State")),
        choice_filter(Sme.sector, _l("Sector")),
        choice_filter(Sme.size, _l("Size")),
        province_filter(Sme.province_code),
        Filter(
            "asked",
            _l("Waiting for a decision"),
            lambda: [
                ("changes", _("New information from registered businesses")),
                ("unqualified", _("Conditions no longer met")),
            ],
            _with_requests,
        ),
    ]


def _with_requests(statement: Any, chosen: str) -> Any:
    if chosen == "unqualified":
        return statement.where(UNQUALIFIED)
    waiting = queries.updates_waiting().subquery()
    return statement.where(in_set(Sme.organisation_id, sa.select(waiting.c.organisation_id)))


def _list() -> ListPage:
    return ListPage(
        columns=[
            *registered_columns(Sme, _l("Business")),
            Column("sector", _l("Sector"), lambda row: row.sector),
            Column("size", _l("Size"), lambda row: row.size),
            Column("state", _l("State"), lambda row: row.state, sort=Sme.state),
            Column("since", _l("Started on"), lambda row: row.created_at, sort=Sme.created_at),
        ],
        key=Sme.organisation_id,
        default_sort="since",
        file_name="smes",
        keys_first=True,
        filters=_filters(),
        search=registered_search(Sme.organisation_id),
        search_label=_l("Name or 13-digit number"),
    )


@blueprint.get("/")
@requires(P.SMES_SME_LIST)
@list_view
def index() -> Answer:
    """All SMEs, for the staff who work with them."""
    found = _list().answer(db.session(), queries.listed())
    return found if isinstance(found, Response) else render_template("smes/list.html", page=found)


@blueprint.get("/own")
@requires(P.SMES_SME_READ)
def own() -> AnyResponse:
    """The member's way to the page of the business acted for."""
    actor = current_actor()
    if actor.organisation_id is None:
        raise NotFound
    return redirect(url_for("smes.show", organisation_id=actor.organisation_id))


@blueprint.get("/<int:organisation_id>")
@requires(P.SMES_SME_READ)
def show(organisation_id: int) -> Answer:
    """One SME: its own members see where it stands, staff check and decide."""
    return _page(organisation_id)


DECISIONS = (P.SMES_SME_DECIDE, P.SMES_SME_SUSPEND)
"""What who is connected with the business leaves to others."""


def _page(organisation_id: int, form_error: FormError | None = None) -> str:
    tied = is_tied(current_actor(), organisation_id)
    actor = offered(current_actor(), tied=tied, barred=DECISIONS)
    today = clock.bangkok_date(clock.now())
    page = queries.sme_page(db.session(), organisation_id, tie_break(), actor=actor)
    return render_template(
        "smes/review.html" if actor.is_staff else "smes/mine.html",
        page=page,
        sme=page.sme,
        organisation=page.organisation,
        steps=presenter.steps(page.sme),
        turn=presenter.said_turn(page, actor, today)
        or registration_turn(presenter.GUIDE, page.sme, actor, today, appeal_days()),
        gates=presenter.gates(page),
        explanation=explain_sizing(page.sizing) if page.sizing else None,
        unmet=presenter.unmet(page),
        due=presenter.due_of_update,
        size_words=words_for(page.sizing.result) if page.sizing else None,
        history=history_rows(db.session(), EVENTS, TONES, ("sme", organisation_id), for_staff=actor.is_staff),
        actor=actor,
        tied=tied,
        form_error=form_error,
        papers=presenter.papers(page),
        around=_around(page.sme, actor),
    )


def _around(sme: Sme, actor: Actor) -> Neighbours | None:
    """What waits before and after, for who may decide it."""
    if not actor.is_staff or not actor.may(P.SMES_SME_DECIDE):
        return None
    place = sme.state_since if sme.state is SmeState.SUBMITTED else None
    return neighbours(db.session(), "sme:verify", sme.organisation_id, place, clock.now())


PAGE = ActingPage("smes.show", "organisation_id", _page)


@blueprint.post("/<int:organisation_id>/verify")
@requires(P.SMES_SME_DECIDE)
def verify(organisation_id: int) -> Answer:
    """Verify it; its size is frozen."""
    return PAGE.act(organisation_id, "verify", verify_sme, _("The SME is verified."), tie_break())


@blueprint.post("/<int:organisation_id>/return")
@requires(P.SMES_SME_DECIDE)
def send_back(organisation_id: int) -> Answer:
    """Return it with what is missing."""
    return PAGE.act_with_reason(
        organisation_id, "return", return_sme, _("The registration has been sent back for correction.")
    )


@blueprint.post("/<int:organisation_id>/reject")
@requires(P.SMES_SME_DECIDE)
def reject(organisation_id: int) -> Answer:
    """Reject it with the reason."""
    return PAGE.act_with_reason(organisation_id, "reject", reject_sme, _("The registration is rejected."))


@blueprint.post("/<int:organisation_id>/suspend")
@requires(P.SMES_SME_SUSPEND)
def suspend(organisation_id: int) -> Answer:
    """Stop new support for a while."""
    return PAGE.act_with_reason(organisation_id, "suspend", suspend_sme, _("The SME is suspended."))


@blueprint.post("/<int:organisation_id>/reinstate")
@requires(P.SMES_SME_SUSPEND)
def reinstate(organisation_id: int) -> Answer:
    """End the suspension."""
    return PAGE.act_with_reason(organisation_id, "reinstate", reinstate_sme, _("The SME is reinstated."))


@blueprint.post("/<int:organisation_id>/updates/<any(figures, declarations):kind>/<int:update_id>/confirm")
@requires(P.SMES_SME_DECIDE)
def confirm(organisation_id: int, kind: str, update_id: int) -> Answer:
    """Let what it said anew count."""
    return PAGE.act(
        organisation_id,
        f"confirm-{kind}",
        confirm_update,
        _("Confirmed. The new information is valid from now on."),
        UpdateKind(kind),
        update_id,
    )


@blueprint.post("/<int:organisation_id>/updates/<any(figures, declarations):kind>/<int:update_id>/return")
@requires(P.SMES_SME_DECIDE)
def send_update_back(organisation_id: int, kind: str, update_id: int) -> Answer:
    """Send it back with what is wrong."""
    return PAGE.act_with_reason(
        organisation_id,
        f"return-{kind}",
        return_update,
        _("Sent back. The previous information remains valid."),
        UpdateKind(kind),
        update_id,
    )


@blueprint.get("/<int:organisation_id>/documents/<int:document_id>")
@requires(P.SMES_SME_READ, P.SMES_SME_REGISTER)
def document(organisation_id: int, document_id: int) -> AnyResponse:
    """A file of the registration."""
    return documents.serve(
        queries.own_document(db.session(), organisation_id, document_id, actor=current_actor())
    )


@blueprint.get("/<int:organisation_id>/documents/<int:document_id>/picture")
@requires(P.SMES_SME_READ)
def document_picture(organisation_id: int, document_id: int) -> AnyResponse:
    """The same, to be looked at in the page where it is checked."""
    return serve_picture(
        queries.own_document(db.session(), organisation_id, document_id, actor=current_actor())
    )
