"""A provider scans a coupon, or types its code. A scan spends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.actor import Actor
from core.clock import bangkok_date
from core.db import Tx, transaction
from core.permissions import Permission
from coupons.coupons import keys
from coupons.coupons.codes import ScannedCode, read_scanned
from coupons.parties import provider_id_of
from coupons.redemptions import facts
from coupons.redemptions.models import Scan
from coupons.redemptions.rules import TRIES, TRIES_LIMIT, ScanFacts, scan_outcome
from coupons.redemptions.states import ScanMethod, ScanOutcome
from schemes.states import PayeeMode

_UNKNOWN_TRIES = (
    sa.select(sa.func.count())
    .select_from(Scan)
    .where(
        Scan.scanned_by_id == sa.bindparam("person_id"),
        Scan.scanned_at > sa.bindparam("since", type_=sa.DateTime(timezone=True)),
        Scan.outcome == ScanOutcome.UNKNOWN,
    )
)


@dataclass(frozen=True, slots=True)
class Scanned:
    """The scan that was kept, and what it came to."""

    scan_id: int
    outcome: ScanOutcome


def scan_coupon(text: str, *, actor: Actor, now: datetime) -> Scanned:
    """Check what was scanned, and store the scan, refused ones too, with a reason from the closed list.

    A code with a tag that is not ours never reaches the database's index of codes. A typed code has no
    tag; whoever types unknown codes is stopped for a while instead.
    """
    actor.require(Permission.COUPONS_COUPON_SCAN)
    provider_id = provider_id_of(actor)
    scanned = read_scanned(text)
    with transaction() as tx:
        outcome, coupon_id = _judge(tx, scanned, provider_id, actor, now)
        scan = tx.add(
            Scan(
                provider_id=provider_id,
                scanned_by_id=actor.known_person_id,
                coupon_id=coupon_id,
                method=ScanMethod.CAMERA if scanned and scanned.tag else ScanMethod.TYPED,
                outcome=outcome,
                scanned_at=now,
            )
        )
        return Scanned(scan.id, outcome)


def _judge(
    tx: Tx, scanned: ScannedCode | None, provider_id: int, actor: Actor, now: datetime
) -> tuple[ScanOutcome, int | None]:
    if scanned is None:
        return ScanOutcome.MALFORMED, None
    lookups = keys.keyring().lookups(scanned)
    if not lookups:
        return ScanOutcome.MALFORMED, None
    if scanned.tag is None and _tries(tx, actor, now) >= TRIES:
        return ScanOutcome.TOO_MANY_TRIES, None
    row = tx.execute(
        facts.BY_LOOKUPS,
        {
            "lookups": lookups,
            "provider_id": provider_id,
            "person_id": actor.known_person_id,
            "tied_since": facts.tied_since(now),
        },
    ).one_or_none()
    if row is None:
        return ScanOutcome.UNKNOWN, None
    found = ScanFacts(
        row.is_current_issue,
        facts.coupon_facts(row),
        facts.counter_facts(row, is_tied=row.cashier_is_tied),
        PayeeMode(row.payee_mode),
    )
    return scan_outcome(found, bangkok_date(now)), row.coupon_id


def _tries(tx: Tx, actor: Actor, now: datetime) -> int:
    tries: int = tx.scalar(_UNKNOWN_TRIES, {"person_id": actor.known_person_id, "since": now - TRIES_LIMIT})
    return tries
