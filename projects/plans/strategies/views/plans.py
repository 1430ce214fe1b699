"""The pages of five-year plans: the list, one, and the resolution that approves it."""

from __future__ import annotations

from flask import Response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.db import db
from core.documents import operations as documents
from core.permissions import Permission
from identity.people.history import history_rows
from projects.models import FiveYearPlan
from projects.operations import authors_of
from projects.plans.strategies import queries
from projects.plans.strategies.blueprint import blueprint
from projects.plans.strategies.forms import FiveYearPlanForm
from projects.plans.strategies.labels import EVENTS, TONES, edition_words, period_words
from projects.plans.strategies.presenter import steps_of_five_year_plan, turn_of_five_year_plan
from projects.plans.strategies.services.approve_five_year_plan import approve_five_year_plan
from projects.plans.strategies.services.change_five_year_plan import change_five_year_plan
from projects.plans.strategies.services.draft_five_year_plan import draft_five_year_plan
from projects.plans.strategies.services.publish_five_year_plan import publish_five_year_plan
from projects.plans.strategies.services.return_five_year_plan import return_five_year_plan
from projects.plans.strategies.services.revise_five_year_plan import revise_five_year_plan
from projects.plans.strategies.services.submit_five_year_plan import submit_five_year_plan
from projects.presenter import publication_form, record_publication, record_resolution, resolution_form
from projects.queries import resolution_of
from web import Column, ListPage, choice_filter, current_actor, list_view, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import localized

P = Permission


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("years", _l("Fiscal years"), period_words, sort=FiveYearPlan.first_year),
            Column("name", _l("Name"), lambda row: localized(row, "name"), sort=FiveYearPlan.name_th),
            Column("edition", _l("Edition"), edition_words, sort=FiveYearPlan.edition),
            Column("state", _l("State"), lambda row: row.state, sort=FiveYearPlan.state),
            Column("begun", _l("Created on"), lambda row: row.created_at, sort=FiveYearPlan.created_at),
        ],
        key=FiveYearPlan.id,
        default_sort="begun",
        default_descending=True,
        file_name="five-year-plans",
        filters=[choice_filter(FiveYearPlan.state, _l("State"))],
        search=lambda _session, statement, typed: queries.search_five_year_plans(statement, typed),
        search_label=_l("Name of the plan"),
    )


@blueprint.get("/")
@requires(P.PROJECTS_PROJECT_READ)
@list_view
def index() -> Answer:
    """All five-year plans and their revisions."""
    found = _list().answer(db.session(), queries.listed())
    if isinstance(found, Response):
        return found
    return render_template(
        "projects/five_year_plans.html",
        page=found,
        may_draft=current_actor().may(P.PROJECTS_PLAN_DRAFT),
        edition_words=edition_words,
        period_words=period_words,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(P.PROJECTS_PLAN_DRAFT)
def new() -> Answer:
    """Write down a five-year plan."""
    form = FiveYearPlanForm()
    if form.validate_on_submit():
        five_year_plan_id = draft_five_year_plan(form.draft(), actor=current_actor(), now=clock.now())
        return redirect(url_for("five_year_plans.show", five_year_plan_id=five_year_plan_id), code=303)
    return render_template("projects/five_year_plan_form.html", form=form, plan=None)


@blueprint.get("/<int:five_year_plan_id>")
@requires(P.PROJECTS_PROJECT_READ)
def show(five_year_plan_id: int) -> Answer:
    """One edition of a five-year plan."""
    return _page(five_year_plan_id)


def _page(five_year_plan_id: int, form_error: FormError | None = None) -> str:
    actor, today = current_actor(), clock.bangkok_date(clock.now())
    page = queries.five_year_plan_page(db.session(), five_year_plan_id)
    authors = authors_of(db.session(), "five_year_plan", five_year_plan_id)
    return render_template(
        "projects/five_year_plan.html",
        page=page,
        plan=page.plan,
        steps=steps_of_five_year_plan(page.plan),
        turn=turn_of_five_year_plan(page, actor, authors, today),
        history=history_rows(
            db.session(), EVENTS, TONES, ("five_year_plan", five_year_plan_id), for_staff=True
        ),
        actor=actor,
        form_error=form_error,
        resolution_form=resolution_form(form_error),
        publication_form=publication_form(form_error, page.plan),
        edition_words=edition_words,
        period_words=period_words,
    )


PAGE = ActingPage("five_year_plans.show", "five_year_plan_id", _page)


@blueprint.route("/<int:five_year_plan_id>/edit", methods=["GET", "POST"])
@requires(P.PROJECTS_PLAN_DRAFT)
def edit(five_year_plan_id: int) -> Answer:
    """Correct its names and years."""
    plan = queries.five_year_plan_of(db.session(), five_year_plan_id)
    form = FiveYearPlanForm(obj=plan)
    if form.validate_on_submit():
        return PAGE.act(
            five_year_plan_id, "edit", change_five_year_plan, _("The plan is saved."), form.draft()
        )
    return render_template("projects/five_year_plan_form.html", form=form, plan=plan)


@blueprint.post("/<int:five_year_plan_id>/revise")
@requires(P.PROJECTS_PLAN_DRAFT)
def revise(five_year_plan_id: int) -> Answer:
    """Begin its revision."""
    made: list[int] = []

    def begin(key: int, **by: object) -> None:
        made.append(revise_five_year_plan(key, **by))  # type: ignore[arg-type]  # as PAGE.act gives them

    done = _(
        "The revision is a copy that you can change. The plan in force stays as it is until the revision is approved."
    )
    answer = PAGE.act(five_year_plan_id, "revise", begin, done)
    return redirect(url_for("five_year_plans.show", five_year_plan_id=made[0]), code=303) if made else answer


@blueprint.post("/<int:five_year_plan_id>/submit")
@requires(P.PROJECTS_PLAN_DRAFT)
def submit(five_year_plan_id: int) -> Answer:
    """Lay it before the approver."""
    return PAGE.act(five_year_plan_id, "submit", submit_five_year_plan, _("The plan is submitted."))


@blueprint.post("/<int:five_year_plan_id>/return")
@requires(P.PROJECTS_PLAN_APPROVE)
def send_back(five_year_plan_id: int) -> Answer:
    """Return it with a reason."""
    return PAGE.act_with_reason(
        five_year_plan_id, "return", return_five_year_plan, _("The plan has been sent back.")
    )


@blueprint.post("/<int:five_year_plan_id>/approve")
@requires(P.PROJECTS_PLAN_APPROVE)
def approve(five_year_plan_id: int) -> Answer:
    """Record the resolution."""
    return record_resolution(PAGE, five_year_plan_id, approve_five_year_plan, _("The plan is in force."))


@blueprint.post("/<int:five_year_plan_id>/publication")
@requires(P.PROJECTS_PLAN_APPROVE)
def publish(five_year_plan_id: int) -> Answer:
    """Record when and where the resolution was made public."""
    return record_publication(PAGE, five_year_plan_id, publish_five_year_plan)


@blueprint.get("/<int:five_year_plan_id>/resolution")
@requires(P.PROJECTS_PROJECT_READ)
def resolution(five_year_plan_id: int) -> AnyResponse:
    """The signed file."""
    return documents.serve(resolution_of(db.session(), FiveYearPlan, five_year_plan_id))
