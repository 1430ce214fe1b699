"""Who is an SME that may be helped, and who may have a coupon: the one place that judges either. Pure.

The gates of an SME are judged when it registers, when it declares anew, and again for each application.
For an application: facts in, one explained verdict per rule out, always all of them and always in the order of
`EligibilityRule`: an SME that fails two rules is told both at once. The same function serves the
preview on the phone, the check on submission and the decision under the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from core.clock import bangkok_date
from core.money import Money
from core.terms import Calendar, days, last_day
from schemes.eligibility.limits import judge_limits
from schemes.eligibility.states import EligibilityRule, RuleSource, SmeGate
from schemes.states import PayeeMode, SchemeState, Sector, SmeSize
from schemes.terms.rules import NO_LIMITS, Award, Limits, left_for

HALF_BP = 5_000
"""Exactly half of the shares: not a majority."""


@dataclass(frozen=True, slots=True)
class Declarations:
    """What the owner declares; each is true or the enterprise may not be helped (docs/domain.md#conditions). Shares in basis points."""

    thai_share_bp: int
    taxes_filed: bool
    not_bankrupt: bool
    not_barred: bool
    lawful_business: bool

    def gates(self) -> Mapping[SmeGate, bool]:
        """Every gate and whether it is passed; exactly half of the sold shares Thai-held is not enough (docs/domain.md#conditions)."""
        return {
            SmeGate.THAI_MAJORITY: self.thai_share_bp > HALF_BP,
            SmeGate.NOT_BANKRUPT: self.not_bankrupt,
            SmeGate.LAWFUL_BUSINESS: self.lawful_business,
            SmeGate.NOT_BARRED: self.not_barred,
            SmeGate.TAXES_FILED: self.taxes_filed,
        }

    def unmet(self) -> tuple[SmeGate, ...]:
        """The gates that are not passed."""
        return tuple(gate for gate, passed in self.gates().items() if not passed)


ANSWER_OF: Mapping[SmeGate, str] = MappingProxyType(
    {gate: "thai_share_bp" if gate is SmeGate.THAI_MAJORITY else gate.value for gate in SmeGate}
)
"""The declaration that each gate is judged by."""
NO_ANSWERS = Declarations(0, taxes_filed=False, not_bankrupt=False, not_barred=False, lawful_business=False)
"""Before the first answer: nothing is passed."""

SOURCES: Mapping[EligibilityRule, RuleSource] = {
    EligibilityRule.SME_VERIFIED: RuleSource.SME_GATE,
    EligibilityRule.SIZE_COVERED: RuleSource.SIZE_REGULATION,
    EligibilityRule.SECTOR_COVERED: RuleSource.SCHEME_RESOLUTION,
    EligibilityRule.PROVINCE_COVERED: RuleSource.SCHEME_RESOLUTION,
    EligibilityRule.THAI_MAJORITY: RuleSource.SME_GATE,
    EligibilityRule.TAXES_FILED: RuleSource.SME_GATE,
    EligibilityRule.NOT_BANKRUPT: RuleSource.SME_GATE,
    EligibilityRule.NOT_BARRED: RuleSource.SME_GATE,
    EligibilityRule.LAWFUL_BUSINESS: RuleSource.SME_GATE,
    EligibilityRule.SCHEME_OPEN: RuleSource.SCHEME_RESOLUTION,
    EligibilityRule.WITHIN_WINDOW: RuleSource.SCHEME_RESOLUTION,
    EligibilityRule.OPEN_COUPONS_BELOW_LIMIT: RuleSource.SCHEME_RESOLUTION,
    EligibilityRule.AWARDS_BELOW_LIMIT: RuleSource.SCHEME_RESOLUTION,
    EligibilityRule.CATEGORY_BELOW_LIMIT: RuleSource.SCHEME_RESOLUTION,
    EligibilityRule.SME_MONEY_LEFT: RuleSource.SCHEME_RESOLUTION,
    EligibilityRule.NO_DOUBLE_SUPPORT: RuleSource.NO_DUPLICATION,
    EligibilityRule.MONEY_AVAILABLE: RuleSource.BUDGET,
}
"""Where each rule comes from, for the reader who wants to check us."""


@dataclass(frozen=True, slots=True)
class Tier:
    """What the state pays for one size: `share_bp` of each price, up to `cap` for the whole coupon."""

    size: SmeSize
    share_bp: int
    cap: Money


@dataclass(frozen=True, slots=True)
class SmeFacts:
    """What is known of the business. Figures not yet given are None; so is `size` until it is verified."""

    is_verified: bool
    state: StrEnum
    """Where its registration stands: for the words, since the package above knows the states."""
    size: SmeSize | None
    sector: Sector | None
    employees: int | None
    revenue: Money | None
    province_code: str
    declared: Declarations | None


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """What one version of the scheme demands. No sectors, or no provinces, means all of them."""

    state: SchemeState
    version_id: int
    version: int
    """Its number."""
    effective_from: date
    payee_mode: PayeeMode
    applies_from: date
    applies_until: date
    delivers_until: date
    coupon_valid_days: int
    max_open_coupons: int
    tiers: tuple[Tier, ...]
    category_ids: frozenset[int]
    sectors: frozenset[str]
    provinces: frozenset[str]
    limits: Limits = NO_LIMITS

    def tier_for(self, size: SmeSize | None) -> Tier | None:
        """The tier of that size; None when the scheme does not cover it."""
        return next((tier for tier in self.tiers if tier.size == size), None)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the SME already has, and what the scheme still has.

    `other_support` are the numbers of live applications and unfinished coupons for the same service
    category under other schemes. `available` is the scheme's free money; None for a zero-budget scheme.
    """

    open_coupons: int = 0
    other_support: tuple[str, ...] = ()
    available: Money | None = None
    awards: tuple[Award, ...] = ()
    """The coupons that the SME got of this scheme so far, those that came back unused left out."""
    category_id: int | None = None
    """The kind of service that is asked for; None before one is chosen."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule found. `facts` are plain JSON: figures and limits, from which the words are made."""

    rule: EligibilityRule
    passed: bool
    facts: dict[str, Any]

    @property
    def source(self) -> RuleSource:
        """Where the rule comes from."""
        return SOURCES[self.rule]


def judge(
    sme: SmeFacts,
    scheme: SchemeFacts,
    holdings: Holdings,
    *,
    asked_on: date,
    today: date | None = None,
    sent: bool = False,
) -> tuple[Verdict, ...]:
    """One verdict for every rule that the scheme has. `asked_on` is the Bangkok day on which the SME first submitted.

    `today` is the day of judging, in whose period earlier coupons are counted; without it, that same day.

    The window is held against that day, not against the day of the decision: an officer's delay
    never costs the SME its right, and a correction sent after the last day still counts. For the same reason
    a pause or a close stops only what was not `sent` before: the scheme took the application when it was.
    """
    found = {
        verdict.rule: verdict
        for verdict in (
            *_business(sme),
            *_coverage(sme, scheme),
            *_timing(scheme, asked_on, sent=sent),
            *_support(sme, scheme, holdings, today or asked_on),
            *_limits(scheme.limits, holdings, today or asked_on),
        )
    }
    return tuple(found[rule] for rule in EligibilityRule if rule in found)


def _business(sme: SmeFacts) -> Iterable[Verdict]:
    """The SME gate (docs/domain.md#conditions): what the business is, whatever the scheme."""
    yield Verdict(EligibilityRule.SME_VERIFIED, sme.is_verified, {"state": sme.state.value})
    share = {"thai_share_bp": sme.declared.thai_share_bp if sme.declared else None, "above_bp": HALF_BP}
    for gate, passed in (sme.declared or NO_ANSWERS).gates().items():
        yield Verdict(EligibilityRule(gate.value), passed, share if gate is SmeGate.THAI_MAJORITY else {})


def _coverage(sme: SmeFacts, scheme: SchemeFacts) -> Iterable[Verdict]:
    """Whether the scheme is for businesses of this size, sector and province."""
    yield _size(sme, scheme)
    yield Verdict(
        EligibilityRule.SECTOR_COVERED,
        not scheme.sectors or sme.sector in scheme.sectors,
        {"sector": sme.sector.value if sme.sector else None, "covered": sorted(scheme.sectors)},
    )
    yield Verdict(
        EligibilityRule.PROVINCE_COVERED,
        not scheme.provinces or sme.province_code in scheme.provinces,
        {"province_code": sme.province_code, "covered": sorted(scheme.provinces)},
    )


def _size(sme: SmeFacts, scheme: SchemeFacts) -> Verdict:
    tier = scheme.tier_for(sme.size)
    facts: dict[str, Any] = {
        "size": sme.size.value if sme.size else None,
        "employees": sme.employees,
        "revenue_satang": None if sme.revenue is None else sme.revenue.satang,
    }
    if tier is None:
        facts["covered"] = [covered.size.value for covered in scheme.tiers]
    else:
        facts |= {"share_bp": tier.share_bp, "cap_satang": tier.cap.satang}
    return Verdict(EligibilityRule.SIZE_COVERED, tier is not None, facts)


def _timing(scheme: SchemeFacts, asked_on: date, *, sent: bool) -> Iterable[Verdict]:
    """Whether the scheme takes applications, and took them on that day; both ends are included."""
    takes_it = sent or scheme.state is SchemeState.OPEN
    yield Verdict(EligibilityRule.SCHEME_OPEN, takes_it, {"state": scheme.state.value})
    yield Verdict(
        EligibilityRule.WITHIN_WINDOW,
        scheme.applies_from <= asked_on <= scheme.applies_until,
        {
            "asked_on": asked_on.isoformat(),
            "from": scheme.applies_from.isoformat(),
            "until": scheme.applies_until.isoformat(),
        },
    )


def _support(sme: SmeFacts, scheme: SchemeFacts, holdings: Holdings, today: date) -> Iterable[Verdict]:
    """Whether this would be one coupon too many, pay twice for one thing, or promise money that is not there."""
    yield Verdict(
        EligibilityRule.OPEN_COUPONS_BELOW_LIMIT,
        holdings.open_coupons < scheme.max_open_coupons,
        {"open": holdings.open_coupons, "limit": scheme.max_open_coupons},
    )
    others = list(holdings.other_support)
    yield Verdict(EligibilityRule.NO_DOUBLE_SUPPORT, not others, {"others": others})
    tier = offered(sme.size, scheme, holdings, today)
    if holdings.available is None:
        yield Verdict(EligibilityRule.MONEY_AVAILABLE, True, {})
        return
    yield Verdict(
        EligibilityRule.MONEY_AVAILABLE,
        tier is None or holdings.available >= tier.cap,
        {
            "available_satang": holdings.available.satang,
            "needed_satang": None if tier is None else tier.cap.satang,
        },
    )


def offered(size: SmeSize | None, scheme: SchemeFacts, holdings: Holdings, today: date) -> Tier | None:
    """What one more coupon is worth to a business of that size today: its tier, cut to what one SME may still get."""
    tier, left = scheme.tier_for(size), left_for(scheme.limits, holdings.awards, today)
    return tier if tier is None or left is None else replace(tier, cap=min(tier.cap, left))


def _limits(limits: Limits, holdings: Holdings, today: date) -> Iterable[Verdict]:
    """Whether it got as many coupons, or as much, as the version gives one SME."""
    for found in judge_limits(limits, holdings.awards, holdings.category_id, today):
        yield Verdict(*found)


def failures(verdicts: Iterable[Verdict], *, money_decides: bool = False) -> tuple[EligibilityRule, ...]:
    """The rules that stand in the way.

    Money is only an indication until the ledger takes it under its lock: it stops nobody from
    applying, because a waiting list serves those whom it does not reach yet.
    """
    return tuple(
        verdict.rule
        for verdict in verdicts
        if not verdict.passed and (money_decides or verdict.rule is not EligibilityRule.MONEY_AVAILABLE)
    )


def coupon_valid_until(scheme: SchemeFacts, issued_at: datetime, calendar: Calendar) -> date | None:
    """Last day on which a coupon issued then can be used: its own term, never past the last day of delivery.

    A term of n days counts the day of issue, on which the coupon can be used already. None when there is no such day
    any more.
    """
    last = min(last_day(days(scheme.coupon_valid_days - 1), issued_at, calendar), scheme.delivers_until)
    return last if last >= bangkok_date(issued_at) else None
