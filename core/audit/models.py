"""Tables of the audit trail, its seals, and the free-text reasons that law lets us erase."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db import At, BigId, Digest, IdPk, db

CURRENT_XACT = "(pg_current_xact_id()::text::bigint)"


XactId = Annotated[int, mapped_column(sa.BigInteger, server_default=sa.text(CURRENT_XACT))]
"""The transaction that wrote the row. Row ids commit out of order; these show what is settled (docs/architecture.md#database)."""


ReasonId = Annotated[int, mapped_column(sa.BigInteger)]
"""A free-text reason (`Reason`). No foreign key: the append-only row outlives what law lets us erase."""


RecordedAt = Annotated[datetime, mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())]
"""When the database wrote the row, whatever moment the caller says it happened at."""


RARE_ROLES = {
    "rare_role": "administrator|auditor|plan_approver|plan_officer",
    "paying_role": "finance_approver|finance_releaser",
}
"""Roles in which little is done of all that the trail has, as the index writes them that keeps what was done in them.

Those who sign for payments have their own: they do fifty times as much as the others, and would stand between them.
"""


def in_roles(roles: str) -> str:
    """A pattern of `actor_roles` in which one of the roles is, as the database reads it; several are parted by bars."""
    return f"(^|,)({roles})(,|$)"


class AuditEvent(db.Model):
    """One thing that someone did. Opaque ids, field names and digests only: no names, no free text."""

    __tablename__ = "audit_events"

    id: Mapped[IdPk]
    name: Mapped[str] = mapped_column(sa.String(80))
    """Dotted and stable: `redemption.reserved`."""
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[BigId]
    actor_person_id: Mapped[BigId | None]
    actor_roles: Mapped[str] = mapped_column(sa.String(400))
    """The roles in which the actor acted, sorted, joined by commas; `system` or `stranger` (nobody signed in) if no person did."""
    organisation_id: Mapped[BigId | None]
    """The organisation acted for; none for staff."""
    occurred_at: Mapped[At]
    recorded_at: Mapped[RecordedAt]
    xact_id: Mapped[XactId]
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sa.text("'{}'"))
    reason_id: Mapped[ReasonId | None]

    __table_args__ = (
        sa.Index(None, "subject_kind", "subject_id", "id"),
        sa.Index(None, "actor_person_id", "id"),
        sa.Index(None, "xact_id"),
        sa.Index(
            "ix_audit_events_rare_kind",
            "subject_kind",
            "id",
            postgresql_where=sa.text(
                "subject_kind NOT IN"
                " ('application', 'coupon', 'payable', 'payment', 'proposal', 'redemption', 'sme')"
            ),
        ),
        *(
            sa.Index(
                f"ix_audit_events_{name}",
                "id",
                "actor_roles",
                postgresql_where=sa.text(f"actor_roles ~ '{in_roles(roles)}'"),
            )
            for name, roles in RARE_ROLES.items()
        ),
        sa.Index(
            "ix_audit_events_of_one",
            "actor_person_id",
            "occurred_at",
            "id",
            postgresql_where=sa.text("organisation_id IS NULL AND actor_person_id IS NOT NULL"),
        ),
        sa.Index(
            "ix_audit_events_of_staff",
            "occurred_at",
            "actor_person_id",
            postgresql_where=sa.text("organisation_id IS NULL AND actor_person_id IS NOT NULL"),
        ),
        sa.Index("ix_audit_events_reason_id", "reason_id", postgresql_where=sa.text("reason_id IS NOT NULL")),
        {"info": {"append_only": True}},
    )


class AuditSeal(db.Model):
    """One link of the hash chain over all sealed rows of transactions in [from_xact, to_xact)."""

    __tablename__ = "audit_seals"

    number: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    """1, 2, 3 … without a gap."""
    from_xact: Mapped[int] = mapped_column(sa.BigInteger, unique=True)
    to_xact: Mapped[BigId]
    row_count: Mapped[BigId]
    digest: Mapped[Digest]
    """SHA-256 over the rows, table by table, in the order of their keys."""
    previous: Mapped[Digest]
    """The signature of the seal before; zeros for the first."""
    key_generation: Mapped[int] = mapped_column(sa.SmallInteger, server_default=sa.text("1"))
    """Which generation of the seal key signed; rows from before keys had generations are of the first."""
    signature: Mapped[Digest]
    """HMAC-SHA-256 of the row under that key, which is not in the database."""
    sealed_at: Mapped[At]

    __table_args__ = (
        sa.CheckConstraint("from_xact < to_xact", name="forward"),
        {"info": {"append_only": True}},
    )


class PersonKey(db.Model):
    """The key that opens one person's free texts. Destroying it erases them, in every backup that ages out."""

    __tablename__ = "person_keys"

    person_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    key: Mapped[Digest]
    created_at: Mapped[RecordedAt]


class Reason(db.Model):
    """A free text that explains a decision, encrypted under the key of the person it belongs to."""

    __tablename__ = "reasons"

    id: Mapped[IdPk]
    person_id: Mapped[BigId]
    nonce: Mapped[bytes] = mapped_column(sa.LargeBinary(12))
    ciphertext: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_at: Mapped[RecordedAt]

    __table_args__ = (sa.Index(None, "person_id"),)
