"""What each eligibility rule found, in words, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.labels import member_named, words_for
from core.money import Money, percent
from core.thai import places
from core.thai.writing import be_date
from schemes.eligibility.nearest import nearest
from schemes.eligibility.rules import SOURCES
from schemes.eligibility.states import EligibilityRule
from schemes.states import CapPeriod, SchemeState, Sector, SmeSize
from schemes.terms.labels import in_period, in_years
from schemes.terms.rules import Limits

_R = EligibilityRule
_BEING_CHECKED = "submitted"
"""As `smes.states.SmeState` stores it; that package stands above this one."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One verdict in the reader's language, as the verdicts macro draws it."""

    label: str
    passed: bool | None
    reason: str
    source: str
    remedy: str = ""
    """What would change a verdict that was not met."""


def explain(rule: EligibilityRule, passed: bool, facts: dict[str, Any]) -> Explained:
    """What the rule found: the SME's figure and the limit, in words."""
    words = _EXPLANATIONS[rule](passed, facts)
    of_money = rule is EligibilityRule.MONEY_AVAILABLE
    indication = of_money and (not passed or _is_not_known(facts))
    return Explained(
        label=words_for(rule),
        passed=None if indication else passed,
        reason=words,
        source=words_for(SOURCES[rule]),
        remedy="" if passed else _remedy(rule, facts),
    )


def _remedy(rule: EligibilityRule, facts: dict[str, Any]) -> str:
    """What would change a verdict that was not met; nothing the business can do while OSMEP checks its registration."""
    if rule is _R.SME_VERIFIED and facts["state"] == _BEING_CHECKED:
        return _("You do not need to do anything now. An officer is checking your registration.")
    if rule is _R.SIZE_COVERED and facts["size"] is None:
        return _(
            "You do not need to do anything more for this. Your size is set when OSMEP has verified your business."
        )
    change = nearest(rule, facts)
    if facts.get("again_on"):
        return _("This rule is met again from %(day)s.", day=_day(change))
    words = _NEAREST.get(rule)
    if words is None or change is None:
        return str(REMEDIES[rule])
    return _("%(words)s %(remedy)s", words=words(change, facts), remedy=REMEDIES[rule])


def _amount(satang: int | None) -> str:
    return "–" if satang is None else Money(satang).short()


def _day(iso: str) -> str:
    return be_date(date.fromisoformat(iso), get_locale())


def _listed(members: Iterable[str]) -> str:
    return ", ".join(members)


def _provinces(codes: Iterable[str]) -> str:
    return _listed(places.province_name(code, str(get_locale())) for code in codes)


def _verified(passed: bool, facts: dict[str, Any]) -> str:
    if passed:
        return _("OSMEP has verified the business.")
    state = member_named(f"SmeState:{facts['state']}")
    return _("Status of the registration: %(state)s.", state=words_for(state) if state else "–")


def _size(passed: bool, facts: dict[str, Any]) -> str:
    if facts["size"] is None:
        return _("The size by law is set when the business is verified.")
    figures = _(
        "Revenue: %(revenue)s baht. Number of employees: %(employees)s. Size: %(size)s",
        revenue=_amount(facts["revenue_satang"]),
        employees="–" if facts["employees"] is None else f"{facts['employees']:,}",
        size=words_for(SmeSize(facts["size"])),
    )
    if passed and not facts["share_bp"]:
        free = _("The provider sells at a special price; the state pays nothing.")
        return _after(figures, free)
    if passed:
        paid = _(
            "The state pays %(share)s%% of each price, up to %(cap)s baht in all.",
            share=percent(facts["share_bp"]),
            cap=_amount(facts["cap_satang"]),
        )
        return _after(figures, paid)
    covered = _listed(words_for(SmeSize(size)) for size in facts["covered"])
    meant = _("This scheme is for: %(covered)s.", covered=covered)
    return _after(figures, meant)


def _after(first: str, second: str) -> str:
    """One sentence after another, as the reader's language parts them; the first has no full stop yet."""
    return _("%(first)s. %(second)s", first=first, second=second)


def _sector(_passed: bool, facts: dict[str, Any]) -> str:
    if not facts["covered"]:
        return _("All sectors are included.")
    own = words_for(Sector(facts["sector"])) if facts["sector"] else _("not given yet")
    covered = _listed(words_for(Sector(sector)) for sector in facts["covered"])
    return _("Sector: %(own)s. This scheme is for: %(covered)s.", own=own, covered=covered)


def _province(_passed: bool, facts: dict[str, Any]) -> str:
    if not facts["covered"]:
        return _("All provinces are included.")
    return _(
        "Province: %(own)s. This scheme is for: %(covered)s.",
        own=_provinces([facts["province_code"]]),
        covered=_provinces(facts["covered"]),
    )


def _thai(_passed: bool, facts: dict[str, Any]) -> str:
    if facts["thai_share_bp"] is None:
        return _("The share owned by Thai nationals has not been entered yet.")
    return _(
        "Thai nationals own %(share)s%%. They must own more than %(above)s%%.",
        share=percent(facts["thai_share_bp"]),
        above=percent(facts["above_bp"]),
    )


def _declared(good: Any, bad: Any) -> Callable[[bool, dict[str, Any]], str]:
    return lambda passed, _facts: str(good if passed else bad)


def _open(passed: bool, facts: dict[str, Any]) -> str:
    if passed and facts["state"] != SchemeState.OPEN:
        return _("The scheme was accepting applications when this one was sent.")
    if passed:
        return _("The scheme is accepting applications.")
    return _("Status of the scheme: %(state)s.", state=words_for(SchemeState(facts["state"])))


def _window(_passed: bool, facts: dict[str, Any]) -> str:
    return _(
        "As of %(asked)s: applications are accepted from %(first)s to %(last)s.",
        asked=_day(facts["asked_on"]),
        first=_day(facts["from"]),
        last=_day(facts["until"]),
    )


def _open_coupons(_passed: bool, facts: dict[str, Any]) -> str:
    return _(
        "Coupons of this scheme still in use: %(open)s. The limit is %(limit)s.",
        open=facts["open"],
        limit=facts["limit"],
    )


def _awards(_passed: bool, facts: dict[str, Any]) -> str:
    return _(
        "Coupons of this scheme so far: %(got)s. The limit for one business is %(limit)s %(span)s.",
        got=facts["got"],
        limit=facts["limit"],
        span=in_years(facts["years"]),
    )


def _category(_passed: bool, facts: dict[str, Any]) -> str:
    return _(
        "Coupons of this scheme for this kind of service so far: %(got)s. The limit for one business is %(limit)s %(span)s.",
        got=facts["got"],
        limit=facts["limit"],
        span=in_years(facts["years"]),
    )


def _sme_money(_passed: bool, facts: dict[str, Any]) -> str:
    period = Limits(
        sme_cap_period=CapPeriod(facts["period"]), sme_cap_years=facts["years"], sme_cap_month=facts["month"]
    )
    left = max(0, facts["limit_satang"] - facts["granted_satang"])
    return _(
        "The business has received coupons of %(granted)s baht. The limit for one business is %(limit)s baht %(span)s, so %(left)s baht is left.",
        granted=_amount(facts["granted_satang"]),
        limit=_amount(facts["limit_satang"]),
        span=in_period(period),
        left=_amount(left),
    )


def _double(passed: bool, facts: dict[str, Any]) -> str:
    if passed:
        return _("No other support for the same kind of service.")
    return _(
        "There is already support or an application for the same kind of service: %(others)s.",
        others=_listed(facts["others"]),
    )


def _is_not_known(facts: dict[str, Any]) -> bool:
    """Whether the scheme has a budget, but the size of the business, and so what its coupon needs, is not known."""
    return bool(facts) and facts["needed_satang"] is None


def _money(passed: bool, facts: dict[str, Any]) -> str:
    if not facts:
        return _("This scheme has no budget limit of its own.")
    if _is_not_known(facts):
        return _("The amount of a coupon depends on the size of the business.")
    if passed:
        return _(
            "The scheme still has enough money for this coupon. This is checked again when the coupon is issued."
        )
    return _(
        "The scheme has %(available)s baht left, but this coupon needs %(needed)s. You can still apply: applications on the waiting list get their turn in order.",
        available=_amount(facts["available_satang"]),
        needed=_amount(facts["needed_satang"]),
    )


_EXPLANATIONS: dict[EligibilityRule, Callable[[bool, dict[str, Any]], str]] = {
    _R.SME_VERIFIED: _verified,
    _R.SIZE_COVERED: _size,
    _R.SECTOR_COVERED: _sector,
    _R.PROVINCE_COVERED: _province,
    _R.THAI_MAJORITY: _thai,
    _R.TAXES_FILED: _declared(
        _l("The business has declared that its tax returns are filed."),
        _l("The business still has to declare that its tax returns are filed."),
    ),
    _R.NOT_BANKRUPT: _declared(
        _l("The business has declared that it is not bankrupt and not in receivership."),
        _l("The business still has to declare that it is not bankrupt and not in receivership."),
    ),
    _R.NOT_BARRED: _declared(
        _l("The business has declared that the Fund has not barred it from help."),
        _l("The business still has to declare that the Fund has not barred it from help."),
    ),
    _R.LAWFUL_BUSINESS: _declared(
        _l("The business has declared that it is lawful and not against public morals."),
        _l("The business still has to declare that it is lawful and not against public morals."),
    ),
    _R.SCHEME_OPEN: _open,
    _R.WITHIN_WINDOW: _window,
    _R.OPEN_COUPONS_BELOW_LIMIT: _open_coupons,
    _R.AWARDS_BELOW_LIMIT: _awards,
    _R.CATEGORY_BELOW_LIMIT: _category,
    _R.SME_MONEY_LEFT: _sme_money,
    _R.NO_DOUBLE_SUPPORT: _double,
    _R.MONEY_AVAILABLE: _money,
}


def _next_day(change: str, facts: dict[str, Any]) -> str:
    if change > facts["asked_on"]:
        return _("This rule is met from %(day)s on.", day=_day(change))
    return _("This rule was last met on %(day)s.", day=_day(change))


_NEAREST: dict[EligibilityRule, Callable[[Any, dict[str, Any]], str]] = {
    _R.SIZE_COVERED: lambda change, _facts: _(
        "The nearest size that meets this rule: %(size)s.", size=words_for(SmeSize(change))
    ),
    _R.THAI_MAJORITY: lambda change, _facts: _(
        "This rule is met from a share of %(share)s%% on.", share=percent(change)
    ),
    _R.WITHIN_WINDOW: _next_day,
    _R.OPEN_COUPONS_BELOW_LIMIT: lambda change, _facts: ngettext(
        "This rule is met with %(num)s coupon in use.",
        "This rule is met with %(num)s coupons in use.",
        change,
    ),
}
"""The nearest change that would meet a rule, where the words of the rule do not say it."""

_IN_REGISTRATION = _l("If this is wrong, correct it in the registration of your business.")
REMEDIES: dict[EligibilityRule, Any] = {
    _R.SME_VERIFIED: _l("Complete the registration of your business and submit it. An officer verifies it."),
    _R.SIZE_COVERED: _l(
        "Your size is calculated from your yearly figures and changes only with them. Look for a scheme for your size."
    ),
    _R.SECTOR_COVERED: _l("This scheme is for other sectors. Choose another scheme."),
    _R.PROVINCE_COVERED: _l("This scheme is for other provinces. Choose another scheme."),
    _R.THAI_MAJORITY: _l(
        "If Thai nationals do own more than half, correct the share in the registration of your business."
    ),
    _R.TAXES_FILED: _l("File your tax returns, then declare this in the registration of your business."),
    _R.NOT_BANKRUPT: _IN_REGISTRATION,
    _R.NOT_BARRED: _IN_REGISTRATION,
    _R.LAWFUL_BUSINESS: _IN_REGISTRATION,
    _R.SCHEME_OPEN: _l("Wait until the scheme accepts applications again, or choose another."),
    _R.WITHIN_WINDOW: _l("Choose a scheme that is accepting applications today."),
    _R.OPEN_COUPONS_BELOW_LIMIT: _l(
        "Use up a coupon that you have, or wait until it expires. Then you can apply again."
    ),
    _R.AWARDS_BELOW_LIMIT: _l("Look for another scheme. This one has given its coupons to your business."),
    _R.CATEGORY_BELOW_LIMIT: _l("Choose another kind of service, or another scheme."),
    _R.SME_MONEY_LEFT: _l("Look for another scheme. The amount for your business is used up."),
    _R.NO_DOUBLE_SUPPORT: _l(
        "Choose another kind of service, or apply when the other support is finished or withdrawn."
    ),
    _R.MONEY_AVAILABLE: _l(
        "Money from other coupons may become available. Applications on the waiting list get their turn in order."
    ),
}
"""What the business can do about each rule that it does not meet."""
