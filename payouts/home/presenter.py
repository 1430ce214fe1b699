"""What a provider's home says, and what somebody reads who acts for nobody yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.actor import Actor
from core.clock import bangkok_date
from core.permissions import Permission
from core.registry import Home
from coupons.home.presenter import legs as sme_legs
from identity.organisations.appeals import appeal_days
from identity.organisations.officer_lists import registration_turn
from payouts.home.queries import ProviderHome, provider_home
from payouts.home.rules import STOPPED, ProviderLeg, ProviderProgress, provider_leg
from payouts.payees.statuses import COMING, PAID_THIS_MONTH
from providers import presenter as registrations
from providers.inbox import approvals_item
from providers.states import ProviderState
from web.pages.steps import Stage, way_of_legs

P = Permission


def provider_legs(progress: ProviderProgress | None) -> list[Stage]:
    """The way to the first money; of a provider that is not registered yet, all of it to come."""
    if progress is None:
        return way_of_legs(ProviderLeg, ProviderLeg.REGISTER)
    stopped = ProviderLeg.APPROVE if progress.registration in STOPPED else None
    return way_of_legs(ProviderLeg, provider_leg(progress), stopped)


def _money(home: ProviderHome) -> list[dict[str, Any]]:
    """What is coming and what came, each with the list that has it."""
    rows = (
        (_("Money on its way to you"), home.coming, COMING),
        (_("Paid to you this month"), home.paid, PAID_THIS_MONTH),
    )
    return [
        {"label": label, "sum": found, "href": url_for("payouts.mine", show=show)}
        for label, found, show in rows
    ]


def _provider_facts(session: Session, actor: Actor, now: datetime) -> Mapping[str, Any]:
    """What templates/payouts/home.html reads."""
    today = bangkok_date(now)
    home = provider_home(session, actor, now)
    approved = home.provider.state is ProviderState.APPROVED
    return {
        "home": home,
        "today": today,
        "way": provider_legs(home.progress),
        "approved": approved,
        "renewals": [approvals_item(home.provider.organisation_id, home.to_renew)]
        if approved and home.to_renew and actor.may(P.PROVIDERS_PROVIDER_REGISTER)
        else [],
        "turn": None
        if approved
        else registration_turn(registrations.GUIDE, home.provider, actor, today, appeal_days()),
        "money": _money(home) if actor.may(P.PAYOUTS_PAYOUT_READ) else [],
    }


def _person_facts(_session: Session, _actor: Actor, _now: datetime) -> Mapping[str, Any]:
    """The two ways that begin with a registration."""
    return {
        "doors": [
            {
                "title": _("I run a business"),
                "text": _(
                    "Get a coupon with which the state pays part of a service that your business needs."
                ),
                "way": sme_legs(None),
                "action": (_("Register an SME"), url_for("smes.register")),
            },
            {
                "title": _("I offer services"),
                "text": _("Serve businesses with coupons, and be paid the state's part by bank transfer."),
                "way": provider_legs(None),
                "action": (_("Register a provider"), url_for("providers.register")),
            },
        ]
    }


HOMES = (
    Home("provider", "payouts/home.html", _provider_facts, shows=frozenset({"providers"})),
    Home("person", "today/person.html", _person_facts),
)
