"""The provider names a service and its price on a coupon that it has just scanned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB

from core import audit
from core.actor import Actor
from core.clock import bangkok_date
from core.db import HotStatement, transaction
from core.errors import NotFound, Refused
from core.money import Money
from core.permissions import Permission
from coupons import facts
from coupons.limits import time_to_consent
from coupons.parties import provider_id_of
from coupons.rules import PRICES_PER_SCAN, SCAN_LIMIT, price_parts, refusal_for
from coupons.states import ProposalState, Refusal, ScanOutcome

_WRITE = HotStatement(
    sa.text(
        """
    WITH offered AS (
        INSERT INTO proposals (coupon_id, scan_id, provider_id, service_id, price_satang, subsidy_satang,
            own_satang, state, refusal, proposed_at, proposed_by_id, expires_at, closed_at, wrong_codes)
        VALUES (:coupon_id, :scan_id, :provider_id, :service_id, :price, :subsidy, :own, :state, :refusal,
            :now, :person_id, :expires_at, CASE WHEN :refused THEN :now END, 0)
        RETURNING id
    ), told AS (
        INSERT INTO audit_events (name, subject_kind, subject_id, actor_person_id, actor_roles,
            organisation_id, occurred_at, fields)
        SELECT :audit_name, 'proposal', id, :person_id, :actor_roles, :provider_id, :now, :fields FROM offered
    )
    SELECT id FROM offered"""
    ).bindparams(
        *(sa.bindparam(name, type_=sa.BigInteger()) for name in ("coupon_id", "scan_id", "provider_id")),
        *(sa.bindparam(name, type_=sa.BigInteger()) for name in ("service_id", "person_id")),
        *(sa.bindparam(name, type_=sa.BigInteger()) for name in ("price", "subsidy", "own")),
        *(sa.bindparam(name, type_=sa.Text()) for name in ("state", "refusal", "audit_name", "actor_roles")),
        *(sa.bindparam(name, type_=sa.DateTime(timezone=True)) for name in ("now", "expires_at")),
        sa.bindparam("refused", type_=sa.Boolean()),
        sa.bindparam("fields", type_=JSONB()),
    )
)
"""Typed, so that the server plans it once, whatever the size of the numbers."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal that was kept; `refusal` is None when the SME is being asked now."""

    proposal_id: int
    refusal: Refusal | None


def propose_price(scan_id: int, service_id: int, price: Money, *, actor: Actor, now: datetime) -> Proposed:
    """Offer the SME a price. Spends nothing and locks nothing: consent judges again, under lock.

    A price that a rule refuses is kept too, with its reason. A price that the coupon cannot carry goes out
    like any other: only its owner learns of it (docs/decisions, what a counter learns). Raises Refused(SCAN_TOO_OLD or TOO_MANY_PRICES) when the scan carries no more prices, and
    NotFound for another's scan or service, or a scan that was not good.
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
        _require_usable_scan(row, now)
        parts = price_parts(price, row.share_bp, has_budget=row.line_id is not None)
        refusal = refusal_for(
            facts.coupon_facts(row),
            facts.counter_facts(row, is_tied=row.cashier_is_tied),
            facts.offer_facts(row, parts),
            bangkok_date(now),
        )
        if refusal is Refusal.PRICE_OUTSIDE_RANGE:
            raise Refused(refusal)
        event = audit.event_values(
            "proposal.refused" if refusal else "proposal.offered", "proposal", 0, actor, now
        )
        offered = _WRITE.first(
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
                "expires_at": now + time_to_consent(),
                "audit_name": event["name"],
                "actor_roles": event["actor_roles"],
                "fields": Jsonb({"refusal": refusal} if refusal else {}),
            },
        )
        return Proposed(offered.id, refusal)


def _require_usable_scan(row: Any, now: datetime) -> None:
    if row is None or row.scan_outcome != ScanOutcome.GOOD:
        raise NotFound
    if now - row.scanned_at > SCAN_LIMIT:
        raise Refused(Refusal.SCAN_TOO_OLD)
    if row.prices_named >= PRICES_PER_SCAN:
        raise Refused(Refusal.TOO_MANY_PRICES)
