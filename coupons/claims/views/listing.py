"""The list of claims, for each side: its columns and what narrows it."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import clock
from core.actor import Actor
from core.labels import words_for
from core.money import Money
from core.permissions import Permission
from coupons.claims import queries
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import UNFINISHED_REDEMPTIONS, RedemptionState
from web import Column, Filter, ListPage
from web.languages import localized

P = Permission
LATE = "unanswered"
CLAIMED = "claimed"
UNDER_WAY = "under-way"
"""In the address: what is reserved, delivered or being decided."""
SECOND_LINES = frozenset({"number", "provider"})
"""Columns of the files; the officers' page shows them in the second lines of its cells."""


def claim_list(actor: Actor) -> ListPage:
    """Its columns, search and filters, as this reader's side sees them."""
    others = {
        "sme": Column("sme", _l("SME"), lambda row: localized(row, "sme"), sort=queries.SME_NAME),
        "provider": Column(
            "provider", _l("Provider"), lambda row: localized(row, "provider"), sort=queries.PROVIDER_NAME
        ),
    }
    if not actor.is_staff:
        others.pop("sme" if actor.may(P.COUPONS_REDEMPTION_ACCEPT) else "provider", None)
    since: Any = Redemption.queue_since if actor.is_staff else Redemption.state_since
    coupon_number = [Column("coupon", _l("Coupon"), lambda row: row.coupon_number, sort=Redemption.coupon_id)]
    as_provider = actor.may(P.COUPONS_REDEMPTION_DELIVER)
    own_search = (
        partial(queries.search_as_provider, provider_id=actor.organisation_id)
        if as_provider
        else queries.search_as_sme
    )
    return ListPage(
        columns=[
            Column("number", _l("No."), lambda row: row.id, sort=Redemption.id),
            Column("service", _l("Service"), lambda row: localized(row, "service")),
            *others.values(),
            *(() if as_provider else coupon_number),
            Column(
                "price",
                _l("Price"),
                lambda row: Money(row.price_satang),
                sort=Redemption.price_satang,
                numeric=True,
            ),
            Column(
                "subsidy",
                _l("The state pays"),
                lambda row: Money(row.subsidy_satang if row.approved_satang is None else row.approved_satang),
                sort=Redemption.subsidy_satang,
                numeric=True,
            ),
            Column("state", _l("State"), lambda row: row.state, sort=Redemption.state),
            Column("since", _l("Since"), lambda row: row.state_since, sort=since),
        ],
        key=Redemption.id,
        default_sort="since",
        default_descending=not actor.is_staff,
        file_name="redemptions",
        keys_first=not actor.is_staff,
        search=queries.search_redemptions if actor.is_staff else own_search,
        search_label=_l("Number, name or service") if as_provider else _l("Coupon, name or service"),
        filters=[Filter("state", _l("State"), _state_options, _by_state)],
    )


def _state_options() -> list[tuple[str, Any]]:
    return [
        (LATE, _("Not confirmed in time")),
        (CLAIMED, _("Delivered, with its evidence")),
        (UNDER_WAY, _("In progress")),
        *((state.value, words_for(state)) for state in RedemptionState),
    ]


def _by_state(statement: Any, chosen: str) -> Any:
    if chosen == LATE:
        today = clock.bangkok_date(clock.now())
        return statement.where(Redemption.state == RedemptionState.DELIVERED, Redemption.accept_by < today)
    if chosen == CLAIMED:
        return statement.where(Redemption.delivered_at.is_not(None))
    if chosen == UNDER_WAY:
        return statement.where(Redemption.state.in_(UNFINISHED_REDEMPTIONS))
    return statement.where(Redemption.state == RedemptionState(chosen))
