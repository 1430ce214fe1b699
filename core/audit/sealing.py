"""Seals: a hash chain over the append-only tables, signed by a key that is not in the database.

Grants and triggers stop the application from changing what is written; whoever owns the database can
still get round them. A seal makes that *visible*. It covers every row of transactions in [from, to),
where `to` is below every transaction still running, so that nothing honest can arrive in it later; no
lock is taken on any hot path (docs/architecture.md#database).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.audit.models import AuditSeal
from core.db import Tx
from core.registry import Finding
from core.settings.keyring import Keyring

FIRST_PREVIOUS = bytes(32)
"""What the first seal names as the signature before it."""


_ONE_SEALER = 0x5EA1
"""Advisory lock number: sealers take turns; nobody else ever waits for it."""


_ROWS_AT_A_TIME = 2000


@dataclass(frozen=True, slots=True)
class Sealed:
    """One append-only table whose rows are sealed: its key `id`, its `xact_id`, and these columns of it."""

    table: str
    columns: tuple[str, ...]


sealed_tables: dict[str, Sealed] = {}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The number and signature of a seal. Kept elsewhere (a log, paper), it shows if the chain's end is cut off."""

    number: int
    signature: str

    def __str__(self) -> str:
        return f"{self.number}:{self.signature}"

    @classmethod
    def parse(cls, text: str) -> Receipt:
        """Read `number:signature` as `flask audit seal` prints it. ValueError for anything else."""
        number, _, signature = text.partition(":")
        if len(bytes.fromhex(signature)) != len(FIRST_PREVIOUS):
            raise ValueError("a receipt is a number, a colon and 64 hexadecimal digits")
        return cls(int(number), signature.lower())


def settled_before(session: Session) -> int:
    """The oldest transaction still running: all below it have ended, and this statement sees what they did."""
    horizon: int = session.scalar(sa.text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    return horizon


def seal(tx: Tx, keys: Keyring, now: datetime) -> Receipt | None:
    """Seal all settled rows since the last seal; None when there are none to seal."""
    tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_SEALER)))
    last = tx.scalar(sa.select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1))
    number, start, previous = (1, 0, FIRST_PREVIOUS) if last is None else _after(last)
    end = settled_before(tx.session)
    count, digest = _digest(tx.session, start, end)
    if count == 0:
        return None
    link = AuditSeal(
        number=number,
        from_xact=start,
        to_xact=end,
        row_count=count,
        digest=digest,
        previous=previous,
        sealed_at=now,
        key_generation=keys.current,
        signature=b"",
    )
    link.signature = _signature(keys.newest, link)
    tx.add(link)
    return Receipt(number, link.signature.hex())


def verify_seals(session: Session, keys: Keyring, receipts: tuple[Receipt, ...] = ()) -> Iterator[Finding]:
    """Recompute the whole chain. One finding for each link or range that is not as it was sealed.

    Each seal is checked with the generation of the key that it names. Generations only rise along the chain:
    who stole a key that was replaced cannot add to it.
    """
    number, start, previous, generation = 1, 0, FIRST_PREVIOUS, 0
    signatures: dict[int, str] = {}
    for link in session.scalars(sa.select(AuditSeal).order_by(AuditSeal.number)):
        subject = f"seal {link.number}"
        signatures[link.number] = link.signature.hex()
        if (link.number, link.from_xact, link.previous) != (number, start, previous):
            yield Finding("audit.chain", subject, f"does not follow on seal {number - 1}: a link is missing")
        key = keys.secrets.get(link.key_generation)
        if key is None:
            missing = f"cannot be proved: the settings no longer list generation {link.key_generation} of the seal key"
            yield Finding("audit.key", subject, missing)
        elif link.key_generation < generation or not hmac.compare_digest(
            link.signature, _signature(key, link)
        ):
            yield Finding("audit.signature", subject, "is not signed by our key: it was changed or forged")
        generation = max(generation, link.key_generation)
        count, digest = _digest(session, link.from_xact, link.to_xact)
        if count != link.row_count:
            yield Finding("audit.rows", subject, f"sealed {link.row_count} rows, and {count} stand there now")
        elif digest != link.digest:
            yield Finding("audit.rows", subject, f"one or more of its {count} rows were changed")
        number, start, previous = _after(link)
    for receipt in receipts:
        if signatures.get(receipt.number) != receipt.signature:
            yield Finding(
                "audit.receipt", f"seal {receipt.number}", "is not the one that the receipt was given for"
            )


def _after(link: AuditSeal) -> tuple[int, int, bytes]:
    """Number, start and predecessor of the seal that follows this one."""
    return link.number + 1, link.to_xact, link.signature


def _signature(key: bytes, link: AuditSeal) -> bytes:
    text = json.dumps(
        [
            link.number,
            link.from_xact,
            link.to_xact,
            link.row_count,
            link.digest.hex(),
            link.previous.hex(),
            _plain(link.sealed_at),
        ]
    )
    return hmac.digest(key, text.encode(), hashlib.sha256)


def _plain(value: Any) -> Any:
    """A value as JSON knows it, the same whatever the session's time zone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(type(value).__name__)


def _digest(session: Session, start: int, end: int) -> tuple[int, bytes]:
    """How many rows of transactions in [start, end) there are, and the SHA-256 over all of them in order."""
    count, total = 0, hashlib.sha256()
    for sealed in (sealed_tables[name] for name in sorted(sealed_tables)):
        columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in sealed.columns]
        rows = session.execute(
            sa.select(*columns)
            .select_from(sa.table(sealed.table))
            .where(sa.column("xact_id") >= start, sa.column("xact_id") < end)
            .order_by(sa.text("id"))
            .execution_options(yield_per=_ROWS_AT_A_TIME)
        )
        for row in rows:
            line = json.dumps([sealed.table, *row], default=_plain, sort_keys=True, separators=(",", ":"))
            total.update(line.encode() + b"\n")
            count += 1
    return count, total.digest()


SEALED = (
    Sealed(
        "audit_events",
        (
            "id",
            "name",
            "subject_kind",
            "subject_id",
            "actor_person_id",
            "actor_roles",
            "organisation_id",
            "occurred_at",
            "recorded_at",
            "xact_id",
            "fields",
            "reason_id",
        ),
    ),
)
