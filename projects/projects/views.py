"""The pages of projects."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectChoice

from core import clock
from core.db import db
from core.documents import operations as documents
from core.errors import Refused
from core.money import Money
from core.permissions import Permission
from identity.people.history import history_rows
from projects.blueprint import blueprint
from projects.budgets.forms import LineForm
from projects.budgets.labels import EVENTS as LINE_EVENTS
from projects.budgets.services.open_line import open_line
from projects.models import ActionPlan, Project
from projects.operations import authors_of
from projects.presenter import (
    programme_words,
    publication_form,
    record_publication,
    record_resolution,
    resolution_form,
    steps_of_plan,
)
from projects.projects import queries
from projects.projects.forms import ProjectForm
from projects.projects.kpis.forms import typed_of
from projects.projects.kpis.labels import EVENTS as KPI_EVENTS
from projects.projects.kpis.labels import unit_words
from projects.projects.kpis.queries import drafts_of, kpis_of
from projects.projects.labels import EVENTS, TONES
from projects.projects.presenter import turn_of_project
from projects.projects.services.approve_project import approve_project
from projects.projects.services.change_project import change_project
from projects.projects.services.close_project import close_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.publish_project import publish_project
from projects.projects.services.return_project import return_project
from projects.projects.services.start_project import start_project
from projects.projects.services.submit_project import submit_project
from projects.queries import plan_of, programmes_of, resolution_of
from projects.states import FundSource
from web import Column, ListPage, choice_filter, current_actor, list_view, refused_to_form, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import localized

P = Permission


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("code", _l("Code"), lambda row: row.code, sort=Project.code),
            Column("name", _l("Project"), lambda row: localized(row, "name"), sort=Project.name_order),
            Column(
                "year",
                _l("Fiscal year"),
                lambda row: row.plan.fiscal_year,
                sort=ActionPlan.fiscal_year,
                numeric=True,
            ),
            Column("agency", _l("Lead agency"), lambda row: row.lead_agency, sort=Project.lead_agency),
            Column("priority", _l("Priority"), lambda row: row.priority, sort=Project.priority, numeric=True),
            Column(
                "budget",
                _l("Budget (baht)"),
                lambda row: Money(row.budget_satang),
                sort=Project.budget_satang,
                numeric=True,
            ),
            Column("state", _l("State"), lambda row: row.state, sort=Project.state),
        ],
        key=Project.id,
        default_sort="priority",
        file_name="projects",
        filters=[choice_filter(Project.state, _l("State"))],
        search=lambda _session, statement, typed: queries.search_projects(statement, typed),
        search_label=_l("Project, code or agency"),
    )


@blueprint.get("/projects/")
@requires(P.PROJECTS_PROJECT_READ)
@list_view
def index() -> Answer:
    """All projects."""
    found = _list().answer(db.session(), queries.listed())
    return found if isinstance(found, Response) else render_template("projects/projects.html", page=found)


@blueprint.route("/plans/<int:plan_id>/projects/new", methods=["GET", "POST"])
@requires(P.PROJECTS_PROJECT_DRAFT)
def new(plan_id: int) -> Answer:
    """Write down a project of a plan."""
    plan = plan_of(db.session(), plan_id)
    form = ProjectForm(programmes=_programmes(plan))
    if form.validate_on_submit():
        try:
            project_id = draft_project(plan_id, form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            _beside_its_field(refused, form)
        else:
            return redirect(url_for("projects.show", project_id=project_id), code=303)
    return render_template("projects/project_form.html", form=form, plan=plan, project=None, notes={})


def _programmes(plan: ActionPlan) -> list[SelectChoice]:
    return [
        SelectChoice(each.id, programme_words(each))
        for each in programmes_of(db.session(), plan.five_year_plan_id)
    ]


def _beside_its_field(refused: Refused, form: ProjectForm) -> None:
    refused_to_form(refused, form, form.beside.get(refused.reason, "name_th"))


@blueprint.route("/projects/<int:project_id>/edit", methods=["GET", "POST"])
@requires(P.PROJECTS_PROJECT_DRAFT)
def edit(project_id: int) -> Answer:
    """Correct a project."""
    project = queries.project_of(db.session(), project_id)
    kpis = kpis_of(db.session(), project_id)
    form = ProjectForm(
        obj=project,
        budget=Money(project.budget_satang),
        **{each.source.value: Money(each.amount_satang) for each in project.sources},
        kpis=[typed_of(kpi) for kpi in drafts_of(kpis)],
        programmes=_programmes(project.plan),
    )
    if form.validate_on_submit():
        try:
            change_project(project_id, form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            _beside_its_field(refused, form)
        else:
            return redirect(url_for("projects.show", project_id=project_id), code=303)
    notes = {str(kpi.id): kpi.versions[-1] for kpi in kpis}
    return render_template(
        "projects/project_form.html", form=form, plan=project.plan, project=project, notes=notes
    )


@blueprint.get("/projects/<int:project_id>")
@requires(P.PROJECTS_PROJECT_READ)
def show(project_id: int) -> Answer:
    """One project."""
    return _page(project_id)


def _page(project_id: int, form_error: FormError | None = None) -> str:
    actor, today = current_actor(), clock.bangkok_date(clock.now())
    page = queries.project_page(db.session(), project_id, today)
    form = form_error.form if form_error else None
    return render_template(
        "projects/project.html",
        page=page,
        project=page.project,
        budget=Money(page.project.budget_satang),
        steps=steps_of_plan(page.project),
        turn=turn_of_project(page, actor, authors_of(db.session(), "project", project_id), today),
        history=history_rows(
            db.session(),
            EVENTS | LINE_EVENTS | KPI_EVENTS,
            TONES,
            ("project", project_id),
            *(("budget_line", line.id) for line, _purse in page.lines),
            *(("kpi_change", change_id) for change_id in page.kpis.change_ids),
            for_staff=True,
        ),
        actor=actor,
        unit_words=unit_words,
        programme_words=programme_words,
        form_error=form_error,
        resolution_form=resolution_form(form_error),
        publication_form=publication_form(form_error, page.project),
        line_form=form if isinstance(form, LineForm) else LineForm(formdata=None, today=today),
    )


PAGE = ActingPage("projects.show", "project_id", _page)


@blueprint.post("/projects/<int:project_id>/submit")
@requires(P.PROJECTS_PROJECT_DRAFT)
def submit(project_id: int) -> Answer:
    """Lay it before the approver."""
    return PAGE.act(project_id, "submit", submit_project, _("The project is submitted."))


@blueprint.post("/projects/<int:project_id>/return")
@requires(P.PROJECTS_PROJECT_APPROVE)
def send_back(project_id: int) -> Answer:
    """Return it with a reason."""
    return PAGE.act_with_reason(project_id, "return", return_project, _("The project has been sent back."))


@blueprint.post("/projects/<int:project_id>/approve")
@requires(P.PROJECTS_PROJECT_APPROVE)
def approve(project_id: int) -> Answer:
    """Record the resolution."""
    return record_resolution(PAGE, project_id, approve_project, _("The project is approved."))


@blueprint.post("/projects/<int:project_id>/start")
@requires(P.PROJECTS_PROJECT_APPROVE)
def start(project_id: int) -> Answer:
    """Let it begin."""
    return PAGE.act(project_id, "start", start_project, _("The project is running."))


@blueprint.post("/projects/<int:project_id>/close")
@requires(P.PROJECTS_PROJECT_APPROVE)
def close(project_id: int) -> Answer:
    """Close it."""
    return PAGE.act(project_id, "close", close_project, _("The project is closed."))


@blueprint.post("/projects/<int:project_id>/publication")
@requires(P.PROJECTS_PROJECT_APPROVE)
def publish(project_id: int) -> Answer:
    """Record when and where the resolution was made public."""
    return record_publication(PAGE, project_id, publish_project)


@blueprint.get("/projects/<int:project_id>/resolution")
@requires(P.PROJECTS_PROJECT_READ)
def resolution(project_id: int) -> AnyResponse:
    """The signed file."""
    return documents.serve(resolution_of(db.session(), Project, project_id))


@blueprint.post("/projects/<int:project_id>/lines")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def add_line(project_id: int) -> Answer:
    """Open a budget line."""
    form = LineForm()
    if not form.validate():
        return _page(project_id, FormError("line", "", form=form)), 400
    return PAGE.act(
        project_id,
        "line",
        open_line,
        _("The budget line is open."),
        FundSource(form.source.data),
        form.fiscal_year.data,
        form=form,
    )
