"""What an SME's home says: the way, the one thing to do now, its money, its open matters, whom to call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from core.actor import Actor
from core.calendar.urgency import SOON
from core.clock import bangkok_date
from core.permissions import Permission
from core.registry import Home
from core.thai.writing import be_date
from coupons.applications.models import Application
from coupons.applications.presenter import application_turn
from coupons.applications.states import ApplicationState
from coupons.claims.presenter import redemption_turn
from coupons.claims.views.listing import UNDER_WAY
from coupons.coupons.models import Coupon
from coupons.home.queries import SmeHome, sme_home
from coupons.home.rules import Leg, leg_of
from coupons.redemptions.models import Redemption
from coupons.redemptions.states import RedemptionState
from identity.organisations.appeals import appeal_days
from identity.organisations.officer_lists import registration_turn
from schemes.states import PayeeMode
from smes import presenter as registrations
from smes.states import SmeState
from web.languages import localized
from web.pages.steps import Stage, Turn, way_of_legs

_A, _P, _R, _S = ApplicationState, Permission, RedemptionState, SmeState
MOST_MATTERS = 6
"""Open matters on the page; their lists have them all."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something under way: what it is, where it stands, whose turn it is, where it is opened."""

    title: str
    note: str
    state: Any
    turn: Turn
    url: str
    button: Any
    """The words of its button, where it is the reader's turn."""


@dataclass(frozen=True, slots=True)
class Now:
    """The one thing to do now, with its button; `icon` is one of components/icon.html."""

    turn: Turn
    note: str
    button: Any
    url: str
    icon: str | None = None


def legs(home: SmeHome | None) -> list[Stage]:
    """The way; of a business that is not registered yet, all of it to come."""
    if home is None:
        return way_of_legs(Leg, Leg.REGISTER)
    leg = leg_of(home.progress)
    stopped = leg is Leg.VERIFY and home.sme.state in (_S.REJECTED, _S.SUSPENDED)
    return way_of_legs(Leg, leg, Leg.VERIFY if stopped else None)


def _matters(home: SmeHome, actor: Actor, now: datetime) -> Iterator[Matter]:
    """What is under way, the most pressing first: registration, services, applications."""
    if home.sme.state is not _S.VERIFIED:
        yield _registration(home, actor, now)
    for service in home.services:
        if (turn := redemption_turn(service, actor, now)) is not None:
            yield _service(service, turn)
    for application in sorted(home.applications, key=lambda each: each.state is not _A.RETURNED):
        if (turn := application_turn(application, actor, bangkok_date(now))) is not None:
            yield _application(application, turn)


_OPEN_REGISTRATION = {
    _S.DRAFT: _l("Continue the registration"),
    _S.RETURNED: _l("Correct the registration"),
}


def _registration(home: SmeHome, actor: Actor, now: datetime) -> Matter:
    sme = home.sme
    return Matter(
        title=_("Registration of the business"),
        note="",
        state=sme.state,
        turn=registration_turn(registrations.GUIDE, sme, actor, bangkok_date(now), appeal_days()),
        url=url_for("smes.show", organisation_id=sme.organisation_id),
        button=_OPEN_REGISTRATION.get(sme.state, _l("Open the registration")),
    )


def _service(service: Redemption, turn: Turn) -> Matter:
    return Matter(
        title=localized(service.service, "name"),
        note=localized(service.provider.organisation, "name"),
        state=service.state,
        turn=turn,
        url=url_for("redemptions.redemption", redemption_id=service.id),
        button=_("See what was delivered")
        if service.state is _R.DELIVERED and turn.mine
        else _("File the claim")
        if service.state is _R.RESERVED and turn.mine
        else _("Open the service"),
    )


def _application(application: Application, turn: Turn) -> Matter:
    return Matter(
        title=localized(application.scheme, "name"),
        note=_note(application, turn),
        state=application.state,
        turn=turn,
        url=url_for("applications.application", application_id=application.id),
        button=_("Open the application"),
    )


def _note(application: Application, turn: Turn) -> str:
    """Its number, and of a declined one until when the reader can appeal: a right, no duty."""
    number = _("Application %(number)s", number=application.number) if application.number else ""
    if application.state is not _A.DECLINED or not turn.mine or turn.due is None:
        return number
    day = be_date(turn.due, get_locale())
    return " · ".join(filter(None, (number, _("You can appeal until %(day)s", day=day))))


def _now(home: SmeHome, matters: list[Matter], actor: Actor, now: datetime) -> Now | None:
    """The one thing: a price that waits, then what only this reader can do, then the coupon, then a new application."""
    if home.price is not None and actor.may(_P.COUPONS_COUPON_CONSENT):
        asked = _("Confirm or decline the price of %(price)s baht.", price=home.price.price.short())
        url = url_for("coupons.coupon", coupon_id=home.price.coupon_id)
        return Now(_mine(asked), localized(home.price, "provider"), _("See the price"), url)
    pressing = [each for each in matters if each.turn.mine and each.state not in (_A.DRAFT, _A.DECLINED)]
    if pressing:
        return _of_matter(pressing[0])
    if home.sme.state is _S.VERIFIED and home.usable:
        return _coupon_to_use(home, now)
    own = next((each for each in matters if each.turn.mine), None)
    if own is not None:
        return _of_matter(own)
    if home.sme.state is _S.VERIFIED and not matters and actor.may(_P.COUPONS_APPLICATION_APPLY):
        what = _("Apply for a coupon. You see at once whether you qualify.")
        return Now(_mine(what), "", _("Apply for a coupon"), url_for("applications.index"))
    return _of_matter(matters[0]) if matters else None


def _mine(what: str) -> Turn:
    return Turn(what, None, True, None, late=False)


def _of_matter(matter: Matter) -> Now:
    about = " · ".join(filter(None, (matter.title, matter.note)))
    return Now(matter.turn, about, matter.button, matter.url)


def _coupon_to_use(home: SmeHome, now: datetime) -> Now:
    """The coupon that ends first, with the way to its code."""
    coupon = home.usable[0]
    soon = (coupon.valid_until - bangkok_date(now)) <= SOON
    turn = Turn(
        _("Use your coupon at a provider of your choice."), None, True, coupon.valid_until, late=False
    )
    name = localized(coupon.scheme, "name")
    note = _("%(scheme)s · expires soon", scheme=name) if soon else name
    ready = _ready(coupon)
    words = _("Show at the counter") if ready.icon == "qr" else ready.words
    return Now(turn, note, words, ready.url, icon=ready.icon)


@dataclass(frozen=True, slots=True)
class Ready:
    """A coupon that can be used, and how: it is shown at a counter, or a proposal is written where the SME is paid back."""

    coupon: Coupon
    words: str
    url: str
    icon: str


def _ready(coupon: Coupon) -> Ready:
    if coupon.payee_mode is PayeeMode.REIMBURSE_SME:
        url = url_for("coupons.coupon", coupon_id=coupon.id)
        return Ready(coupon, _("Choose a provider"), url, "file")
    return Ready(coupon, _("Show the code"), url_for("coupons.show", coupon_id=coupon.id), "qr")


def money_rows(home: SmeHome) -> list[dict[str, Any]]:
    """The parts of the money, dark to light, each with the list that has it."""
    money = home.money
    services = {"endpoint": "redemptions.index"}
    rows = (
        (_("Paid"), money.paid, "paid", services | {"state": _R.PAID}),
        (_("Approved, to be paid"), money.due, "due", services | {"state": _R.APPROVED}),
        (_("Reserved for services in progress"), money.held, "held", services | {"state": UNDER_WAY}),
        (_("Left to spend"), money.left, "open", {"endpoint": "coupons.index"}),
    )
    return [
        {"label": label, "amount": amount, "shade": shade, "href": url_for(**where)}
        for label, amount, shade, where in rows
        if amount
    ]


def _providers(home: SmeHome) -> list[dict[str, str]]:
    """The providers of services under way who can be called, each once."""
    found = {
        each.provider_id: {
            "name": localized(each.provider.organisation, "name"),
            "phone": each.provider.organisation.phone,
        }
        for each in home.services
        if each.provider.organisation.phone
    }
    return list(found.values())[:2]


def facts(session: Session, actor: Actor, now: datetime) -> Mapping[str, Any]:
    """What templates/coupons/home.html reads."""
    home = sme_home(session, actor, now)
    verified = home.sme.state is _S.VERIFIED
    matters = list(_matters(home, actor, now))
    first = _now(home, matters, actor, now)
    shown = first.url if first else None
    return {
        "home": home,
        "way": legs(home),
        "now": first,
        "money": home.money,
        "money_rows": money_rows(home),
        "pocket": [each for each in map(_ready, home.usable) if verified and each.url != shown],
        "matters": [each for each in matters if each.url != shown][:MOST_MATTERS],
        "providers": _providers(home),
        "may_apply": verified and actor.may(_P.COUPONS_APPLICATION_APPLY),
    }


HOME = Home("sme", "coupons/home.html", facts, shows=frozenset({"coupons", "smes"}))
