"""The terms of schemes in versions: their pages."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.db import db
from core.documents import operations as documents
from core.errors import Refused
from core.permissions import Permission
from identity.people.history import history_rows
from projects.operations import authors_of
from projects.presenter import publication_form, record_publication, record_resolution, resolution_form
from projects.queries import resolution_of
from projects.rules import ProjectReason
from schemes.forms import TERMS_FIELD_OF, terms_form_values
from schemes.labels import EVENTS, TONES
from schemes.models import Scheme, SchemeVersion
from schemes.queries import categories, read_version, scheme_page
from schemes.rules import VersionReason
from schemes.terms.labels import limits_in_words, price_limits_in_words
from schemes.terms.rules import Limits, PriceTerms
from schemes.versions import presenter, queries
from schemes.versions.forms import VersionForm, version_form_values
from schemes.versions.services.approve_version import approve_version
from schemes.versions.services.change_version import change_version
from schemes.versions.services.discard_version import discard_version
from schemes.versions.services.draft_version import draft_version
from schemes.versions.services.publish_version import publish_version
from schemes.versions.services.withdraw_version import withdraw_version
from web import Column, ListPage, choice_filter, current_actor, list_view, refused_to_form, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import localized

blueprint = Blueprint("versions", __name__)
P = Permission


@blueprint.app_template_filter("limit_words")
def limit_words(terms: Limits | SchemeVersion) -> list[tuple[str, str]]:
    """The limits that terms have, each with its name."""
    limits = terms if isinstance(terms, Limits) else read_version(terms).limits
    return [(name, words) for name, words in limits_in_words(limits) if words]


@blueprint.app_template_filter("price_limit_words")
def price_limit_words(terms: PriceTerms) -> list[tuple[str, str]]:
    """The same of those that limit one price."""
    return [(name, words) for name, words in price_limits_in_words(terms) if words]


FIELD_OF: dict[StrEnum, str] = TERMS_FIELD_OF | {
    VersionReason.EFFECTIVE_AFTER_WINDOW: "effective_from",
    VersionReason.EFFECTIVE_DAY_TAKEN: "effective_from",
    VersionReason.EFFECTIVE_IN_PAST: "effective_from",
    ProjectReason.NOT_EDITABLE: "effective_from",
}
"""Beside which field a refusal of new terms stands; any other stands beside their first day."""


def _list() -> ListPage:
    return ListPage(
        columns=[
            Column("code", _l("Code"), lambda row: row.scheme.code, sort=Scheme.code),
            Column("name", _l("Scheme"), lambda row: localized(row.scheme, "name"), sort=Scheme.name_order),
            Column("number", _l("Version"), lambda row: row.number, sort=SchemeVersion.number, numeric=True),
            Column(
                "from", _l("In force from"), lambda row: row.effective_from, sort=SchemeVersion.effective_from
            ),
            Column("state", _l("State"), lambda row: row.state, sort=SchemeVersion.state),
        ],
        key=SchemeVersion.id,
        default_sort="from",
        default_descending=True,
        file_name="scheme-versions",
        filters=[choice_filter(SchemeVersion.state, _l("State"))],
        search=lambda _session, statement, typed: queries.search_versions(statement, typed),
        search_label=_l("Scheme or code"),
    )


@blueprint.get("/schemes/versions")
@requires(P.PROJECTS_PROJECT_READ)
@list_view
def index() -> Answer:
    """All new terms of schemes."""
    found = _list().answer(db.session(), queries.listed())
    return found if isinstance(found, Response) else render_template("schemes/versions.html", page=found)


def _form(values: dict[str, Any]) -> VersionForm:
    return VersionForm(
        data=values,
        categories=[(row.id, localized(row, "name")) for row in categories(db.session())],
        locale=g.locale,
    )


@blueprint.route("/schemes/<int:scheme_id>/versions/new", methods=["GET", "POST"])
@requires(P.PROJECTS_SCHEME_DRAFT)
def new(scheme_id: int) -> Answer:
    """Add new terms of a scheme, beginning with those in force."""
    page = scheme_page(db.session(), scheme_id, _today())
    form = _form(terms_form_values(read_version(page.version)))
    if form.validate_on_submit():
        try:
            version_id = draft_version(scheme_id, form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, FIELD_OF.get(refused.reason, "effective_from"))
        else:
            return redirect(url_for("versions.show", version_id=version_id), code=303)
    return render_template("schemes/version_form.html", form=form, scheme=page.scheme, version=None)


@blueprint.route("/schemes/versions/<int:version_id>/edit", methods=["GET", "POST"])
@requires(P.PROJECTS_SCHEME_DRAFT)
def edit(version_id: int) -> Answer:
    """Change a draft of new terms."""
    version = queries.version_page(db.session(), version_id, _today()).version
    form = _form(version_form_values(read_version(version)))
    if form.validate_on_submit():
        try:
            change_version(version_id, form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, FIELD_OF.get(refused.reason, "effective_from"))
        else:
            return redirect(url_for("versions.show", version_id=version_id), code=303)
    return render_template("schemes/version_form.html", form=form, scheme=version.scheme, version=version)


@blueprint.get("/schemes/versions/<int:version_id>")
@requires(P.PROJECTS_PROJECT_READ)
def show(version_id: int) -> Answer:
    """One version of a scheme's terms."""
    return _page(version_id)


def _today() -> date:
    return clock.bangkok_date(clock.now())


def _page(version_id: int, form_error: FormError | None = None) -> str:
    actor, today = current_actor(), _today()
    page = queries.version_page(db.session(), version_id, today)
    authors = authors_of(db.session(), "scheme_version", version_id)
    return render_template(
        "schemes/version.html",
        page=page,
        version=page.version,
        scheme=page.version.scheme,
        terms=presenter.terms_in_words(page.version),
        changed=presenter.changes(page.version, page.before) if page.before else None,
        turn=presenter.turn_of_version(page, actor, authors, today),
        history=history_rows(db.session(), EVENTS, TONES, ("scheme_version", version_id), for_staff=True),
        actor=actor,
        today=today,
        form_error=form_error,
        resolution_form=resolution_form(form_error),
        publication_form=publication_form(form_error, page.version),
    )


PAGE = ActingPage("versions.show", "version_id", _page)


@blueprint.post("/schemes/versions/<int:version_id>/approve")
@requires(P.PROJECTS_SCHEME_APPROVE)
def approve(version_id: int) -> Answer:
    """Record the resolution."""
    return record_resolution(PAGE, version_id, approve_version, _("The new terms are approved."))


@blueprint.post("/schemes/versions/<int:version_id>/discard")
@requires(P.PROJECTS_SCHEME_DRAFT)
def discard(version_id: int) -> Answer:
    """Discard a draft."""
    return PAGE.act(version_id, "discard", discard_version, _("The draft is discarded."))


@blueprint.post("/schemes/versions/<int:version_id>/withdraw")
@requires(P.PROJECTS_SCHEME_APPROVE)
def withdraw(version_id: int) -> Answer:
    """Withdraw what is approved, before its first day."""
    return PAGE.act_with_reason(version_id, "withdraw", withdraw_version, _("The new terms are withdrawn."))


@blueprint.post("/schemes/versions/<int:version_id>/publication")
@requires(P.PROJECTS_SCHEME_APPROVE)
def publish(version_id: int) -> Answer:
    """Record when and where the resolution was made public."""
    return record_publication(PAGE, version_id, publish_version)


@blueprint.get("/schemes/versions/<int:version_id>/resolution")
@requires(P.PROJECTS_PROJECT_READ)
def resolution(version_id: int) -> AnyResponse:
    """The signed file."""
    return documents.serve(resolution_of(db.session(), SchemeVersion, version_id))
