"""What a business could have, by six answers and without an account: the same rules as for an application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from core.money import Money
from coupons.applications.presenter import explained
from schemes.eligibility.explanations import Explained
from schemes.eligibility.facts import scheme_facts
from schemes.eligibility.rules import Declarations, Holdings, SmeFacts, Tier, failures, judge
from schemes.eligibility.states import EligibilityRule
from schemes.models import SchemeVersion
from schemes.states import Sector
from smes.rules import Sizing
from smes.states import SmeState

OF_THE_SCHEME = frozenset({EligibilityRule.SCHEME_OPEN, EligibilityRule.WITHIN_WINDOW})
"""What is the scheme's alone: whether it takes applications today."""
UNASKED = frozenset({EligibilityRule.SME_VERIFIED, EligibilityRule.MONEY_AVAILABLE})
"""What the answers cannot say: whether OSMEP has verified it, and whether the money reaches it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody says of a business; nothing of it is kept."""

    sector: Sector
    employees: int
    revenue: Money
    """Of a year."""
    province_code: str
    declared: Declarations


@dataclass(frozen=True, slots=True)
class Found:
    """One scheme for a business of these answers."""

    version: SchemeVersion
    """The terms in force, with their scheme."""
    tier: Tier | None
    in_the_way: tuple[Explained, ...]
    """The rules that it does not meet, in words."""
    not_now: bool = False
    """Whether only the scheme is in the way, which is paused or has not begun; the business meets its rules."""

    @property
    def fits(self) -> bool:
        """Whether it meets every rule that was asked about."""
        return not self.in_the_way


def business_of(answers: Answers, sizing: Sizing) -> SmeFacts:
    """What the rules ask of a business, by what somebody says of it and as if OSMEP had verified it."""
    return SmeFacts(
        is_verified=True,
        state=SmeState.VERIFIED,
        size=sizing.size,
        sector=answers.sector,
        employees=answers.employees,
        revenue=answers.revenue,
        province_code=answers.province_code,
        declared=answers.declared,
    )


def check(
    session: Session, versions: Sequence[SchemeVersion], answers: Answers, sizing: Sizing, today: date
) -> tuple[Found, ...]:
    """Return the verdict of each scheme on the answers; those that fit come first. One statement."""
    business = business_of(answers, sizing)
    demands = scheme_facts(session, [version.scheme for version in versions], today)
    found = []
    for version in versions:
        asked = demands[version.scheme_id]
        verdicts = judge(business, asked, Holdings(), asked_on=today)
        unmet = {*failures(verdicts)} - UNASKED
        words = explained(each for each in verdicts if each.rule in unmet)
        tier = asked.tier_for(sizing.size)
        found.append(Found(version, tier, tuple(words), not_now=bool(unmet) and unmet <= OF_THE_SCHEME))
    return tuple(sorted(found, key=lambda each: not each.fits))
