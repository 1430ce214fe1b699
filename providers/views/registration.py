"""Registering a provider, one thing a page; and its catalogue, before and after approval."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _

from core import clock
from core.db import db
from core.errors import NotFound, Refused
from core.permissions import Permission
from identity.accounts.views.session_identity import CHOICE
from identity.capacities.services.choose_capacity import choose_capacity
from identity.organisations.forms import FIELD_OF, AddressForm, OrganisationForm, address_values
from providers import presenter, queries
from providers.forms import CategoryForm, Choices, ProfileForm, ServiceForm, service_values
from providers.rules import ProviderReason
from providers.service_changes import read_service
from providers.services.add_service import add_service
from providers.services.begin_registration import begin_registration
from providers.services.change_service import change_service
from providers.services.drop_category import drop_category
from providers.services.request_category import request_category
from providers.services.restore_service import restore_service
from providers.services.save_address import save_address
from providers.services.save_profile import save_profile
from providers.services.submit_registration import submit_registration
from providers.services.withdraw_service import withdraw_service
from providers.states import CategoryState, ProviderState
from providers.views.blueprint import blueprint
from schemes.queries import categories as all_categories
from web import current_actor, refused_to_form, requires
from web.forms.acting import ActingPage, Answer, FormError
from web.languages import localized

P = Permission
FILLING_IN = (ProviderState.DRAFT, ProviderState.RETURNED)


@blueprint.route("/register", methods=["GET", "POST"])
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def register() -> Answer:
    """The first page: who the provider is. From here the person acts for it."""
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            provider_id = begin_registration(form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, FIELD_OF.get(refused.reason, "registration_number"))
        else:
            session[CHOICE] = choose_capacity(
                f"provider:{provider_id}", actor=current_actor(), now=clock.now()
            )
            return redirect(url_for("providers.address", provider_id=provider_id), code=303)
    return render_template(
        "providers/step.html",
        form=form,
        step="organisation",
        at=presenter.stages_of_form("organisation"),
        page=None,
        filling_in=True,
        due=None,
    )


def _own(provider_id: int) -> queries.ProviderPage:
    return queries.provider_page(db.session(), provider_id, actor=current_actor())


def _show_step(step: str, form: object, page: queries.ProviderPage) -> str:
    return render_template(
        "providers/step.html",
        form=form,
        step=step,
        at=presenter.stages_of_form(step),
        page=page,
        filling_in=page.provider.state in FILLING_IN,
        due=presenter.due_of_change,
    )


@blueprint.route("/<int:provider_id>/address", methods=["GET", "POST"])
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def address(provider_id: int) -> Answer:
    """Where it is and how it is reached."""
    page = _own(provider_id)
    form = AddressForm(data=address_values(page.organisation))
    if form.validate_on_submit():
        try:
            save_address(provider_id, form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, FIELD_OF.get(refused.reason, "address"))
        else:
            after = "providers.profile" if page.provider.state in FILLING_IN else "providers.show"
            return redirect(url_for(after, provider_id=provider_id), code=303)
    return _show_step("address", form, page)


@blueprint.route("/<int:provider_id>/profile", methods=["GET", "POST"])
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def profile(provider_id: int) -> Answer:
    """What it says of itself."""
    page = _own(provider_id)
    form = ProfileForm(obj=page.provider)
    if form.validate_on_submit():
        try:
            save_profile(
                provider_id,
                form.profile_th.data,
                form.profile_en.data or "",
                form.track_record.data,
                actor=current_actor(),
                now=clock.now(),
            )
        except Refused as refused:
            refused_to_form(refused, form, "profile_th")
        else:
            after = "providers.categories" if page.provider.state in FILLING_IN else "providers.show"
            return redirect(url_for(after, provider_id=provider_id), code=303)
    return _show_step("profile", form, page)


def _category_choices(page: queries.ProviderPage) -> Choices:
    """The kinds that may be asked for now: all but those approved or withdrawn."""
    settled = {
        row.category_id
        for row in page.categories
        if row.state in (CategoryState.APPROVED, CategoryState.WITHDRAWN)
    }
    return [(row.id, localized(row, "name")) for row in all_categories(db.session()) if row.id not in settled]


@blueprint.route("/<int:provider_id>/categories", methods=["GET", "POST"])
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def categories(provider_id: int) -> Answer:
    """The kinds of service asked for, each with its accreditation."""
    page = _own(provider_id)
    form = CategoryForm(choices=_category_choices(page))
    if form.validate_on_submit():
        try:
            request_category(
                provider_id,
                form.category.data,
                form.accreditation.data or "",
                form.valid_until.data,
                form.document,
                actor=current_actor(),
                now=clock.now(),
            )
        except Refused as refused:
            refused_to_form(refused, form, CATEGORY_FIELD_OF.get(refused.reason, "category"))
        else:
            flash(_("The kind of service has been requested."), "good")
            return redirect(url_for("providers.categories", provider_id=provider_id), code=303)
    return _show_step("categories", form, page)


CATEGORY_FIELD_OF = {
    str(ProviderReason.ACCREDITATION_MISSING): "accreditation",
    str(ProviderReason.ACCREDITATION_EXPIRED): "valid_until",
    str(ProviderReason.VALIDITY_MISSING): "valid_until",
    str(ProviderReason.RENEWAL_NOT_LONGER): "valid_until",
}


@blueprint.post("/<int:provider_id>/categories/<int:category_id>/drop")
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def drop(provider_id: int, category_id: int) -> Answer:
    """Take back a request."""
    return CATEGORIES.act(
        provider_id, "drop", drop_category, _("The request has been withdrawn."), category_id
    )


def _categories_page(provider_id: int, form_error: FormError) -> str:
    page = _own(provider_id)
    form = CategoryForm(formdata=None, choices=_category_choices(page))
    form.category.errors = [form_error.words]
    return _show_step("categories", form, page)


CATEGORIES = ActingPage("providers.categories", "provider_id", _categories_page)


@blueprint.get("/<int:provider_id>/services")
@requires(P.PROVIDERS_CATALOGUE_MANAGE)
def services(provider_id: int) -> Answer:
    """The catalogue."""
    return _show_step("services", None, _own(provider_id))


def _service_choices(page: queries.ProviderPage) -> Choices:
    return [
        (row.category_id, localized(row.category, "name"))
        for row in page.categories
        if row.state in (CategoryState.REQUESTED, CategoryState.APPROVED)
    ]


def _saved(*, counts: bool, new: bool = False) -> str:
    if counts:
        return _("The service is saved.")
    if new:
        return _("Saved. The service can be sold once an officer has approved it.")
    return _("Saved. An officer checks it first. Until then what was approved before remains valid.")


@blueprint.route("/<int:provider_id>/services/new", methods=["GET", "POST"])
@requires(P.PROVIDERS_CATALOGUE_MANAGE)
def new_service(provider_id: int) -> Answer:
    """Publish a service."""
    page = _own(provider_id)
    form = ServiceForm(choices=_service_choices(page))
    if form.validate_on_submit():
        try:
            add_service(provider_id, form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, "category")
        else:
            flash(_saved(counts=page.provider.state in FILLING_IN, new=True), "good")
            return redirect(url_for("providers.services", provider_id=provider_id), code=303)
    return render_template("providers/service_form.html", form=form, page=page, service=None)


@blueprint.route("/services/<int:service_id>/edit", methods=["GET", "POST"])
@requires(P.PROVIDERS_CATALOGUE_MANAGE)
def edit_service(service_id: int) -> Answer:
    """Change a service; what was agreed on it keeps its own price."""
    service = queries.own_service(db.session(), service_id, actor=current_actor())
    page = _own(service.provider_id)
    shown = queries.waiting_change(db.session(), service_id) or service
    form = ServiceForm(choices=_service_choices(page), data=service_values(read_service(shown)))
    if form.validate_on_submit():
        try:
            counts = change_service(service_id, form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, "category")
        else:
            flash(_saved(counts=counts), "good")
            return redirect(url_for("providers.services", provider_id=page.organisation.id), code=303)
    return render_template("providers/service_form.html", form=form, page=page, service=service)


@blueprint.post("/services/<int:service_id>/withdraw")
@requires(P.PROVIDERS_CATALOGUE_MANAGE)
def withdraw(service_id: int) -> Answer:
    """Take a service out of the directory."""
    service = queries.own_service(db.session(), service_id, actor=current_actor())
    withdraw_service(service_id, actor=current_actor(), now=clock.now())
    flash(_("The service is withdrawn."), "good")
    return redirect(url_for("providers.services", provider_id=service.provider_id), code=303)


@blueprint.post("/services/<int:service_id>/restore")
@requires(P.PROVIDERS_CATALOGUE_MANAGE)
def restore(service_id: int) -> Answer:
    """Put it back."""
    service = queries.own_service(db.session(), service_id, actor=current_actor())
    published = restore_service(service_id, actor=current_actor(), now=clock.now())
    flash(_("The service is published again.") if published else _saved(counts=False), "good")
    return redirect(url_for("providers.services", provider_id=service.provider_id), code=303)


@blueprint.get("/<int:provider_id>/check")
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def check(provider_id: int) -> Answer:
    """Everything once more, before it is submitted."""
    return _check_page(provider_id)


def _check_page(provider_id: int, form_error: FormError | None = None) -> str:
    page = _own(provider_id)
    if page.provider.organisation_id != current_actor().organisation_id:
        raise NotFound
    return render_template(
        "providers/check.html", page=page, at=presenter.stages_of_form("check"), form_error=form_error
    )


CHECK = ActingPage("providers.show", "provider_id", _check_page)


@blueprint.post("/<int:provider_id>/submit")
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def submit(provider_id: int) -> Answer:
    """Lay it before an officer."""
    return CHECK.act(
        provider_id,
        "submit",
        submit_registration,
        _("Your registration has been submitted. We e-mail you the result."),
    )
