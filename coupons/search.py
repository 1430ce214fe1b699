"""What of coupons the search finds: applications, coupons, services and claims."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.permissions import Permission
from coupons.applications.models import Application
from coupons.applications.queries import search_applications, staff_statement
from coupons.claims import queries as claims
from coupons.coupons.models import Coupon
from coupons.coupons.queries import coupon_statement, search_coupons
from coupons.redemptions.models import Redemption
from identity.organisations.models import Organisation
from web.finders import Finder, Hit, Sought
from web.languages import localized

P = Permission


def _applications(actor: Actor) -> Any:
    """What was sent, for staff; all of its own for an SME."""
    if actor.is_staff:
        return staff_statement()
    return (
        sa.select(
            Application.id,
            Application.number,
            Application.state,
            Organisation.name_th.label("sme_th"),
            Organisation.name_en.label("sme_en"),
        )
        .join(Organisation, Organisation.id == Application.sme_id)
        .where(Application.sme_id == actor.organisation_id)
    )


def _coupons(actor: Actor) -> Any:
    rows = coupon_statement()
    return rows if actor.is_staff else rows.where(Coupon.sme_id == actor.organisation_id)


def _numbered(number: Any, key: Any) -> Any:
    def numbered(what: Sought) -> sa.ColumnElement[bool] | None:
        return _is_running(key, what) if what.running is not None else number == what.number

    return numbered


def _is_running(key: Any, what: Sought) -> sa.ColumnElement[bool] | None:
    """Running numbers are written with six digits and more; what is shorter is the number of a service."""
    running = what.running or 0
    return key == running if running >= 100_000 else None


def _search_redemptions(session: Session, statement: Any, actor: Actor, typed: str) -> Any:
    if actor.is_staff:
        return claims.search_redemptions(session, statement, typed)
    if actor.may(P.COUPONS_REDEMPTION_DELIVER):
        return claims.search_as_provider(session, statement, typed, provider_id=actor.organisation_id)
    return claims.search_as_sme(session, statement, typed)


def _redemption_hit(row: Any) -> Hit:
    name = _("Service no. %(number)s", number=row.id)
    note = " · ".join(filter(None, (localized(row, "service"), localized(row, "sme"))))
    return Hit(name, note, url_for("redemptions.redemption", redemption_id=row.id), row.state)


FINDERS = (
    Finder(
        "application",
        _l("Applications"),
        frozenset({P.COUPONS_APPLICATION_READ}),
        _applications,
        Application.id,
        lambda row: Hit(
            row.number,
            localized(row, "sme"),
            url_for("applications.application", application_id=row.id),
            row.state,
        ),
        _numbered(Application.number, Application.id),
        lambda session, statement, _actor, typed: search_applications(session, statement, typed),
        lambda actor, typed: url_for("applications.index", q=typed) if actor.is_staff else None,
    ),
    Finder(
        "coupon",
        _l("Coupons"),
        frozenset({P.COUPONS_COUPON_READ}),
        _coupons,
        Coupon.id,
        lambda row: Hit(
            row.number, localized(row, "sme"), url_for("coupons.coupon", coupon_id=row.id), row.state
        ),
        _numbered(Coupon.number, Coupon.id),
        lambda session, statement, _actor, typed: search_coupons(session, statement, typed),
        lambda actor, typed: url_for("coupons.index", q=typed) if actor.is_staff else None,
    ),
    Finder(
        "redemption",
        _l("Services and claims"),
        frozenset({P.COUPONS_REDEMPTION_READ}),
        claims.redemption_statement,
        Redemption.id,
        _redemption_hit,
        lambda what: None if what.running is None else Redemption.id == what.running,
        _search_redemptions,
        lambda _actor, typed: url_for("redemptions.index", q=typed),
    ),
)
