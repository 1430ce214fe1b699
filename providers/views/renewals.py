"""Asking that an approval run longer, and the officer's decision."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core import clock
from core.db import db
from core.documents import operations as documents
from core.documents.pictures import serve_picture
from core.errors import NotFound, Refused
from core.permissions import Permission
from providers import queries
from providers.forms import AccreditationForm
from providers.services.approve_renewal import approve_renewal
from providers.services.ask_renewal import ask_renewal
from providers.services.drop_renewal import drop_renewal
from providers.services.reject_renewal import reject_renewal
from providers.views.blueprint import blueprint
from providers.views.registration import CATEGORY_FIELD_OF
from providers.views.staff import PAGE, approve_until
from web import current_actor, refused_to_form, requires
from web.forms.acting import Answer

P = Permission


@blueprint.route("/<int:provider_id>/categories/<int:category_id>/renewal", methods=["GET", "POST"])
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def renew(provider_id: int, category_id: int) -> Answer:
    """What shows that the approval may run on, begun from what showed it last."""
    page = queries.provider_page(db.session(), provider_id, actor=current_actor())
    row = next((row for row in page.categories if row.category_id == category_id), None)
    if row is None:
        raise NotFound
    form = AccreditationForm(data={"accreditation": row.accreditation})
    if form.validate_on_submit():
        try:
            ask_renewal(
                provider_id,
                category_id,
                form.accreditation.data or "",
                form.valid_until.data,
                form.document,
                actor=current_actor(),
                now=clock.now(),
            )
        except Refused as refused:
            refused_to_form(refused, form, CATEGORY_FIELD_OF.get(refused.reason, "accreditation"))
        else:
            flash(
                _("The renewal has been requested. Until it is decided, the approval stays as it is."), "good"
            )
            return redirect(
                url_for("providers.show", provider_id=provider_id, _anchor="categories"), code=303
            )
    return render_template("providers/renewal.html", form=form, page=page, row=row)


@blueprint.post("/<int:provider_id>/categories/<int:category_id>/renewal/drop")
@requires(P.PROVIDERS_PROVIDER_REGISTER)
def drop_renewal_request(provider_id: int, category_id: int) -> Answer:
    """Take the request back."""
    return PAGE.act(
        provider_id,
        f"renewal-{category_id}",
        drop_renewal,
        _("The request for renewal has been withdrawn."),
        category_id,
        anchor="categories",
    )


@blueprint.post("/<int:provider_id>/categories/<int:category_id>/renewal/<int:renewal_id>/approve")
@requires(P.PROVIDERS_PROVIDER_DECIDE)
def approve_renewed(provider_id: int, category_id: int, renewal_id: int) -> Answer:
    """Let the approval run until a later day."""
    return approve_until(provider_id, category_id, f"renewal-{category_id}", approve_renewal, renewal_id)


@blueprint.post("/<int:provider_id>/categories/<int:category_id>/renewal/<int:renewal_id>/reject")
@requires(P.PROVIDERS_PROVIDER_DECIDE)
def reject_renewed(provider_id: int, category_id: int, renewal_id: int) -> Answer:
    """Reject it with the reason; the approval runs to its day."""
    return PAGE.act_with_reason(
        provider_id,
        f"reject-renewal-{category_id}",
        reject_renewal,
        _("The renewal is rejected."),
        category_id,
        renewal_id,
        anchor="categories",
    )


@blueprint.get("/<int:provider_id>/categories/<int:category_id>/renewal/document")
@requires(P.PROVIDERS_PROVIDER_READ, P.PROVIDERS_PROVIDER_REGISTER)
def renewal_document(provider_id: int, category_id: int) -> Response:
    """The file shown for the renewal."""
    return documents.serve(
        queries.renewal_document(db.session(), provider_id, category_id, actor=current_actor())
    )


@blueprint.get("/<int:provider_id>/categories/<int:category_id>/renewal/document/picture")
@requires(P.PROVIDERS_PROVIDER_READ)
def renewal_picture(provider_id: int, category_id: int) -> Response:
    """The same, to be looked at in the page where it is checked."""
    return serve_picture(
        queries.renewal_document(db.session(), provider_id, category_id, actor=current_actor())
    )
