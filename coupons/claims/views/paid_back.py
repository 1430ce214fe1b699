"""Where the SME is paid back: it files the claim itself, and the provider confirms it."""

from __future__ import annotations

from functools import partial

from flask_babel import gettext as _

from core.permissions import Permission
from coupons.claims.forms import FilingForm
from coupons.claims.operations import Delivery
from coupons.claims.services.confirm_service import confirm_service
from coupons.claims.services.file_claim import file_claim
from coupons.claims.views.routes import PAGE, blueprint, first_error, show
from web import requires
from web.forms.acting import Answer, FormError

P = Permission


@blueprint.post("/<int:redemption_id>/file")
@requires(P.COUPONS_REDEMPTION_ACCEPT)
def file(redemption_id: int) -> Answer:
    """File the claim, with what was delivered and how good it was."""
    form = FilingForm()
    if not form.validate():
        return show(redemption_id, FormError("file", first_error(form), form=form)), 400
    delivery = Delivery(form.delivered_on.data, form.invoice_number.data, form.invoiced_on.data)
    said = {"rating": int(form.rating.data), "comment": form.comment.data or ""}
    return PAGE.act(
        redemption_id,
        "file",
        partial(file_claim, delivery=delivery, **said),
        _("The claim is filed. The provider is asked to confirm it."),
        form=form,
    )


@blueprint.post("/<int:redemption_id>/confirm")
@requires(P.COUPONS_REDEMPTION_DELIVER)
def confirm(redemption_id: int) -> Answer:
    """Confirm that the service was delivered and paid for in full."""
    return PAGE.act(
        redemption_id, "confirm", confirm_service, _("Confirmed. An officer checks the claim next.")
    )
