"""Words for applications, and for what each eligibility rule found; importing this registers them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.labels import Badge, register_labels, words_for
from core.money import Money, percent
from core.thai import places
from core.thai.writing import be_date
from coupons.eligibility import SOURCES
from coupons.prospects import Outlook
from coupons.states import (
    AppealOutcome,
    ApplicationRefusal,
    ApplicationState,
    EligibilityRule,
    Prospect,
    RuleSource,
)
from identity.notifications.states import NoticeGroup
from identity.notifications.words import register_notices
from projects.states import SchemeState, Sector, SmeSize
from smes.states import SmeState

_S, _R, _N = ApplicationState, EligibilityRule, ApplicationRefusal

_WORDS: tuple[dict[Any, Any], ...] = (
    {
        _S.DRAFT: _l("Draft"),
        _S.SUBMITTED: _l("Under review"),
        _S.RETURNED: _l("To be corrected"),
        _S.APPROVED: _l("Approved"),
        _S.DECLINED: _l("Declined"),
        _S.WAITLISTED: _l("On the waiting list"),
        _S.LAPSED: _l("Application lapsed"),
        _S.WITHDRAWN: _l("Withdrawn"),
        _S.APPEALED: _l("Appealed"),
        _S.UPHELD: _l("Appeal refused"),
    },
    {
        AppealOutcome.APPROVE: _l("Approve and issue the coupon"),
        AppealOutcome.WAITLIST: _l("Put on the waiting list"),
        AppealOutcome.UPHOLD: _l("Refuse the appeal"),
    },
    {
        _R.SME_VERIFIED: _l("The business is verified"),
        _R.SIZE_COVERED: _l("Its size is covered"),
        _R.SECTOR_COVERED: _l("Its sector is covered"),
        _R.PROVINCE_COVERED: _l("Its province is covered"),
        _R.THAI_MAJORITY: _l("Thai nationals own more than half"),
        _R.TAXES_FILED: _l("Taxes are filed"),
        _R.NOT_BANKRUPT: _l("Not bankrupt or in receivership"),
        _R.NOT_BARRED: _l("Not barred from assistance"),
        _R.LAWFUL_BUSINESS: _l("A lawful business"),
        _R.SCHEME_OPEN: _l("The scheme is open"),
        _R.WITHIN_WINDOW: _l("Within the days for applying"),
        _R.OPEN_COUPONS_BELOW_LIMIT: _l("Few enough open coupons"),
        _R.NO_DOUBLE_SUPPORT: _l("No double support"),
        _R.MONEY_AVAILABLE: _l("Money is available"),
    },
    {
        RuleSource.SIZE_REGULATION: _l(
            "Ministerial regulation on the characteristics of SMEs, gazetted 7 January 2020"
        ),
        RuleSource.SME_GATE: _l("OSMEP's conditions for every SME it supports"),
        RuleSource.SCHEME_RESOLUTION: _l("The resolution that approved this scheme"),
        RuleSource.NO_DUPLICATION: _l("SME Promotion Plan 4: no duplicated support"),
        RuleSource.BUDGET: _l("The budget of this scheme"),
    },
    {
        _N.NOT_ELIGIBLE: _l(
            "The business does not meet every rule at present. The rules not met are marked on the page, each with its reason."
        ),
        _N.FIGURES_WAIT: _l(
            "The business declared figures of another size or sector. Check them on the page of the business first, then decide."
        ),
        _N.ALREADY_APPLIED: _l(
            "The business already has an application under way for this service in this scheme."
        ),
        _N.CATEGORY_NOT_COVERED: _l(
            "This scheme's coupon does not buy that kind of service. Choose another."
        ),
        _N.SCHEME_NOT_OPEN: _l("This scheme does not take applications today."),
        _N.NOT_COMPLETE: _l("Write what you want to improve and what you expect from it before you send."),
        _N.NOT_RECOMMENDED: _l("An officer must recommend the application first: two persons decide."),
        _N.RECOMMENDED_BY_YOU: _l("You recommended this application yourself: another person must decide."),
        _N.SUBMITTED_BY_YOU: _l("You submitted this application yourself: another person must handle it."),
        _N.DECLINED_BY_YOU: _l(
            "You declined this application before: another person must handle the appeal."
        ),
        _N.NOT_ENOUGH_MONEY: _l(
            "The scheme's money does not suffice for %(needed)s baht any more. Nothing was approved; put the application on the waiting list."
        ),
        _N.OTHERS_WAIT_BEFORE: _l(
            "Others wait before this one in the scheme. Put it on the waiting list: it is served in order."
        ),
        _N.MONEY_IS_THERE: _l("The money is there and nobody waits before: approve or decline it."),
        _N.NO_DAY_LEFT: _l(
            "The last day for services under this scheme has passed: a coupon could not be used any more."
        ),
        _N.APPEAL_TOO_LATE: _l("The time for an appeal has passed."),
        _N.REASON_MISSING: _l("Write the reason: the person concerned reads it."),
    },
    {
        Prospect.MONEY_THERE: _l("Money is there"),
        Prospect.MONEY_TIGHT: _l("Money is nearly used up"),
        Prospect.IN_LINE: _l("Waiting list"),
        Prospect.NOT_LIMITED: _l("Not limited by money"),
    },
)
_O = Prospect
PROSPECTS: dict[Prospect, Any] = {
    _O.MONEY_THERE: _l("The scheme has money for you as of now, after all who applied before."),
    _O.MONEY_TIGHT: _l(
        "The scheme still has money, but those who applied before ask for more than it leaves. If it is used up first,"
        " you go onto the waiting list, at number %(place)s at the latest."
    ),
    _O.IN_LINE: _l(
        "There is no free money now. You would go onto the waiting list, at number %(place)s at the latest, and be"
        " served in order as money comes back. It may not."
    ),
    _O.NOT_LIMITED: _l("No budget of its own limits this scheme."),
}
PUBLIC_PROSPECTS: dict[Prospect, Any] = {
    _O.MONEY_THERE: _l("Money is available now, after all who have applied."),
    _O.MONEY_TIGHT: _l(
        "Some money is left, but applications that were sent before may use it up. Who applies now may go onto the"
        " waiting list, at number %(place)s at the latest."
    ),
    _O.IN_LINE: _l(
        "No free money now. Who applies now goes onto the waiting list, at number %(place)s at the latest, and is"
        " served in order as money comes back."
    ),
    _O.NOT_LIMITED: _l("No budget of its own limits this scheme."),
}
BADGES: dict[Any, Badge] = {
    _S.SUBMITTED: "brand",
    _S.RETURNED: "wait",
    _S.APPROVED: "good",
    _S.DECLINED: "bad",
    _S.WAITLISTED: "wait",
    _S.APPEALED: "brand",
    _S.UPHELD: "bad",
}
for _words in _WORDS:
    register_labels(_words)
register_labels({}, BADGES)
register_labels(
    {},
    {
        _O.MONEY_THERE: "good",
        _O.MONEY_TIGHT: "wait",
        _O.IN_LINE: "wait",
        _O.NOT_LIMITED: "plain",
    },
)

NOTICES = {
    "application.submitted": _l(
        "Application %(number)s has reached OSMEP. The answer comes within %(days)s working days, by %(day)s."
    ),
    "application.returned": _l("Application %(number)s needs a correction by %(day)s. Open it to see what."),
    "application.approved": _l("Application %(number)s is approved: your coupon %(coupon)s is ready to use."),
    "application.declined": _l(
        "Application %(number)s was declined. Open it to read why, and until when you can appeal."
    ),
    "application.declined_by_rules": _l(
        "Application %(number)s was declined. Rules not met: %(rules)s. Open it to read why, what would change it and"
        " what fits instead, and until when you can appeal."
    ),
    "application.waitlisted": _l(
        "Application %(number)s is on the waiting list and is served in order as money comes back."
    ),
    "application.appealed": _l(
        "The appeal on application %(number)s has reached OSMEP; another person decides."
    ),
    "application.upheld": _l("The appeal on application %(number)s was refused. Open it to read why."),
    "application.upheld_by_rules": _l(
        "The appeal on application %(number)s was refused. Rules not met: %(rules)s. Open it to read why, what would"
        " change it and what fits instead."
    ),
    "application.lapsed": _l(
        "Application %(number)s has come to its end without a decision. You can apply again while the scheme is open."
    ),
}


def rules_words(kept: str) -> str:
    """Rules as a notice keeps them, in the reader's language."""
    return ", ".join(str(words_for(EligibilityRule(rule))) for rule in kept.split())


_ON_THE_WAY = frozenset({"application.submitted", "application.appealed"})
register_notices(NoticeGroup.SERVICES, {kind: NOTICES[kind] for kind in sorted(_ON_THE_WAY)})
register_notices(
    NoticeGroup.DECISIONS,
    {kind: words for kind, words in NOTICES.items() if kind not in _ON_THE_WAY},
    {"rules": rules_words},
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One verdict in the reader's language, as the verdicts macro draws it."""

    label: str
    passed: bool | None
    reason: str
    source: str
    remedy: str = ""
    """What would change a verdict that was not met."""


def outlook_words(outlook: Outlook, *, public: bool = False) -> str:
    """Whether there is money and at which place in line one would stand; to the public, of anybody who applies."""
    words = (PUBLIC_PROSPECTS if public else PROSPECTS)[outlook.prospect]
    return str(words) % {"place": outlook.place}


def explain(rule: EligibilityRule, passed: bool, facts: dict[str, Any]) -> Explained:
    """What the rule found: the SME's figure and the limit, in words."""
    words = _EXPLANATIONS[rule](passed, facts)
    indication = rule is EligibilityRule.MONEY_AVAILABLE and not passed
    return Explained(
        label=words_for(rule),
        passed=None if indication else passed,
        reason=words,
        source=words_for(SOURCES[rule]),
        remedy="" if passed else str(REMEDIES[rule]),
    )


def _amount(satang: int | None) -> str:
    return "–" if satang is None else str(Money(satang))


def _day(iso: str) -> str:
    return be_date(date.fromisoformat(iso), get_locale())


def _listed(members: Iterable[str]) -> str:
    return ", ".join(members)


def _provinces(codes: Iterable[str]) -> str:
    return _listed(places.province_name(code, str(get_locale())) for code in codes)


def _verified(passed: bool, facts: dict[str, Any]) -> str:
    if passed:
        return _("OSMEP has verified what the business is.")
    return _("The registration stands at: %(state)s.", state=words_for(SmeState(facts["state"])))


def _size(passed: bool, facts: dict[str, Any]) -> str:
    if facts["size"] is None:
        return _("The size by law is fixed when the business is verified.")
    figures = _(
        "Revenue %(revenue)s baht, %(employees)s employees: %(size)s",
        revenue=_amount(facts["revenue_satang"]),
        employees="–" if facts["employees"] is None else f"{facts['employees']:,}",
        size=words_for(SmeSize(facts["size"])),
    )
    if passed and not facts["share_bp"]:
        free = _("The provider sells at the agreed price; the state pays nothing.")
        return f"{figures}. {free}"
    if passed:
        paid = _(
            "The state pays %(share)s%% of each price, up to %(cap)s baht in all.",
            share=percent(facts["share_bp"]),
            cap=_amount(facts["cap_satang"]),
        )
        return f"{figures}. {paid}"
    covered = _listed(words_for(SmeSize(size)) for size in facts["covered"])
    meant = _("This scheme is for: %(covered)s.", covered=covered)
    return f"{figures}. {meant}"


def _sector(_passed: bool, facts: dict[str, Any]) -> str:
    if not facts["covered"]:
        return _("Every sector is covered.")
    own = words_for(Sector(facts["sector"])) if facts["sector"] else _("not given yet")
    covered = _listed(words_for(Sector(sector)) for sector in facts["covered"])
    return _("Sector: %(own)s. This scheme is for: %(covered)s.", own=own, covered=covered)


def _province(_passed: bool, facts: dict[str, Any]) -> str:
    if not facts["covered"]:
        return _("Every province is covered.")
    return _(
        "Province: %(own)s. This scheme is for: %(covered)s.",
        own=_provinces([facts["province_code"]]),
        covered=_provinces(facts["covered"]),
    )


def _thai(_passed: bool, facts: dict[str, Any]) -> str:
    if facts["thai_share_bp"] is None:
        return _("The share held by Thai nationals is not given yet.")
    return _(
        "Thai nationals hold %(share)s%%; it must be more than %(above)s%%.",
        share=percent(facts["thai_share_bp"]),
        above=percent(facts["above_bp"]),
    )


def _declared(good: Any, bad: Any) -> Callable[[bool, dict[str, Any]], str]:
    return lambda passed, _facts: str(good if passed else bad)


def _open(passed: bool, facts: dict[str, Any]) -> str:
    if passed and facts["state"] != SchemeState.OPEN:
        return _("The scheme took applications when this one was sent.")
    if passed:
        return _("The scheme takes applications.")
    return _("The scheme stands at: %(state)s.", state=words_for(SchemeState(facts["state"])))


def _window(_passed: bool, facts: dict[str, Any]) -> str:
    return _(
        "As of %(asked)s: applications are taken from %(first)s to %(last)s.",
        asked=_day(facts["asked_on"]),
        first=_day(facts["from"]),
        last=_day(facts["until"]),
    )


def _open_coupons(_passed: bool, facts: dict[str, Any]) -> str:
    return _(
        "Open coupons of this scheme: %(open)s; the limit is %(limit)s.",
        open=facts["open"],
        limit=facts["limit"],
    )


def _double(passed: bool, facts: dict[str, Any]) -> str:
    if passed:
        return _("No other support for the same kind of service.")
    return _(
        "The same kind of service is supported or applied for elsewhere: %(others)s.",
        others=_listed(facts["others"]),
    )


def _money(passed: bool, facts: dict[str, Any]) -> str:
    if not facts:
        return _("This scheme is not limited by a budget of its own.")
    if passed:
        return _("The scheme still has enough for this coupon; it is decided when the coupon is issued.")
    return _(
        "The scheme has %(available)s baht left and this coupon needs %(needed)s. You can still apply: a waiting list is served in order.",
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
        _l("The business has declared that taxes are filed."),
        _l("The business has not declared that taxes are filed."),
    ),
    _R.NOT_BANKRUPT: _declared(
        _l("The business has declared no bankruptcy and no receivership."),
        _l("The business has not declared that it is free of bankruptcy and receivership."),
    ),
    _R.NOT_BARRED: _declared(
        _l("The business has declared that it is not barred from the Fund's assistance."),
        _l("The business has not declared that it is free to receive the Fund's assistance."),
    ),
    _R.LAWFUL_BUSINESS: _declared(
        _l("The business has declared that it is lawful and moral."),
        _l("The business has not declared that it is lawful and moral."),
    ),
    _R.SCHEME_OPEN: _open,
    _R.WITHIN_WINDOW: _window,
    _R.OPEN_COUPONS_BELOW_LIMIT: _open_coupons,
    _R.NO_DOUBLE_SUPPORT: _double,
    _R.MONEY_AVAILABLE: _money,
}


_IN_REGISTRATION = _l("Correct it in the registration of your business, if it is not so.")
REMEDIES: dict[EligibilityRule, Any] = {
    _R.SME_VERIFIED: _l("Complete the registration of your business and send it; an officer verifies it."),
    _R.SIZE_COVERED: _l(
        "Your size follows from your yearly figures, and changes only with them. A scheme for your size may fit instead."
    ),
    _R.SECTOR_COVERED: _l("Only another scheme can help: this one is for other sectors."),
    _R.PROVINCE_COVERED: _l("Only another scheme can help: this one is for other provinces."),
    _R.THAI_MAJORITY: _l(
        "If Thai nationals do own more than half, correct the share in the registration of your business."
    ),
    _R.TAXES_FILED: _l("File the taxes, then declare it in the registration of your business."),
    _R.NOT_BANKRUPT: _IN_REGISTRATION,
    _R.NOT_BARRED: _IN_REGISTRATION,
    _R.LAWFUL_BUSINESS: _IN_REGISTRATION,
    _R.SCHEME_OPEN: _l("Wait until the scheme takes applications again, or choose another."),
    _R.WITHIN_WINDOW: _l("Choose a scheme that takes applications today."),
    _R.OPEN_COUPONS_BELOW_LIMIT: _l(
        "Use up a coupon that you hold, or wait until it ends; then you can apply again."
    ),
    _R.NO_DOUBLE_SUPPORT: _l(
        "Choose another kind of service, or apply once the other support is finished or withdrawn."
    ),
    _R.MONEY_AVAILABLE: _l("Money may come back from others' coupons; the waiting list is served in order."),
}
"""What the business can do about each rule that it does not meet."""
