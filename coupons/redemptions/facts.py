"""The facts that decide at the counter, read in one statement each, and turned into what rules.py takes.

Text and not ORM: these three statements are what the counter waits for (docs/decisions, the hot commands).
They are built once, and share their columns so that price and consent are decided by the same facts: each
text of columns is beside the named tuple that its values become, in the same order.

Only the consent reads what is left on the coupon. Scan and price do not, so their responses cannot reveal it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

import sqlalchemy as sa

from core.calendar.due import CHANGES_AS_JSON
from core.money import Money
from core.statements import HotStatement, with_members
from coupons.coupons.states import CouponState
from coupons.redemptions.rules import CounterFacts, CouponFacts, OfferFacts, PriceParts
from coupons.redemptions.states import ConsentMethod
from identity.organisations.rules import TIED_FOR
from providers.states import CategoryState, ProviderState
from smes.states import SmeState


class CouponRow(Protocol):
    """What `_COUPON_COLUMNS` reads."""

    coupon_id: int
    coupon_state: str
    valid_from: date
    valid_until: date
    sme_id: int
    share_bp: int
    line_id: int | None
    """None under a scheme without a budget."""
    scheme_id: int
    category_id: int
    delivers_until: date
    """The last day for services by the coupon's version; that of a carry-over, where it is earlier."""
    delivery_days: int
    price_cap_satang: int | None
    least_own_satang: int | None
    least_own_bp: int | None
    sme_state: str


class CounterRow(Protocol):
    """What is read of the provider at the counter."""

    provider_state: str
    category_state: str | None
    category_valid_until: date | None


class OfferRow(Protocol):
    """What `_OFFER_COLUMNS` reads."""

    service_active: bool
    service_in_category: bool
    price_from_satang: int
    price_to_satang: int


class ScannedRow(CouponRow, CounterRow, OfferRow, Protocol):
    """What BY_SCAN reads."""

    cashier_is_tied: bool
    scanned_at: datetime
    scan_outcome: str
    prices_named: int


class LockedRow(CouponRow, CounterRow, OfferRow, Protocol):
    """What LOCKED_BY_PROPOSAL reads."""

    consenter_is_tied: bool
    provider_id: int
    service_id: int
    price_satang: int
    subsidy_satang: int
    own_satang: int
    wrong_codes: int
    proposal_state: str
    refusal: str | None
    expires_at: datetime
    remaining_satang: int
    holiday_changes: list[tuple[str, bool, str]] | None


class ServiceRow(CouponRow, CounterRow, OfferRow, Protocol):
    """What LOCKED_BY_SERVICE reads."""

    consenter_is_tied: bool
    provider_id: int
    payee_mode: str
    remaining_satang: int
    holiday_changes: list[tuple[str, bool, str]] | None


class ReservedRow(Protocol):
    """What the statement that writes a consent returns: the redemption, and how many postings moved its money."""

    id: int
    postings: int


def _ids(*names: str) -> list[sa.BindParameter[int]]:
    """Ids, typed, so that the server plans a statement once whatever the size of the numbers."""
    return [sa.bindparam(name, type_=sa.BigInteger()) for name in names]


_SINCE = sa.bindparam("tied_since", type_=sa.DateTime(timezone=True))

_COUPON_COLUMNS = """
    c.id AS coupon_id, c.state AS coupon_state, c.valid_from, c.valid_until, c.sme_id,
    c.share_bp, c.line_id, c.scheme_id, c.category_id,
    least(s.delivers_until, c.funded_until) AS delivers_until, s.delivery_days,
    s.price_cap_satang, s.least_own_satang, s.least_own_bp, e.state AS sme_state"""

_COUNTER_COLUMNS = """
    v.state AS provider_state, k.state AS category_state, k.valid_until AS category_valid_until,
    c.sme_id = v.organisation_id OR EXISTS (
        SELECT 1 FROM memberships m
        WHERE m.person_id = :person_id AND m.organisation_id = c.sme_id
            AND (m.ended_at IS NULL OR m.ended_at > :tied_since)
    ) AS cashier_is_tied"""

_OFFER_COLUMNS = """
    o.active AND o.approved_at IS NOT NULL AS service_active, o.category_id = c.category_id AS service_in_category,
    o.price_from_satang, o.price_to_satang"""

_JOINS = """
    JOIN scheme_versions s ON s.id = c.version_id
    JOIN smes e ON e.organisation_id = c.sme_id"""

BY_LOOKUPS = sa.text(
    f"""
    SELECT {_COUPON_COLUMNS}, {_COUNTER_COLUMNS}, n.dead_at IS NULL AS is_current_issue,
        c.payee_mode
    FROM coupon_codes n
    JOIN coupons c ON c.id = n.coupon_id {_JOINS}
    JOIN providers v ON v.organisation_id = :provider_id
    LEFT JOIN provider_categories k ON k.provider_id = v.organisation_id AND k.category_id = c.category_id
    WHERE n.lookup IN :lookups"""  # noqa: S608 - constants of this module
).bindparams(
    *_ids("person_id", "provider_id"), sa.bindparam("lookups", expanding=True, type_=sa.LargeBinary), _SINCE
)

BY_SCAN: HotStatement[ScannedRow] = HotStatement(
    sa.text(
        f"""
    SELECT {_COUPON_COLUMNS}, {_COUNTER_COLUMNS}, {_OFFER_COLUMNS}, n.scanned_at, n.outcome AS scan_outcome,
        (SELECT count(*) FROM proposals p WHERE p.scan_id = n.id) AS prices_named
    FROM scans n
    JOIN coupons c ON c.id = n.coupon_id {_JOINS}
    JOIN providers v ON v.organisation_id = n.provider_id
    JOIN services o ON o.id = :service_id AND o.provider_id = n.provider_id
    LEFT JOIN provider_categories k ON k.provider_id = v.organisation_id AND k.category_id = c.category_id
    WHERE n.id = :scan_id AND n.provider_id = :provider_id
    FOR NO KEY UPDATE OF c"""  # noqa: S608 - constants of this module
    ).bindparams(*_ids("person_id", "provider_id", "scan_id", "service_id"), _SINCE)
)
"""The coupon is locked: a consent to the price sent before waits for the new one, or the new one for it."""

LOCKED_BY_PROPOSAL: HotStatement[LockedRow] = HotStatement(
    with_members(
        f"""
    SELECT {_COUPON_COLUMNS}, {_OFFER_COLUMNS},
        v.state AS provider_state, k.state AS category_state, k.valid_until AS category_valid_until,
        c.sme_id = p.provider_id OR EXISTS (
            SELECT 1 FROM memberships m
            WHERE m.person_id = :person_id AND (m.ended_at IS NULL OR m.ended_at > :tied_since)
                AND m.organisation_id = CASE :method WHEN ConsentMethod.TAP THEN p.provider_id ELSE c.sme_id END
        ) AS consenter_is_tied,
        p.provider_id, p.service_id, p.price_satang, p.subsidy_satang, p.own_satang, p.wrong_codes,
        p.state AS proposal_state, p.refusal, p.expires_at,
        c.limit_satang - c.spent_satang - c.released_satang AS remaining_satang,
        {CHANGES_AS_JSON} AS holiday_changes
    FROM proposals p
    JOIN coupons c ON c.id = p.coupon_id {_JOINS}
    JOIN providers v ON v.organisation_id = p.provider_id
    JOIN services o ON o.id = p.service_id
    JOIN provider_categories k ON k.provider_id = p.provider_id AND k.category_id = c.category_id
    WHERE p.id = :proposal_id
    FOR NO KEY UPDATE OF c
    FOR NO KEY UPDATE OF p
    FOR SHARE OF e, v, o, k""",  # noqa: S608 - constants of this module
        ConsentMethod,
    ).bindparams(*_ids("person_id", "proposal_id"), sa.bindparam("method", type_=sa.Text()), _SINCE)
)
"""Coupon, then proposal, locked; the facts that decide shared, so that a suspension waits or is seen.
The scheme is not: a version is fixed once it is approved, and pausing the scheme stops no coupon.

Consent by code is typed by a cashier: then it is the cashier who must not serve the SME.
"""


LOCKED_BY_SERVICE: HotStatement[ServiceRow] = HotStatement(
    sa.text(
        f"""
    SELECT {_COUPON_COLUMNS}, {_OFFER_COLUMNS},
        v.state AS provider_state, k.state AS category_state, k.valid_until AS category_valid_until,
        c.sme_id = o.provider_id OR EXISTS (
            SELECT 1 FROM memberships m
            WHERE m.person_id = :person_id AND (m.ended_at IS NULL OR m.ended_at > :tied_since)
                AND m.organisation_id = o.provider_id
        ) AS consenter_is_tied,
        o.provider_id, c.payee_mode,
        c.limit_satang - c.spent_satang - c.released_satang AS remaining_satang,
        {CHANGES_AS_JSON} AS holiday_changes
    FROM coupons c {_JOINS}
    JOIN services o ON o.id = :service_id
    JOIN providers v ON v.organisation_id = o.provider_id
    JOIN provider_categories k ON k.provider_id = o.provider_id AND k.category_id = c.category_id
    WHERE c.id = :coupon_id
    FOR NO KEY UPDATE OF c
    FOR SHARE OF e, v, o, k"""  # noqa: S608 - constants of this module
    ).bindparams(*_ids("person_id", "coupon_id", "service_id"), _SINCE)
)
"""As LOCKED_BY_PROPOSAL, where the SME names the service itself and there is no price at a counter."""


def tied_since(now: datetime) -> datetime:
    """Whose membership ended before this moment is connected no more (docs/domain.md#abuse)."""
    return now - TIED_FOR


def coupon_facts(row: CouponRow) -> CouponFacts:
    """What the coupon, its version and its SME say; no sums of money."""
    return CouponFacts(
        state=CouponState(row.coupon_state),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        delivers_until=row.delivers_until,
        sme_state=SmeState(row.sme_state),
    )


def counter_facts(row: CounterRow, *, is_tied: bool) -> CounterFacts:
    """What the provider at the counter says."""
    return CounterFacts(
        provider_state=ProviderState(row.provider_state),
        category_state=CategoryState(row.category_state) if row.category_state else None,
        category_valid_until=row.category_valid_until,
        is_tied=is_tied,
    )


def offer_facts(row: OfferRow, parts: PriceParts) -> OfferFacts:
    """What the service says, at a price."""
    return OfferFacts(
        service_active=row.service_active,
        service_in_category=row.service_in_category,
        price_from=Money(row.price_from_satang),
        price_to=Money(row.price_to_satang),
        parts=parts,
    )
