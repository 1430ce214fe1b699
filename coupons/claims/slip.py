"""What the slip of a confirmed price says to its two sides: what happens next, and what can be passed on."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import gettext as _

from core.thai.writing import be_date
from coupons.claims.queries import ClaimPage
from coupons.redemptions.states import RedemptionState
from coupons.states import Party
from web.languages import localized


def what_comes_next(page: ClaimPage) -> list[str]:
    """The steps from here to the money, in order; none once the service was delivered or has ended."""
    if page.redemption.state is not RedemptionState.RESERVED:
        return []
    day = be_date(page.redemption.deliver_by, get_locale())
    steps = _for_provider(page, day) if page.side is Party.PROVIDER else _for_sme(page, day)
    return steps if page.pays.collect else steps[1:]


def _for_sme(page: ClaimPage, day: str) -> list[str]:
    pays = page.pays
    if page.filer is Party.SME:
        return _for_sme_who_files(page, day)
    if pays.subsidy:
        end = _("Accept the work and rate it. After an officer's check OSMEP pays its part to the provider.")
    else:
        end = _("Accept the work and rate it. An officer then checks it.")
    return [
        _("Pay the provider %(amount)s baht and keep the receipt.", amount=pays.collect.short()),
        _("The provider delivers by %(day)s.", day=day),
        end,
    ]


def _for_sme_who_files(page: ClaimPage, day: str) -> list[str]:
    back = page.pays.reimburses
    return [
        _(
            "Pay the provider the full price of %(amount)s baht and keep tax invoice and proof of payment.",
            amount=page.pays.collect.short(),
        ),
        _("When the service is delivered, add the evidence and file the claim by %(day)s.", day=day),
        _("The provider confirms it. After an officer's check OSMEP pays its part back to your bank account.")
        if back
        else _("The provider confirms it. An officer then checks it."),
    ]


def _for_provider(page: ClaimPage, day: str) -> list[str]:
    pays = page.pays
    if page.filer is Party.SME:
        return [
            _("Collect %(amount)s baht and give a tax invoice or receipt.", amount=pays.collect.short()),
            _("Deliver by %(day)s. The customer then files the claim itself.", day=day),
            _("Confirm that you delivered the service and were paid in full."),
        ]
    return [
        _("Collect %(amount)s baht and give a tax invoice or receipt.", amount=pays.collect.short()),
        _("Deliver by %(day)s, add the evidence and mark it as delivered.", day=day),
        _(
            "When the customer has accepted it, an officer checks the claim; then OSMEP pays you %(amount)s baht.",
            amount=pays.subsidy.short(),
        )
        if pays.subsidy
        else _("When the customer has accepted it, an officer checks the claim."),
    ]


def to_share(page: ClaimPage) -> str:
    """The slip in one sentence, to be passed on; never what is left on a coupon."""
    return _(
        "Price confirmed, no. %(number)s: %(service)s at %(provider)s, %(price)s baht,"
        " of which the state pays %(subsidy)s baht.",
        number=page.redemption.id,
        service=localized(page.service, "name"),
        provider=localized(page.provider, "name"),
        price=page.pays.price.short(),
        subsidy=page.pays.subsidy.short(),
    )
