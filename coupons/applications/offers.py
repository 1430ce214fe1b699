"""Open schemes as an SME sees them: what it would get, and whether there is money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core.clock import bangkok_date
from core.errors import NotFound
from core.money import ZERO, Money
from coupons.applications.facts import Support, ahead_by_scheme, holdings_for, sme_facts, support_of
from coupons.applications.models import Application
from coupons.applications.prospects import NOT_LIMITED, Ahead, Outlook, outlook
from coupons.applications.states import ApplicationState
from schemes.eligibility.facts import facts_and_money
from schemes.eligibility.in_force import in_force
from schemes.eligibility.rules import Holdings, SchemeFacts, Tier, Verdict, failures, judge, offered
from schemes.eligibility.states import EligibilityRule
from schemes.models import Scheme, SchemeVersion
from schemes.states import SchemeState
from schemes.terms.rules import awards_counted
from smes.models import Sme
from smes.states import SmeState

LIVE = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.WAITLISTED,
    ApplicationState.APPEALED,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """An open scheme as one SME sees it: what it would get, and what each rule says today."""

    scheme: Scheme
    demands: SchemeFacts
    tier: Tier | None
    """What the state pays for a business of this size; None when the size is not covered or not known."""
    verdicts: tuple[Verdict, ...]
    live: tuple[tuple[int, int, ApplicationState], ...]
    """This SME's applications under way: (id, category id, state)."""
    outlook: Outlook
    """Whether there is money, and the place in line."""

    @property
    def in_the_way(self) -> tuple[EligibilityRule, ...]:
        """The rules not met today, money left aside."""
        return failures(self.verdicts)

    @property
    def awaits_check(self) -> bool:
        """Whether only OSMEP's check of the business is missing, which also sets its size."""
        unmet = {each.rule: each.facts for each in self.verdicts if each.rule in self.in_the_way}
        size = unmet.pop(EligibilityRule.SIZE_COVERED, {"size": None})
        verified = unmet.pop(EligibilityRule.SME_VERIFIED, None)
        checking = verified is not None and verified["state"] == SmeState.SUBMITTED
        return checking and size["size"] is None and not unmet

    @property
    def fits(self) -> bool:
        """Whether every rule is met today, and nothing is under way."""
        return not self.in_the_way and not self.live


def open_schemes(session: Session, today: date) -> list[Scheme]:
    """Schemes that take applications today by the terms in force, those that close first at the top."""
    return list(
        session.scalars(
            sa.select(Scheme)
            .join(SchemeVersion, SchemeVersion.scheme_id == Scheme.id)
            .where(
                Scheme.state == SchemeState.OPEN,
                SchemeVersion.id == in_force(Scheme.id, today),
                SchemeVersion.applies_from <= today,
                SchemeVersion.applies_until >= today,
            )
            .order_by(SchemeVersion.applies_until, Scheme.id)
        )
    )


def sme_of(session: Session, sme_id: int) -> Sme | None:
    """The SME with its organisation; None for an organisation that has not begun to register as one."""
    return session.get(Sme, sme_id, options=[joinedload(Sme.organisation)])


def offers(session: Session, sme_id: int, now: datetime) -> list[Offer]:
    """Every open scheme with a preview for this SME. A fixed number of statements, however many schemes."""
    sme = sme_of(session, sme_id)
    if sme is None:
        return []
    return _offers(session, sme, open_schemes(session, bangkok_date(now)), now)


def offer(session: Session, sme_id: int, scheme_id: int, now: datetime) -> tuple[Offer, list[Offer]]:
    """One scheme as this SME sees it, and the other open ones that fit it; evaluated together.

    NotFound unless the scheme is, or was, open to applications.
    """
    scheme = session.get(Scheme, scheme_id)
    sme = sme_of(session, sme_id)
    if sme is None or scheme is None or scheme.state in {SchemeState.DRAFT, SchemeState.APPROVED}:
        raise NotFound
    others = [each for each in open_schemes(session, bangkok_date(now)) if each.id != scheme_id]
    found, *rest = _offers(session, sme, [scheme, *others], now)
    return found, [each for each in rest if each.fits]


def _offers(session: Session, sme: Sme, schemes: Sequence[Scheme], now: datetime) -> list[Offer]:
    demands, available = facts_and_money(session, schemes, bangkok_date(now))
    support = support_of(session, sme.organisation_id)
    ahead = ahead_by_scheme(session, list(demands), besides=sme.organisation_id)
    live: dict[int, list[tuple[int, int, ApplicationState]]] = {scheme.id: [] for scheme in schemes}
    for row in session.execute(
        sa.select(Application.scheme_id, Application.id, Application.category_id, Application.state).where(
            Application.sme_id == sme.organisation_id,
            Application.scheme_id.in_(demands),
            Application.state.in_(LIVE),
        )
    ):
        live[row.scheme_id].append((row.id, row.category_id, row.state))
    facts = sme_facts(sme, sme.organisation.province_code)
    today = bangkok_date(now)
    found = []
    for scheme in schemes:
        asked = demands[scheme.id]
        holdings = _before_choosing(support, scheme, asked, available, today)
        tier = offered(sme.size, asked, holdings, today)
        caps = [each.cap for each in asked.tiers]
        found.append(
            Offer(
                scheme=scheme,
                demands=asked,
                tier=tier,
                verdicts=judge(facts, asked, holdings, asked_on=today),
                live=tuple(live[scheme.id]),
                outlook=outlook_of(scheme, tier, caps, available, ahead),
            )
        )
    return found


def outlook_of(
    scheme: Scheme,
    tier: Tier | None,
    caps: Iterable[Money],
    available: dict[int, Money],
    ahead: dict[int, Ahead],
) -> Outlook:
    """Whether there is money for a business of one size, and which place in line it would have.

    While its size is not known, for a business of any: `caps` are those of all sizes.
    """
    caps = [tier.cap] if tier is not None else [cap for cap in caps if cap]
    if scheme.line_id is None or not caps:
        return NOT_LIMITED
    free, before = available.get(scheme.id, ZERO), ahead.get(scheme.id, Ahead())
    return outlook(free, max(caps), before, lowest_cap=min(caps))


def fitting(session: Session, sme_id: int, now: datetime, *, besides: int) -> list[Offer]:
    """The open schemes whose every rule this SME meets today, the one it asks about left out."""
    return [each for each in offers(session, sme_id, now) if each.scheme.id != besides and each.fits]


def public_outlooks(
    session: Session, versions: Sequence[SchemeVersion], available: dict[int, Money]
) -> dict[int, Outlook]:
    """What an application sent today would meet, whatever the size of the business, by scheme id. One statement.

    `available` is of available_by_scheme().
    """
    ahead = ahead_by_scheme(session, [version.scheme_id for version in versions])
    return {
        version.scheme_id: outlook_of(
            version.scheme, None, [Money(tier.cap_satang) for tier in version.tiers], available, ahead
        )
        for version in versions
    }


def _before_choosing(
    support: Sequence[Support], scheme: Scheme, demands: SchemeFacts, available: dict[int, Money], today: date
) -> Holdings:
    """Before a category is chosen, what only some categories would fail is no obstacle: the one that fails least counts."""
    each = [holdings_for(support, scheme, category_id, available) for category_id in demands.category_ids]
    most = demands.limits.max_per_category

    def obstacles(holdings: Holdings) -> int:
        counted = awards_counted(demands.limits, holdings.awards, today)
        got = sum(award.category_id == holdings.category_id for award in counted)
        return bool(holdings.other_support) + (most is not None and got >= most)

    return min(each, key=obstacles, default=holdings_for(support, scheme, 0, available))
