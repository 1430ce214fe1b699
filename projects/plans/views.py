"""Action plans."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectChoice

from core import clock
from core.db import db
from core.documents import operations as documents
from core.errors import Refused
from core.permissions import Permission
from identity.people.history import history_rows
from projects.models import ActionPlan
from projects.operations import authors_of
from projects.plans import queries
from projects.plans.forms import PlanForm
from projects.plans.labels import EVENTS, TONES
from projects.plans.presenter import turn_of_plan
from projects.plans.services.approve_plan import approve_plan
from projects.plans.services.change_plan import change_plan
from projects.plans.services.close_plan import close_plan
from projects.plans.services.draft_plan import draft_plan
from projects.plans.services.publish_plan import publish_plan
from projects.plans.services.return_plan import return_plan
from projects.plans.services.start_plan import start_plan
from projects.plans.services.submit_plan import submit_plan
from projects.plans.strategies import queries as strategy_queries
from projects.plans.strategies.labels import period_words, plan_words
from projects.presenter import (
    programme_words,
    publication_form,
    record_publication,
    record_resolution,
    resolution_form,
    steps_of_plan,
)
from projects.queries import plan_of, resolution_of
from web import Column, ListPage, choice_filter, current_actor, list_view, refused_to_form, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import localized

blueprint = Blueprint("plans", __name__, url_prefix="/plans")
P = Permission


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column(
                "year",
                _l("Fiscal year"),
                lambda row: row.fiscal_year,
                sort=ActionPlan.fiscal_year,
                numeric=True,
            ),
            Column("name", _l("Name"), lambda row: localized(row, "name"), sort=ActionPlan.name_order),
            Column("state", _l("State"), lambda row: row.state, sort=ActionPlan.state),
            Column("begun", _l("Created on"), lambda row: row.created_at, sort=ActionPlan.created_at),
        ],
        key=ActionPlan.id,
        default_sort="year",
        default_descending=True,
        file_name="plans",
        filters=[choice_filter(ActionPlan.state, _l("State"))],
        search=lambda _session, statement, typed: queries.search_plans(statement, typed),
        search_label=_l("Name of the plan"),
    )


@blueprint.get("/")
@requires(P.PROJECTS_PROJECT_READ)
@list_view
def index() -> Answer:
    """All plans."""
    found = _list().answer(db.session(), queries.listed())
    return (
        found
        if isinstance(found, Response)
        else render_template(
            "projects/plans.html", page=found, may_draft=current_actor().may(P.PROJECTS_PLAN_DRAFT)
        )
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(P.PROJECTS_PLAN_DRAFT)
def new() -> Answer:
    """Write down a plan."""
    form = PlanForm(five_year_plans=_five_year_plans(None))
    if form.validate_on_submit():
        try:
            plan_id = draft_plan(form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, form.beside.get(refused.reason, "fiscal_year"))
        else:
            return redirect(url_for("plans.show", plan_id=plan_id), code=303)
    return render_template("projects/plan_form.html", form=form, plan=None)


def _five_year_plans(chosen_id: int | None) -> list[SelectChoice]:
    found = strategy_queries.choosable(db.session(), chosen_id)
    return [SelectChoice(plan.id, f"{plan_words(plan)} ({period_words(plan)})") for plan in found]


@blueprint.get("/<int:plan_id>")
@requires(P.PROJECTS_PROJECT_READ)
def show(plan_id: int) -> Answer:
    """One plan."""
    return _page(plan_id)


def _page(plan_id: int, form_error: FormError | None = None) -> str:
    actor, now = current_actor(), clock.now()
    page = queries.plan_page(db.session(), plan_id)
    return render_template(
        "projects/plan.html",
        page=page,
        plan=page.plan,
        steps=steps_of_plan(page.plan),
        turn=turn_of_plan(page, actor, authors_of(db.session(), "plan", plan_id), clock.bangkok_date(now)),
        history=history_rows(db.session(), EVENTS, TONES, ("plan", plan_id), for_staff=True),
        actor=actor,
        form_error=form_error,
        resolution_form=resolution_form(form_error),
        publication_form=publication_form(form_error, page.plan),
        plan_words=plan_words,
        programme_words=programme_words,
    )


PAGE = ActingPage("plans.show", "plan_id", _page)


@blueprint.route("/<int:plan_id>/edit", methods=["GET", "POST"])
@requires(P.PROJECTS_PLAN_DRAFT)
def edit(plan_id: int) -> Answer:
    """Correct a plan."""
    plan = plan_of(db.session(), plan_id)
    form = PlanForm(obj=plan, five_year_plans=_five_year_plans(plan.five_year_plan_id))
    if form.validate_on_submit():
        try:
            change_plan(plan_id, form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, form.beside.get(refused.reason, "fiscal_year"))
        else:
            flash(_("The plan is saved."), "good")
            return redirect(url_for("plans.show", plan_id=plan_id), code=303)
    return render_template("projects/plan_form.html", form=form, plan=plan)


@blueprint.post("/<int:plan_id>/submit")
@requires(P.PROJECTS_PLAN_DRAFT)
def submit(plan_id: int) -> Answer:
    """Lay it before the approver."""
    return PAGE.act(plan_id, "submit", submit_plan, _("The plan is submitted."))


@blueprint.post("/<int:plan_id>/return")
@requires(P.PROJECTS_PLAN_APPROVE)
def send_back(plan_id: int) -> Answer:
    """Return it with a reason."""
    return PAGE.act_with_reason(plan_id, "return", return_plan, _("The plan has been sent back."))


@blueprint.post("/<int:plan_id>/approve")
@requires(P.PROJECTS_PLAN_APPROVE)
def approve(plan_id: int) -> Answer:
    """Record the resolution."""
    return record_resolution(PAGE, plan_id, approve_plan, _("The plan is approved."))


@blueprint.post("/<int:plan_id>/start")
@requires(P.PROJECTS_PLAN_APPROVE)
def start(plan_id: int) -> Answer:
    """Let it begin."""
    return PAGE.act(plan_id, "start", start_plan, _("The plan is running."))


@blueprint.post("/<int:plan_id>/close")
@requires(P.PROJECTS_PLAN_APPROVE)
def close(plan_id: int) -> Answer:
    """Close it."""
    return PAGE.act(plan_id, "close", close_plan, _("The plan is closed."))


@blueprint.post("/<int:plan_id>/publication")
@requires(P.PROJECTS_PLAN_APPROVE)
def publish(plan_id: int) -> Answer:
    """Record when and where the resolution was made public."""
    return record_publication(PAGE, plan_id, publish_plan)


@blueprint.get("/<int:plan_id>/resolution")
@requires(P.PROJECTS_PROJECT_READ)
def resolution(plan_id: int) -> AnyResponse:
    """The signed file."""
    return documents.serve(resolution_of(db.session(), ActionPlan, plan_id))
