"""What the pages of development proposals show: whose turn it is, and what this reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.actor import Actor
from core.clock import bangkok_date
from core.permissions import Permission
from core.thai.writing import be_date
from coupons.claims.developments import commands
from coupons.claims.developments.agreement import file_number
from coupons.claims.developments.queries import DevelopmentPage
from coupons.claims.developments.states import DEVELOPMENT_MACHINE, OPEN_DEVELOPMENTS, DevelopmentState
from coupons.states import Party
from web.languages import localized
from web.pages.next_action import Guide, Step, Wait
from web.pages.steps import Turn

_P, _S = Permission, DevelopmentState
_SME, _PROVIDER, _OFFICER = _l("the SME"), _l("the provider"), _l("an officer of OSMEP")
GUIDE = Guide(
    DEVELOPMENT_MACHINE,
    {
        _S.SENT: Wait(_l("The provider confirms its quotation, or says what is wrong."), _PROVIDER),
        _S.CONFIRMED: Wait(_l("An officer checks the proposal and decides."), _OFFICER),
        _S.RETURNED: Wait(_l("The business corrects the proposal."), _SME),
        _S.APPROVED: Wait(_l("The proposal is approved. The page of the service says what comes next.")),
        _S.WITHDRAWN: Wait(_l("The proposal was withdrawn.")),
        _S.LAPSED: Wait(_l("The proposal ended without a decision.")),
    },
    {
        _S.SENT: (
            Step(
                commands.CONFIRM_QUOTATION,
                _l("Compare it with your quotation, then confirm it or say what is wrong."),
                "confirm",
            ),
        ),
        _S.CONFIRMED: (
            Step(
                commands.APPROVE_DEVELOPMENT,
                _l("Check the proposal and the quotation, then approve it or send it back."),
                "approve",
            ),
        ),
        _S.RETURNED: (
            Step(commands.SEND_DEVELOPMENT, _l("Correct the proposal and send it again."), "send"),
        ),
    },
)


def development_turn(page: DevelopmentPage, actor: Actor, now: datetime, *, tied: bool) -> Turn | None:
    """What comes next with one proposal; None at an end. `tied`: the reader is connected with the other side."""
    development = page.development
    found = GUIDE.turn(
        development.state,
        actor,
        today=bangkok_date(now),
        since=development.state_since,
        ready=lambda _step: not tied,
    )
    return found if found.mine or found.whose else None


@dataclass(frozen=True, slots=True)
class Allowed:
    """What this reader may do here now; the services check the same again under the lock."""

    confirm: bool
    decide: bool
    correct: bool
    withdraw: bool


def allowed(page: DevelopmentPage, actor: Actor, *, tied: bool) -> Allowed:
    """What the buttons offer: side, permission, state, ties."""
    state, side = page.development.state, page.side
    names_prices = side is Party.PROVIDER and actor.may(_P.COUPONS_PROPOSAL_PROPOSE)
    consents = side is Party.SME and actor.may(_P.COUPONS_COUPON_CONSENT)
    officer = side is Party.OSMEP and actor.may(_P.COUPONS_REDEMPTION_DECIDE)
    return Allowed(
        confirm=names_prices and not tied and state is _S.SENT,
        decide=officer and not tied and state is _S.CONFIRMED,
        correct=consents and not tied and state is _S.RETURNED,
        withdraw=consents and state in OPEN_DEVELOPMENTS,
    )


def facts(page: DevelopmentPage) -> list[dict[str, Any]]:
    """What the summary lists."""
    development, language = page.development, get_locale()
    quotation = _(
        "%(number)s of %(day)s",
        number=development.quotation_number,
        day=be_date(development.quoted_on, language),
    )
    period = f"{be_date(development.begins_on, language)} – {be_date(development.ends_on, language)}"
    rows: list[dict[str, Any]] = [
        {"label": _("SME"), "value": localized(page.sme, "name")},
        {"label": _("Provider"), "value": localized(page.provider, "name")},
        {
            "label": _("Quotation"),
            "value": quotation,
            "href": url_for("developments.quotation", development_id=development.id),
            "action": _("Open"),
        },
        {"label": _("What is the problem today?"), "value": development.problem},
        {"label": _("What will be done?"), "value": development.work},
        {"label": _("What result do you expect?"), "value": development.result},
        {"label": _("From – until"), "value": period},
    ]
    if development.agreement_id is not None:
        where = url_for("developments.agreement", development_id=development.id)
        rows.append(
            {
                "label": _("Agreement"),
                "value": file_number(development.id),
                "href": where,
                "action": _("Open"),
            }
        )
    if page.side is Party.PROVIDER:
        return rows
    coupon = {"label": _("Coupon"), "value": page.coupon.number, "action": _("Open")}
    coupon["href"] = url_for("coupons.coupon", coupon_id=page.coupon.id)
    return [*rows, coupon]
