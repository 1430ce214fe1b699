"""Registering an SME, one thing a page; each page saves, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from core import clock
from core.db import db
from core.errors import NotFound, Refused
from core.permissions import Permission
from identity.accounts.views.session_identity import CHOICE
from identity.capacities.services.choose_capacity import choose_capacity
from identity.organisations.appeals import appeal_days
from identity.organisations.forms import FIELD_OF, AddressForm, OrganisationForm, address_values
from smes import presenter, queries
from smes.forms import (
    DeclarationsForm,
    DocumentsForm,
    FiguresForm,
    declarations_values,
    figures_values,
)
from smes.rules import ENTERPRISES
from smes.services.add_document import add_document
from smes.services.appeal_rejection import appeal_rejection
from smes.services.apply_again import apply_again
from smes.services.begin_registration import begin_registration
from smes.services.remove_document import remove_document
from smes.services.save_address import save_address
from smes.services.save_declarations import save_declarations
from smes.services.save_figures import save_figures
from smes.services.submit_registration import submit_registration
from smes.services.withdraw_update import withdraw_update
from smes.states import UpdateKind, UpdateState
from smes.views.blueprint import blueprint, tie_break
from smes.views.staff import PAGE
from web import Form, current_actor, refused_to_form, requires
from web.forms.acting import ActingPage, Answer, FormError

P = Permission


@blueprint.route("/register", methods=["GET", "POST"])
@requires(P.SMES_SME_REGISTER)
def register() -> Answer:
    """The first page: who the business is. From here the person acts for it."""
    form = OrganisationForm(kinds=ENTERPRISES)
    if form.validate_on_submit():
        try:
            organisation_id = begin_registration(form.draft(), actor=current_actor(), now=clock.now())
        except Refused as refused:
            refused_to_form(refused, form, FIELD_OF.get(refused.reason, "registration_number"))
        else:
            session[CHOICE] = choose_capacity(
                f"sme:{organisation_id}", actor=current_actor(), now=clock.now()
            )
            return redirect(url_for("smes.step", organisation_id=organisation_id, step="address"), code=303)
    return render_template(
        "smes/step.html",
        form=form,
        step="organisation",
        at=presenter.stages_of_form("organisation"),
        page=None,
    )


def _address(page: queries.SmePage) -> Form:
    return AddressForm(data=address_values(page.organisation))


def _figures(page: queries.SmePage) -> Form:
    held = page.sme.figures_year if page.is_registered else None
    waiting = page.waiting_for(UpdateKind.FIGURES)
    values = figures_values(waiting or page.sme) | {"business": page.sme.business}
    return FiguresForm(data=values, tie_break=tie_break(), held_year=held)


def _declarations(page: queries.SmePage) -> Form:
    return DeclarationsForm(data=declarations_values(page.waiting_for(UpdateKind.DECLARATIONS) or page.sme))


def _documents(page: queries.SmePage) -> Form:
    return DocumentsForm(sent_before=bool(page.documents))


def _save_address(organisation_id: int, form: Any) -> None:
    save_address(organisation_id, form.draft(), actor=current_actor(), now=clock.now())


def _save_figures(organisation_id: int, form: Any) -> UpdateState | None:
    return save_figures(
        organisation_id,
        form.business.data,
        form.figures(),
        tie_break(),
        actor=current_actor(),
        now=clock.now(),
    )


def _save_declarations(organisation_id: int, form: Any) -> UpdateState | None:
    return save_declarations(organisation_id, form.declarations(), actor=current_actor(), now=clock.now())


def _save_documents(organisation_id: int, form: Any) -> None:
    for upload in form.files.uploads:
        add_document(
            organisation_id, upload.content, upload.file_name, actor=current_actor(), now=clock.now()
        )


_Page = tuple[Callable[[queries.SmePage], Form], Callable[[int, Any], UpdateState | None], str]
PAGES: dict[str, _Page] = {
    "address": (_address, _save_address, "postcode"),
    "figures": (_figures, _save_figures, "figures_year"),
    "declarations": (_declarations, _save_declarations, "thai_share"),
    "documents": (_documents, _save_documents, "files"),
}
"""Each page: its form, what saves it, and the field beside which a refusal stands."""


@blueprint.route("/<int:organisation_id>/registration/<string:step>", methods=["GET", "POST"])
@requires(P.SMES_SME_REGISTER)
def step(organisation_id: int, step: str) -> Answer:
    """One page of the registration; of a registered business, what may be said anew."""
    if step not in PAGES:
        raise NotFound
    page = queries.sme_page(db.session(), organisation_id, tie_break(), actor=current_actor())
    if not (page.is_editable or page.is_registered):
        return redirect(url_for("smes.show", organisation_id=organisation_id))
    make, save, beside = PAGES[step]
    form = make(page)
    if form.validate_on_submit():
        try:
            said = save(organisation_id, form)
        except Refused as refused:
            refused_to_form(refused, form, beside)
        else:
            if page.is_registered:
                flash(SAID[said], "good")
            return redirect(_after(page, step, form), code=303)
    return render_template(
        "smes/step.html", form=form, step=step, at=presenter.stages_of_form(step), page=page
    )


SAID = {
    None: _l("Saved."),
    UpdateState.COUNTED: _l("Saved. The new information is valid from now on."),
    UpdateState.WAITING: _l(
        "Saved. An officer checks it. Until then the previous information remains valid."
    ),
}
"""What is said of a registered business's page that was saved."""


def _after(page: queries.SmePage, step: str, form: Any) -> str:
    """The next page; documents stay until one goes on, so that the next file can be added."""
    organisation_id = page.sme.organisation_id
    if step == "documents" and (page.is_registered or not form.goes_on.data):
        return url_for("smes.step", organisation_id=organisation_id, step="documents")
    if page.is_registered:
        return url_for("smes.show", organisation_id=organisation_id)
    following = presenter.STEPS[presenter.STEPS.index(step) + 1]
    if following == "check":
        return url_for("smes.check", organisation_id=organisation_id)
    return url_for("smes.step", organisation_id=organisation_id, step=following)


@blueprint.post("/<int:organisation_id>/updates/<any(figures, declarations):kind>/withdraw")
@requires(P.SMES_SME_REGISTER)
def withdraw(organisation_id: int, kind: str) -> Answer:
    """Take back what no officer has looked at."""
    return PAGE.act(
        organisation_id,
        f"withdraw-{kind}",
        withdraw_update,
        _("The request is withdrawn. The previous information remains valid."),
        UpdateKind(kind),
    )


@blueprint.post("/<int:organisation_id>/appeal")
@requires(P.SMES_SME_REGISTER)
def appeal(organisation_id: int) -> Answer:
    """Appeal a rejection to another officer."""
    lodge = partial(appeal_rejection, appeal_days=appeal_days())
    return PAGE.act_with_reason(
        organisation_id, "appeal", lodge, _("The appeal has been submitted. Another officer decides it.")
    )


@blueprint.post("/<int:organisation_id>/apply-again")
@requires(P.SMES_SME_REGISTER)
def again(organisation_id: int) -> Answer:
    """Open a rejected registration for a new application."""
    return PAGE.act(
        organisation_id,
        "apply-again",
        apply_again,
        _("Your registration is open again, with everything you entered."),
    )


@blueprint.get("/<int:organisation_id>/check")
@requires(P.SMES_SME_REGISTER)
def check(organisation_id: int) -> Answer:
    """The last page: everything once more, before it is submitted."""
    return _check_page(organisation_id)


def _check_page(organisation_id: int, form_error: FormError | None = None) -> str:
    page = queries.sme_page(db.session(), organisation_id, tie_break(), actor=current_actor())
    return render_template(
        "smes/check.html",
        page=page,
        at=presenter.stages_of_form("check"),
        gates=presenter.gates(page),
        form_error=form_error,
    )


CHECK = ActingPage("smes.show", "organisation_id", _check_page)


@blueprint.post("/<int:organisation_id>/submit")
@requires(P.SMES_SME_REGISTER)
def submit(organisation_id: int) -> Answer:
    """Lay it before an officer."""
    return CHECK.act(
        organisation_id,
        "submit",
        submit_registration,
        _("Your registration has been submitted. We e-mail you the result."),
    )


@blueprint.post("/<int:organisation_id>/documents/<int:document_id>/remove")
@requires(P.SMES_SME_REGISTER)
def remove(organisation_id: int, document_id: int) -> AnyResponse:
    """Take a file out again."""
    remove_document(organisation_id, document_id, actor=current_actor(), now=clock.now())
    flash(_("The file is removed."), "good")
    return redirect(url_for("smes.step", organisation_id=organisation_id, step="documents"), code=303)
