"""The officers' list of providers, one provider's page, and the decisions on it and on each category."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.actor import Actor
from core.database.search import in_set
from core.db import db
from core.documents import operations as documents
from core.documents.pictures import serve_picture
from core.errors import NotFound, Refused
from core.permissions import Permission
from identity.organisations.appeals import appeal_days
from identity.organisations.officer_lists import (
    province_filter,
    registered_columns,
    registered_search,
    registration_turn,
)
from identity.people.history import history_rows
from providers import directory, presenter, queries
from providers.forms import ValidityForm
from providers.labels import EVENTS, TONES
from providers.models import Provider, ProviderCategory
from providers.services.appeal_rejection import appeal_rejection
from providers.services.apply_again import apply_again
from providers.services.approve_category import approve_category
from providers.services.approve_provider import approve_provider
from providers.services.delist_provider import delist_provider
from providers.services.reinstate_provider import reinstate_provider
from providers.services.reject_category import reject_category
from providers.services.reject_provider import reject_provider
from providers.services.return_provider import return_provider
from providers.services.suspend_provider import suspend_provider
from providers.services.withdraw_category import withdraw_category
from providers.states import CategoryState, ProviderState
from providers.views.blueprint import blueprint
from schemes.queries import categories as all_categories
from web import (
    Column,
    Filter,
    ListPage,
    choice_filter,
    current_actor,
    list_view,
    refused_to_form,
    requires,
)
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import localized
from web.pages.offers import is_tied, offered
from web.queues.neighbours import Neighbours, neighbours

P = Permission


def _list() -> ListPage:
    return ListPage(
        columns=[
            *registered_columns(Provider, _l("Provider")),
            Column("categories", _l("Kinds of service"), _categories_text),
            Column("rating", _l("Rating"), lambda row: queries.average(row) or "", numeric=True),
            Column("state", _l("State"), lambda row: row.state, sort=Provider.state),
            Column("since", _l("Started on"), lambda row: row.created_at, sort=Provider.created_at),
        ],
        key=Provider.organisation_id,
        default_sort="since",
        file_name="providers",
        keys_first=True,
        filters=[
            choice_filter(Provider.state, _l("State")),
            Filter("category", _l("Kind of service"), _category_options, _of_category),
            Filter(
                "asked",
                _l("Waiting for a decision"),
                lambda: [
                    ("yes", _("Kinds of service to decide")),
                    ("renewal", _("Renewals to decide")),
                    ("service", _("Services and prices to decide")),
                ],
                _with_requests,
            ),
            province_filter(Provider.province_code),
        ],
        search=registered_search(Provider.organisation_id),
        search_label=_l("Name or 13-digit number"),
    )


def _categories_text(row: Provider) -> str:
    return ", ".join(localized(each.category, "name") for each in row.categories)


def _category_options() -> list[tuple[str, str]]:
    return [(str(row.id), localized(row, "name")) for row in all_categories(db.session())]


def _of_category(statement: Any, value: str) -> Any:
    of_category = sa.select(ProviderCategory.provider_id).where(ProviderCategory.category_id == int(value))
    return statement.where(in_set(Provider.organisation_id, of_category))


def _with_requests(statement: Any, chosen: str) -> Any:
    if chosen == "renewal":
        return statement.where(queries.renewal_is_asked_by())
    if chosen == "service":
        waiting = queries.changes_waiting().subquery()
        return statement.where(in_set(Provider.organisation_id, sa.select(waiting.c.provider_id)))
    requested = sa.select(ProviderCategory.provider_id).where(
        ProviderCategory.state == CategoryState.REQUESTED
    )
    return statement.where(in_set(Provider.organisation_id, requested))


@blueprint.get("/")
@requires(P.PROVIDERS_PROVIDER_LIST)
@list_view
def index() -> Answer:
    """All providers, for the staff who work with them."""
    found = _list().answer(db.session(), directory.listed())
    return found if isinstance(found, Response) else render_template("providers/list.html", page=found)


@blueprint.get("/own")
@requires(P.PROVIDERS_PROVIDER_READ)
def own() -> AnyResponse:
    """The member's way to the page of the provider acted for."""
    actor = current_actor()
    if actor.organisation_id is None:
        raise NotFound
    return redirect(url_for("providers.show", provider_id=actor.organisation_id))


@blueprint.get("/<int:provider_id>")
@requires(P.PROVIDERS_PROVIDER_READ)
def show(provider_id: int) -> Answer:
    """One provider: its own members see where it stands, staff check and decide."""
    return _page(provider_id)


DECISIONS = (P.PROVIDERS_PROVIDER_DECIDE, P.PROVIDERS_PROVIDER_SUSPEND)
"""What who is connected with the provider leaves to others."""


def _page(provider_id: int, form_error: FormError | None = None) -> str:
    tied = is_tied(current_actor(), provider_id)
    actor = offered(current_actor(), tied=tied, barred=DECISIONS)
    today = clock.bangkok_date(clock.now())
    page = queries.provider_page(db.session(), provider_id, actor=actor)
    return render_template(
        "providers/review.html" if actor.is_staff else "providers/mine.html",
        page=page,
        provider=page.provider,
        organisation=page.organisation,
        steps=presenter.steps(page.provider),
        turn=presenter.asked_turn(page, actor, today)
        or registration_turn(presenter.GUIDE, page.provider, actor, today, appeal_days()),
        history=history_rows(
            db.session(), EVENTS, TONES, ("provider", provider_id), for_staff=actor.is_staff
        ),
        actor=actor,
        tied=tied,
        today=today,
        form_error=form_error,
        validity_forms={
            row.category_id: _validity_form(f"category-{row.category_id}", row.valid_until, form_error)
            for row in page.categories
        },
        due=presenter.due_of_change,
        papers=presenter.papers(page),
        around=_around(page.provider, actor),
        renewals=presenter.renewals(page, today),
        renewal_forms={
            row.category_id: _validity_form(f"renewal-{row.category_id}", row.renewal.valid_until, form_error)
            for row in page.categories
            if row.renewal is not None
        },
    )


def _around(provider: Provider, actor: Actor) -> Neighbours | None:
    """What waits before and after, for who may decide it."""
    if not actor.is_staff or not actor.may(P.PROVIDERS_PROVIDER_DECIDE):
        return None
    place = provider.state_since if provider.state is ProviderState.SUBMITTED else None
    return neighbours(db.session(), "provider:approve", provider.organisation_id, place, clock.now())


def _validity_form(command: str, day: date | None, form_error: FormError | None) -> ValidityForm:
    if form_error is not None and form_error.command == command:
        form: ValidityForm = form_error.form
        return form
    return ValidityForm(formdata=None, prefix=command, data={"valid_until": day})


PAGE = ActingPage("providers.show", "provider_id", _page)


@blueprint.post("/<int:provider_id>/categories/<int:category_id>/approve")
@requires(P.PROVIDERS_PROVIDER_DECIDE)
def approve_one(provider_id: int, category_id: int) -> Answer:
    """Approve one kind of service until a day."""
    return approve_until(
        provider_id, category_id, f"category-{category_id}", approve_category, request.form.get("shown", "")
    )


def approve_until(
    provider_id: int, category_id: int, command: str, service: Callable[..., None], *given: object
) -> Answer:
    """Approve until the day in the form whose prefix is the command; a refusal is shown beside that day."""
    form = ValidityForm(prefix=command)
    if not form.validate():
        return _page(provider_id, FormError(command, "", form=form)), 400
    try:
        service(
            provider_id, category_id, form.valid_until.data, *given, actor=current_actor(), now=clock.now()
        )
    except Refused as refused:
        refused_to_form(refused, form, "valid_until")
        return _page(provider_id, FormError(command, "", form=form)), 409
    return redirect(url_for("providers.show", provider_id=provider_id, _anchor="categories"), code=303)


@blueprint.post("/<int:provider_id>/categories/<int:category_id>/reject")
@requires(P.PROVIDERS_PROVIDER_DECIDE)
def reject_one(provider_id: int, category_id: int) -> Answer:
    """Reject one kind of service with the reason."""
    return PAGE.act_with_reason(
        provider_id,
        f"reject-{category_id}",
        reject_category,
        _("The kind of service is rejected."),
        category_id,
        anchor="categories",
    )


@blueprint.post("/<int:provider_id>/categories/<int:category_id>/withdraw")
@requires(P.PROVIDERS_PROVIDER_SUSPEND)
def withdraw_one(provider_id: int, category_id: int) -> Answer:
    """End the approval of one kind of service."""
    return PAGE.act_with_reason(
        provider_id,
        f"withdraw-{category_id}",
        withdraw_category,
        _("The approval is withdrawn."),
        category_id,
        anchor="categories",
    )


@blueprint.post("/<int:provider_id>/approve")
@requires(P.PROVIDERS_PROVIDER_DECIDE)
def approve(provider_id: int) -> Answer:
    """Approve the provider."""
    return PAGE.act(provider_id, "approve", approve_provider, _("The provider is approved."))


@blueprint.post("/<int:provider_id>/return")
@requires(P.PROVIDERS_PROVIDER_DECIDE)
def send_back(provider_id: int) -> Answer:
    """Return it with what is missing."""
    return PAGE.act_with_reason(
        provider_id, "return", return_provider, _("The registration has been sent back for correction.")
    )


@blueprint.post("/<int:provider_id>/reject")
@requires(P.PROVIDERS_PROVIDER_DECIDE)
def reject(provider_id: int) -> Answer:
    """Reject it with the reason."""
    return PAGE.act_with_reason(provider_id, "reject", reject_provider, _("The registration is rejected."))


@blueprint.post("/<int:provider_id>/suspend")
@requires(P.PROVIDERS_PROVIDER_SUSPEND)
def suspend(provider_id: int) -> Answer:
    """Stop it at once."""
    return PAGE.act_with_reason(provider_id, "suspend", suspend_provider, _("The provider is suspended."))


@blueprint.post("/<int:provider_id>/reinstate")
@requires(P.PROVIDERS_PROVIDER_SUSPEND)
def reinstate(provider_id: int) -> Answer:
    """End the suspension."""
    return PAGE.act_with_reason(
        provider_id, "reinstate", reinstate_provider, _("The provider is reinstated.")
    )


@blueprint.post("/<int:provider_id>/delist")
@requires(P.PROVIDERS_PROVIDER_SUSPEND)
def delist(provider_id: int) -> Answer:
    """Take it off the list for good."""
    return PAGE.act_with_reason(
        provider_id, "delist", delist_provider, _("The provider has been removed from the list.")
    )


@blueprint.post("/<int:provider_id>/appeal")
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def appeal(provider_id: int) -> Answer:
    """Appeal a rejection to another officer."""
    lodge = partial(appeal_rejection, appeal_days=appeal_days())
    return PAGE.act_with_reason(
        provider_id, "appeal", lodge, _("The appeal has been submitted. Another officer decides it.")
    )


@blueprint.post("/<int:provider_id>/apply-again")
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def again(provider_id: int) -> Answer:
    """Open a rejected registration for a new application."""
    return PAGE.act(
        provider_id,
        "apply-again",
        apply_again,
        _("Your registration is open again, with everything you entered."),
    )


@blueprint.get("/<int:provider_id>/categories/<int:category_id>/document")
@requires(P.PROVIDERS_PROVIDER_READ, P.PROVIDERS_PROVIDER_REGISTER)
def document(provider_id: int, category_id: int) -> AnyResponse:
    """The file that proves an accreditation."""
    return documents.serve(
        queries.accreditation_document(db.session(), provider_id, category_id, actor=current_actor())
    )


@blueprint.get("/<int:provider_id>/categories/<int:category_id>/document/picture")
@requires(P.PROVIDERS_PROVIDER_READ)
def document_picture(provider_id: int, category_id: int) -> AnyResponse:
    """The same, to be looked at in the page where it is checked."""
    return serve_picture(
        queries.accreditation_document(db.session(), provider_id, category_id, actor=current_actor())
    )
