"""Accounts, stripes, postings and roll-ups. Postings and accounts are append-only (migrations/baseline.sql)."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.audit.models import ReasonId, XactId
from core.audit.sealing import Sealed
from core.db import At, BigId, IdPk, Satang, db
from ledger.states import Kind, Move


class LedgerLine(db.Model):
    """When a budget line promises money, and whether it takes money back. Its id is that of the budget line of projects."""

    __tablename__ = "ledger_lines"

    line_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    opened_at: Mapped[At]
    closed_at: Mapped[At | None]
    """When the fiscal year closed on it; from then on nothing returns to `available`."""
    commits_from: Mapped[date | None] = mapped_column(sa.Date)
    """The first day (Bangkok) on which a coupon may be promised from it; None: any."""
    commits_until: Mapped[date | None] = mapped_column(sa.Date)
    """The last such day."""

    __table_args__ = (
        sa.CheckConstraint("closed_at >= opened_at", name="closed_after_opening"),
        sa.CheckConstraint(
            "(commits_from IS NULL) = (commits_until IS NULL) AND commits_from <= commits_until",
            name="commits_for_a_time",
        ),
    )


class Account(db.Model):
    """One place where money of one line, and of one scheme or none, can be. Never changed, never deleted."""

    __tablename__ = "ledger_accounts"

    id: Mapped[IdPk]
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("ledger_lines.line_id"))
    scheme_id: Mapped[BigId | None]
    kind: Mapped[Kind]
    stripe: Mapped[int] = mapped_column(sa.SmallInteger)

    __table_args__ = (
        sa.UniqueConstraint("line_id", "scheme_id", "kind", "stripe", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint(
            "stripe >= 0 AND (stripe = 0 OR kind = 'available')", name="only_available_striped"
        ),
        sa.CheckConstraint("kind <> 'appropriated' OR scheme_id IS NULL", name="appropriated_of_line"),
        {"info": {"append_only": True}},
    )


class Stripe(db.Model):
    """The stored balance of one stripe of `available`: the one balance that is fought over (docs/ledger.md#who-may-be-first-stripes).

    Moved in the same transaction as its postings. Kept apart from its account, so that locking it
    never stands in the way of anything else.
    """

    __tablename__ = "ledger_stripes"

    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("ledger_accounts.id"), primary_key=True, autoincrement=False
    )
    line_id: Mapped[BigId]
    scheme_id: Mapped[BigId | None]
    stripe: Mapped[int] = mapped_column(sa.SmallInteger)
    balance_satang: Mapped[Satang] = mapped_column(server_default=sa.text("0"))

    __table_args__ = (
        sa.UniqueConstraint("line_id", "scheme_id", "stripe", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("balance_satang >= 0", name="not_overspent"),
        {"postgresql_with": {"fillfactor": 50}},
    )


class Posting(db.Model):
    """One movement of one amount between two accounts of one line. It balances by construction.

    No foreign key to the accounts: each would lock two rows that everybody posts to. The insert
    trigger looks them up instead, which is enough because accounts are never deleted.
    """

    __tablename__ = "ledger_postings"

    id: Mapped[IdPk]
    source_id: Mapped[BigId]
    destination_id: Mapped[BigId]
    amount_satang: Mapped[Satang]
    move: Mapped[Move]
    reference: Mapped[str] = mapped_column(sa.String(120), unique=True)
    """Made from what happened, e.g. `redemption:17:reserve:1`: said twice, it is refused, not doubled."""
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[BigId]
    coupon_id: Mapped[BigId | None]
    actor_person_id: Mapped[BigId | None]
    occurred_at: Mapped[At]
    recorded_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
    xact_id: Mapped[XactId]
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("ledger_postings.id"), unique=True)
    reason_id: Mapped[ReasonId | None]

    __table_args__ = (
        sa.CheckConstraint("amount_satang > 0", name="positive"),
        sa.CheckConstraint("source_id <> destination_id", name="two_ends"),
        sa.CheckConstraint("(move = 'reverse') = (reverses_id IS NOT NULL)", name="reversal_names_posting"),
        sa.CheckConstraint("reverses_id IS NULL OR reason_id IS NOT NULL", name="reversal_has_reason"),
        sa.Index(None, "coupon_id"),
        sa.Index(None, "subject_kind", "subject_id"),
        sa.Index(None, "source_id", "id"),
        sa.Index(None, "destination_id", "id"),
        sa.Index(None, "xact_id"),
        {"info": {"append_only": True}},
    )


class Rollup(db.Model):
    """All that one account gave and received before the horizon. Derived; `flask ledger rebuild` makes it anew."""

    __tablename__ = "ledger_rollups"

    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("ledger_accounts.id"), primary_key=True, autoincrement=False
    )
    debit_satang: Mapped[Satang]
    """What left the account."""
    credit_satang: Mapped[Satang]
    """What arrived in it."""


class Horizon(db.Model):
    """The one row that says how far the roll-ups reach: all postings of transactions below `as_of_xact`."""

    __tablename__ = "ledger_horizon"

    id: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    as_of_xact: Mapped[BigId]

    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)


SEALED = (
    Sealed(
        "ledger_postings",
        (
            "id",
            "source_id",
            "destination_id",
            "amount_satang",
            "move",
            "reference",
            "subject_kind",
            "subject_id",
            "coupon_id",
            "actor_person_id",
            "occurred_at",
            "recorded_at",
            "xact_id",
            "reverses_id",
            "reason_id",
        ),
    ),
)
