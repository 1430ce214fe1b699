"""The provider names a service and its price on a coupon that it has just scanned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB

from core.actor import Actor
from core.audit import operations as audit
from core.calendar.due import due_at
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.errors import NotFound, Refused
from core.money import Money
from core.permissions import Permission
from core.statements import HotStatement, with_members
from coupons.limits import time_to_consent
from coupons.parties import provider_id_of
from coupons.redemptions import facts
from coupons.redemptions.rules import PRICES_PER_SCAN, SCAN_LIMIT, PriceParts, price_parts, refusal_for
from coupons.redemptions.states import ProposalState, Refusal, ScanOutcome


class _Written(Protocol):
    """The row that _WRITE returns: the proposal."""

    id: int


_WRITE: HotStatement[_Written] = HotStatement(
    with_members(
        """
    WITH superseded AS (
        UPDATE proposals
        SET state = CASE WHEN expires_at > :now THEN ProposalState.SUPERSEDED ELSE ProposalState.LAPSED END, closed_at = :now,
            closed_by_id = CASE WHEN expires_at > :now THEN :person_id END
        WHERE NOT :refused AND state = ProposalState.OPEN AND coupon_id = :coupon_id AND provider_id = :provider_id
            AND (scan_id = :scan_id OR service_id = :service_id)
        RETURNING id, state
    ), offered AS (
        INSERT INTO proposals (coupon_id, scan_id, provider_id, service_id, price_satang, subsidy_satang,
            own_satang, state, refusal, proposed_at, proposed_by_id, expires_at, closed_at, wrong_codes)
        SELECT :coupon_id, :scan_id, :provider_id, :service_id, :price, :subsidy, :own, :state, :refusal,
            :now, :person_id, :expires_at, CASE WHEN :refused THEN :now END, 0
        FROM (SELECT count(*) FROM superseded) AS gone
        WHERE :refused OR NOT EXISTS (
            SELECT FROM proposals
            WHERE coupon_id = :coupon_id AND provider_id = :provider_id AND state = ProposalState.CONSENTED
                AND (scan_id = :scan_id OR service_id = :service_id AND closed_at > :scanned_at)
        )
        RETURNING id
    ), told AS (
        INSERT INTO audit_events (name, subject_kind, subject_id, actor_person_id, actor_roles,
            organisation_id, occurred_at, fields)
        SELECT :audit_name, 'proposal', id, :person_id, :actor_roles, :provider_id, :now, :fields FROM offered
        UNION ALL
        SELECT 'proposal.' || s.state, 'proposal', s.id, :person_id, :actor_roles, :provider_id, :now,
            jsonb_build_object('by', o.id)
        FROM superseded s CROSS JOIN offered o
    )
    SELECT id FROM offered""",
        ProposalState,
    ).bindparams(
        *(sa.bindparam(name, type_=sa.BigInteger()) for name in ("coupon_id", "scan_id", "provider_id")),
        *(sa.bindparam(name, type_=sa.BigInteger()) for name in ("service_id", "person_id")),
        *(sa.bindparam(name, type_=sa.BigInteger()) for name in ("price", "subsidy", "own")),
        *(sa.bindparam(name, type_=sa.Text()) for name in ("state", "refusal", "audit_name", "actor_roles")),
        *(
            sa.bindparam(name, type_=sa.DateTime(timezone=True))
            for name in ("now", "expires_at", "scanned_at")
        ),
        sa.bindparam("refused", type_=sa.Boolean()),
        sa.bindparam("fields", type_=JSONB()),
    )
)
"""Typed, so that the server plans it once, whatever the size of the numbers. Sent after the coupon's lock, in a
snapshot of its own: a consent that we waited for is seen. The earlier price leaves before the new one comes, as the
unique indexes of open prices demand; it gives no row where the earlier one was confirmed."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal that was kept; `refusal` is None when the SME is being asked now."""

    proposal_id: int
    refusal: Refusal | None


def propose_price(scan_id: int, service_id: int, price: Money, *, actor: Actor, now: datetime) -> Proposed:
    """Offer the SME a price. Spends nothing: consent checks again.

    The provider's open price from the same scan, or of the same service on the same coupon, is superseded and can
    no longer be confirmed. Coupon and prices are locked in the order of a consent, so of a new price and a consent
    to the old one at the same moment exactly one happens: Refused(PRICE_CONFIRMED) where the consent was first.
    A price that a rule refuses is kept too, with its reason. A price that the coupon cannot carry goes out like any
    other: only its owner learns of it (docs/decisions/0023). Raises Refused(SCAN_TOO_OLD or TOO_MANY_PRICES) when
    the scan carries no more prices, and NotFound for another's scan or service, or a scan that was not good.
    """
    actor.require(Permission.COUPONS_PROPOSAL_PROPOSE)
    provider_id = provider_id_of(actor)
    with transaction() as tx:
        row = facts.BY_SCAN.first(
            tx.session,
            {
                "scan_id": scan_id,
                "service_id": service_id,
                "provider_id": provider_id,
                "person_id": actor.known_person_id,
                "tied_since": facts.tied_since(now),
            },
        )
        if row is None:
            raise NotFound
        _require_usable_scan(row, now)
        parts = price_parts(price, row.share_bp, row, has_budget=row.line_id is not None)
        refusal = refusal_for(
            facts.coupon_facts(row),
            facts.counter_facts(row, is_tied=row.cashier_is_tied),
            facts.offer_facts(row, parts),
            bangkok_date(now),
        )
        if refusal is Refusal.PRICE_OUTSIDE_RANGE:
            raise Refused(refusal)
        offered = _write(tx, (scan_id, service_id, provider_id), row, parts, refusal, actor, now)
        if offered is None:
            raise Refused(Refusal.PRICE_CONFIRMED)
        return Proposed(offered.id, refusal)


def _write(
    tx: Tx,
    ids: tuple[int, int, int],
    row: facts.ScannedRow,
    parts: PriceParts,
    refusal: Refusal | None,
    actor: Actor,
    now: datetime,
) -> _Written | None:
    """The price with its trail, of this scan, service and provider; None where a price of the scan was confirmed."""
    scan_id, service_id, provider_id = ids
    event = audit.event_values(
        "proposal.refused" if refusal else "proposal.offered", "proposal", 0, actor, now
    )
    return _WRITE.first(
        tx.session,
        {
            "coupon_id": row.coupon_id,
            "scan_id": scan_id,
            "provider_id": provider_id,
            "service_id": service_id,
            "price": parts.price.satang,
            "subsidy": parts.subsidy.satang,
            "own": parts.own.satang,
            "state": (ProposalState.REFUSED if refusal else ProposalState.OPEN).value,
            "refusal": refusal.value if refusal else None,
            "refused": refusal is not None,
            "now": now,
            "person_id": actor.known_person_id,
            "expires_at": due_at(time_to_consent(), now),
            "scanned_at": row.scanned_at,
            "audit_name": event["name"],
            "actor_roles": event["actor_roles"],
            "fields": Jsonb({"refusal": refusal} if refusal else {}),
        },
    )


def _require_usable_scan(row: facts.ScannedRow, now: datetime) -> None:
    if row.scan_outcome != ScanOutcome.GOOD:
        raise NotFound
    if now - row.scanned_at > SCAN_LIMIT:
        raise Refused(Refusal.SCAN_TOO_OLD)
    if row.prices_named >= PRICES_PER_SCAN:
        raise Refused(Refusal.TOO_MANY_PRICES)
