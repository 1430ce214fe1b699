"""The pages of changes of indicators: the list, one, and the form that proposes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.db import db
from core.documents import operations as documents
from core.errors import Refused
from core.permissions import Permission
from identity.people.history import history_rows
from projects.presenter import record_resolution, resolution_form
from projects.projects.kpis import queries
from projects.projects.kpis.forms import KpiChangeForm, KpiEndForm, NewKpiForm
from projects.projects.kpis.labels import EVENTS, TONES, unit_words
from projects.projects.kpis.models import KpiChange
from projects.projects.kpis.presenter import turn_of_change
from projects.projects.kpis.services.approve_kpi_change import approve_kpi_change
from projects.projects.kpis.services.propose_kpi_change import propose_kpi_change
from projects.projects.kpis.services.propose_kpi_end import propose_kpi_end
from projects.projects.kpis.services.propose_new_kpi import propose_new_kpi
from projects.projects.kpis.services.reject_kpi_change import reject_kpi_change
from projects.projects.kpis.services.withdraw_kpi_change import withdraw_kpi_change
from projects.queries import project_row, resolution_of
from web import Column, Form, ListPage, choice_filter, current_actor, list_view, refused_to_form, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import localized

blueprint = Blueprint("kpi_changes", __name__, url_prefix="/kpi-changes")
P = Permission


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("kpi", _l("Indicator"), lambda row: localized(row, "name"), sort=KpiChange.name_th),
            Column("kind", _l("Kind of change"), lambda row: row.kind, sort=KpiChange.kind),
            Column("project", _l("Project"), lambda row: localized(row.project, "name")),
            Column("target", _l("Target"), lambda row: row.target, numeric=True),
            Column("state", _l("State"), lambda row: row.state, sort=KpiChange.state),
            Column("since", _l("Since"), lambda row: row.state_since, sort=KpiChange.state_since),
        ],
        key=KpiChange.id,
        default_sort="since",
        default_descending=True,
        file_name="kpi-changes",
        filters=[
            choice_filter(KpiChange.state, _l("State")),
            choice_filter(KpiChange.kind, _l("Kind of change")),
        ],
    )


@blueprint.get("/")
@requires(P.PROJECTS_PROJECT_READ)
@list_view
def index() -> Answer:
    """All changes."""
    found = _list().answer(db.session(), queries.listed())
    if isinstance(found, Response):
        return found
    return render_template("projects/kpi_changes.html", page=found, unit_words=unit_words)


@blueprint.get("/<int:change_id>")
@requires(P.PROJECTS_PROJECT_READ)
def show(change_id: int) -> Answer:
    """One change."""
    return _page(change_id)


def _page(change_id: int, form_error: FormError | None = None) -> str:
    actor = current_actor()
    page = queries.change_page(db.session(), change_id)
    return render_template(
        "projects/kpi_change.html",
        page=page,
        change=page.change,
        turn=turn_of_change(page.change, actor, clock.bangkok_date(clock.now())),
        history=history_rows(db.session(), EVENTS, TONES, ("kpi_change", change_id), for_staff=True),
        actor=actor,
        form_error=form_error,
        resolution_form=resolution_form(form_error),
        unit_words=unit_words,
    )


PAGE = ActingPage("kpi_changes.show", "change_id", _page)


def _proposed(form: Form, propose: Callable[..., int], *given: Any) -> AnyResponse | None:
    """The way to the change; None when it was not sent whole or was refused, with the words beside the field they speak of."""
    if not form.validate_on_submit():
        return None
    day, reason = form.effective_on.data, form.reason.data
    try:
        change_id = propose(*given, day, reason, actor=current_actor(), now=clock.now())
    except Refused as refused:
        refused_to_form(refused, form, form.beside.get(refused.reason, "target"))
        return None
    flash(
        _("The change is proposed. The indicators stay as they are until another person approves it."), "good"
    )
    return redirect(url_for("kpi_changes.show", change_id=change_id), code=303)


@blueprint.route("/new/<int:kpi_id>", methods=["GET", "POST"])
@requires(P.PROJECTS_PROJECT_DRAFT)
def new(kpi_id: int) -> Answer:
    """Propose what an indicator measures from a day on."""
    kpi = queries.kpi_of(db.session(), kpi_id)
    form = KpiChangeForm(kpi.versions[-1])
    return _proposed(
        form, lambda day, why, **by: propose_kpi_change(kpi_id, form.measure(), day, why, **by)
    ) or render_template(
        "projects/kpi_change_form.html", form=form, kpi=kpi, latest=kpi.versions[-1], unit_words=unit_words
    )


@blueprint.route("/end/<int:kpi_id>", methods=["GET", "POST"])
@requires(P.PROJECTS_PROJECT_DRAFT)
def end(kpi_id: int) -> Answer:
    """Propose that an indicator ends."""
    kpi = queries.kpi_of(db.session(), kpi_id)
    form = KpiEndForm()
    return _proposed(form, propose_kpi_end, kpi_id) or render_template(
        "projects/kpi_end_form.html", form=form, kpi=kpi, latest=kpi.versions[-1], unit_words=unit_words
    )


@blueprint.route("/add/<int:project_id>", methods=["GET", "POST"])
@requires(P.PROJECTS_PROJECT_DRAFT)
def add(project_id: int) -> Answer:
    """Propose one indicator more."""
    project = project_row(db.session(), project_id)
    form = NewKpiForm()
    return _proposed(
        form, lambda day, why, **by: propose_new_kpi(project_id, form.draft(), day, why, **by)
    ) or render_template("projects/kpi_add_form.html", form=form, project=project)


@blueprint.post("/<int:change_id>/approve")
@requires(P.PROJECTS_PROJECT_APPROVE)
def approve(change_id: int) -> Answer:
    """Record the document that approves it."""
    return record_resolution(
        PAGE, change_id, approve_kpi_change, _("The change is approved. The earlier versions are kept.")
    )


@blueprint.post("/<int:change_id>/reject")
@requires(P.PROJECTS_PROJECT_APPROVE)
def reject(change_id: int) -> Answer:
    """Reject it with a reason."""
    return PAGE.act_with_reason(change_id, "reject", reject_kpi_change, _("The change is rejected."))


@blueprint.post("/<int:change_id>/withdraw")
@requires(P.PROJECTS_PROJECT_DRAFT)
def withdraw(change_id: int) -> Answer:
    """Withdraw it."""
    return PAGE.act(change_id, "withdraw", withdraw_kpi_change, _("The change is withdrawn."))


@blueprint.get("/<int:change_id>/document")
@requires(P.PROJECTS_PROJECT_READ)
def document(change_id: int) -> AnyResponse:
    """The signed file of its approval."""
    return documents.serve(resolution_of(db.session(), KpiChange, change_id))
