"""What an officer decides of a provider's services and prices, and the provider takes back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from core import clock
from core.db import db
from core.permissions import Permission
from providers import queries
from providers.services.approve_service_change import approve_service_change
from providers.services.drop_service_change import drop_service_change
from providers.services.reject_service_change import reject_service_change
from providers.views.blueprint import blueprint
from providers.views.staff import PAGE
from web import current_actor, requires
from web.forms.acting import Answer

P = Permission


def _provider_of(service_id: int) -> int:
    return queries.own_service(db.session(), service_id, actor=current_actor()).provider_id


def _of(service_id: int, service: Any) -> Any:
    """The service's command, as one of its provider's page."""

    def run(_provider_id: int, *given: object, **named: Any) -> None:
        service(service_id, *given, **named)

    return run


@blueprint.post("/services/<int:service_id>/change/<int:change_id>/approve")
@requires(P.PROVIDERS_PROVIDER_DECIDE)
def approve_change(service_id: int, change_id: int) -> Answer:
    """Let it be sold as it was asked for."""
    return PAGE.act(
        _provider_of(service_id),
        f"change-{service_id}",
        _of(service_id, approve_service_change),
        _("Approved. The service can be sold from now on."),
        change_id,
        anchor="services",
    )


@blueprint.post("/services/<int:service_id>/change/<int:change_id>/reject")
@requires(P.PROVIDERS_PROVIDER_DECIDE)
def reject_change(service_id: int, change_id: int) -> Answer:
    """Reject it with the reason."""
    return PAGE.act_with_reason(
        _provider_of(service_id),
        f"reject-change-{service_id}",
        _of(service_id, reject_service_change),
        _("Not approved. What was approved before remains valid."),
        change_id,
        anchor="services",
    )


@blueprint.post("/services/<int:service_id>/change/drop")
@requires(P.PROVIDERS_CATALOGUE_MANAGE)
def drop_change(service_id: int) -> Answer:
    """Take it back."""
    provider_id = _provider_of(service_id)
    drop_service_change(service_id, actor=current_actor(), now=clock.now())
    flash(_("The request is withdrawn. What was approved before remains valid."), "good")
    return redirect(url_for("providers.services", provider_id=provider_id), code=303)
