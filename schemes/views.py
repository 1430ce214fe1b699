"""Schemes: one kind of coupon each."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.actor import Actor
from core.db import db
from core.documents import operations as documents
from core.errors import Refused
from core.labels import words_for
from core.permissions import Permission
from core.thai import places
from identity.people.history import history_rows
from projects.budgets.forms import AmountForm
from projects.models import Project
from projects.operations import authors_of
from projects.presenter import publication_form, record_publication, record_resolution, resolution_form
from projects.projects.queries import project_of
from projects.queries import resolution_of
from projects.rules import ProjectReason, Publication
from schemes import queries
from schemes.forms import (
    TERMS_FIELD_OF,
    SchemeForm,
    form_of_template,
    scheme_form_values,
    template_choices,
)
from schemes.labels import EVENTS, TONES
from schemes.models import Scheme, SchemeVersion
from schemes.presenter import steps_of_scheme, turn_of_scheme
from schemes.services.allot import allot
from schemes.services.approve_scheme import approve_scheme
from schemes.services.change_scheme import change_scheme
from schemes.services.close_scheme import close_scheme
from schemes.services.draft_scheme import draft_scheme
from schemes.services.open_scheme import open_scheme
from schemes.services.pause_scheme import pause_scheme
from schemes.services.resume_scheme import resume_scheme
from schemes.services.take_back import take_back
from schemes.states import PayeeMode, Sector
from schemes.versions.presenter import rows_of
from schemes.versions.services.publish_version import publish_version
from web import Column, ListPage, choice_filter, current_actor, list_view, refused_to_form, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import localized

blueprint = Blueprint("schemes", __name__)
P = Permission

FIELD_OF: dict[StrEnum, str] = TERMS_FIELD_OF | {
    ProjectReason.CODE_TAKEN: "code",
    ProjectReason.NO_LINE: "line_id",
    ProjectReason.MONEY_ON_ZERO_BUDGET: "line_id",
    ProjectReason.LINE_OF_ANOTHER_PROJECT: "line_id",
}
"""Beside which field a refusal of a scheme's parameters stands; any other stands beside the name."""

USUAL_TERMS = {"coupon_valid_days": 365, "delivery_days": 90, "max_open_coupons": 1}
"""docs/architecture.md#terms and docs/domain.md#schemes: 12 months, one open, 90 days to deliver."""
USUAL_PAYEE = {"payee_mode": PayeeMode.PAY_PROVIDER.value}
"""Of a scheme without a template; a template that does not state it has none."""


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("code", _l("Code"), lambda row: row.Scheme.code, sort=Scheme.code),
            Column("name", _l("Scheme"), lambda row: localized(row.Scheme, "name"), sort=Scheme.name_order),
            Column(
                "project",
                _l("Project"),
                lambda row: localized(row.Scheme.project, "name"),
                sort=Project.name_order,
            ),
            Column(
                "from",
                _l("Applications from"),
                lambda row: row.SchemeVersion.applies_from,
                sort=SchemeVersion.applies_from,
            ),
            Column(
                "until",
                _l("until"),
                lambda row: row.SchemeVersion.applies_until,
                sort=SchemeVersion.applies_until,
            ),
            Column("state", _l("State"), lambda row: row.Scheme.state, sort=Scheme.state),
        ],
        key=Scheme.id,
        default_sort="until",
        default_descending=True,
        file_name="schemes",
        filters=[choice_filter(Scheme.state, _l("State"))],
        search=lambda _session, statement, typed: queries.search_schemes(statement, typed),
        search_label=_l("Scheme or code"),
    )


@blueprint.get("/schemes/")
@requires(P.PROJECTS_PROJECT_READ)
@list_view
def index() -> Answer:
    """All schemes."""
    found = _list().answer(db.session(), queries.listed(_today()))
    return found if isinstance(found, Response) else render_template("schemes/schemes.html", page=found)


def _form(project: Project, values: dict[str, Any]) -> SchemeForm:
    lines = [(str(line.id), f"{words_for(line.source)} {line.fiscal_year}") for line in project.lines]
    none = [("", _("None (the project has no budget)"))] if project.zero_budget else [("", _("Choose"))]
    return SchemeForm(
        data=values,
        lines=none + lines,
        categories=[(row.id, localized(row, "name")) for row in queries.categories(db.session())],
        locale=g.locale,
    )


@blueprint.route("/projects/<int:project_id>/schemes/new", methods=["GET", "POST"])
@requires(P.PROJECTS_SCHEME_DRAFT)
def new(project_id: int) -> Answer:
    """Write down a scheme of a project, from a template where the address names one."""
    project = project_of(db.session(), project_id)
    template, values = form_of_template(request.args.get("template", ""))
    form = _form(project, (USUAL_TERMS if template else USUAL_TERMS | USUAL_PAYEE) | values)
    if form.validate_on_submit():
        try:
            scheme_id = draft_scheme(project_id, form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, FIELD_OF.get(refused.reason, "name_th"))
        else:
            return redirect(url_for("schemes.show", scheme_id=scheme_id), code=303)
    return render_template(
        "schemes/scheme_form.html",
        form=form,
        project=project,
        scheme=None,
        template=template,
        templates=template_choices(),
    )


@blueprint.route("/schemes/<int:scheme_id>/edit", methods=["GET", "POST"])
@requires(P.PROJECTS_SCHEME_DRAFT)
def edit(scheme_id: int) -> Answer:
    """Change a draft scheme."""
    page = queries.scheme_page(db.session(), scheme_id, _today())
    scheme = page.scheme
    form = _form(scheme.project, scheme_form_values(queries.read_scheme(scheme, page.first)))
    if form.validate_on_submit():
        try:
            change_scheme(scheme_id, form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, FIELD_OF.get(refused.reason, "name_th"))
        else:
            return redirect(url_for("schemes.show", scheme_id=scheme_id), code=303)
    return render_template(
        "schemes/scheme_form.html",
        form=form,
        project=scheme.project,
        scheme=scheme,
        template=None,
        templates=[],
    )


@blueprint.get("/schemes/<int:scheme_id>")
@requires(P.PROJECTS_PROJECT_READ)
def show(scheme_id: int) -> Answer:
    """One scheme."""
    return _page(scheme_id)


def _today() -> date:
    return clock.bangkok_date(clock.now())


def _page(scheme_id: int, form_error: FormError | None = None) -> str:
    actor, today = current_actor(), _today()
    page = queries.scheme_page(db.session(), scheme_id, today)
    version = page.version
    return render_template(
        "schemes/scheme.html",
        page=page,
        scheme=page.scheme,
        version=version,
        versions=rows_of(page.scheme.versions, version),
        may_have_terms=page.may_have_new_terms and actor.may(P.PROJECTS_SCHEME_DRAFT),
        steps=steps_of_scheme(page),
        turn=turn_of_scheme(page, actor, authors_of(db.session(), "scheme", scheme_id), today),
        history=history_rows(db.session(), EVENTS, TONES, ("scheme", scheme_id), for_staff=True),
        actor=actor,
        form_error=form_error,
        category_names=", ".join(localized(row, "name") for row in version.categories),
        sector_names=", ".join(words_for(Sector(row.sector)) for row in version.sectors),
        province_names=", ".join(
            places.province_name(row.province_code, g.locale) for row in version.provinces
        ),
        resolution_form=resolution_form(form_error),
        publication_form=publication_form(form_error, version),
        allot_form=_amount_form("allot", form_error),
        take_back_form=_amount_form("take-back", form_error),
    )


def _amount_form(command: str, form_error: FormError | None) -> AmountForm:
    if form_error is not None and form_error.command == command:
        form: AmountForm = form_error.form
        return form
    return AmountForm(formdata=None, prefix=command)


PAGE = ActingPage("schemes.show", "scheme_id", _page)


@blueprint.post("/schemes/<int:scheme_id>/approve")
@requires(P.PROJECTS_SCHEME_APPROVE)
def approve(scheme_id: int) -> Answer:
    """Record the resolution."""
    return record_resolution(PAGE, scheme_id, approve_scheme, _("The scheme is approved."))


@blueprint.post("/schemes/<int:scheme_id>/open")
@requires(P.PROJECTS_SCHEME_OPERATE)
def open_it(scheme_id: int) -> Answer:
    """Let SMEs apply."""
    return PAGE.act(
        scheme_id, "open", open_scheme, _("The scheme is open. SMEs can apply within its application period.")
    )


@blueprint.post("/schemes/<int:scheme_id>/pause")
@requires(P.PROJECTS_SCHEME_OPERATE)
def pause(scheme_id: int) -> Answer:
    """Take no applications for a while."""
    return PAGE.act_with_reason(scheme_id, "pause", pause_scheme, _("The scheme is paused."))


@blueprint.post("/schemes/<int:scheme_id>/resume")
@requires(P.PROJECTS_SCHEME_OPERATE)
def resume(scheme_id: int) -> Answer:
    """Take applications again."""
    return PAGE.act(scheme_id, "resume", resume_scheme, _("The scheme is open again."))


@blueprint.post("/schemes/<int:scheme_id>/close")
@requires(P.PROJECTS_SCHEME_OPERATE)
def close(scheme_id: int) -> Answer:
    """End applications for good."""
    return PAGE.act(scheme_id, "close", close_scheme, _("The scheme is closed."))


@blueprint.post("/schemes/<int:scheme_id>/allot")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def give(scheme_id: int) -> Answer:
    """Give it money of its line."""
    return _move_money("allot", allot, scheme_id, _("The money has been allotted."))


@blueprint.post("/schemes/<int:scheme_id>/take-back")
@requires(P.PROJECTS_BUDGET_APPROPRIATE)
def take(scheme_id: int) -> Answer:
    """Take money back to its line."""
    return _move_money("take-back", take_back, scheme_id, _("The money has been returned."))


def _move_money(command: str, service: Any, scheme_id: int, done: str) -> Answer:
    form = AmountForm(prefix=command)
    if form.validate():
        try:
            service(
                scheme_id, form.amount.data, form.document_number.data, actor=current_actor(), now=clock.now()
            )
        except Refused as refused:
            refused_to_form(refused, form, "amount")
        else:
            flash(done, "good")
            return redirect(url_for("schemes.show", scheme_id=scheme_id), code=303)
    return _page(scheme_id, FormError(command, "", form=form)), 400


@blueprint.post("/schemes/<int:scheme_id>/publication")
@requires(P.PROJECTS_SCHEME_APPROVE)
def publish(scheme_id: int) -> Answer:
    """Record when and where the resolution on the terms in force was made public."""
    return record_publication(PAGE, scheme_id, _publish_terms_in_force)


def _publish_terms_in_force(scheme_id: int, publication: Publication, *, actor: Actor, now: datetime) -> None:
    version = queries.scheme_page(db.session(), scheme_id, clock.bangkok_date(now)).version
    publish_version(version.id, publication, actor=actor, now=now)


@blueprint.get("/schemes/<int:scheme_id>/resolution")
@requires(P.PROJECTS_PROJECT_READ)
def resolution(scheme_id: int) -> AnyResponse:
    """The signed file on the terms in force."""
    version = queries.scheme_page(db.session(), scheme_id, _today()).version
    return documents.serve(resolution_of(db.session(), SchemeVersion, version.id))
