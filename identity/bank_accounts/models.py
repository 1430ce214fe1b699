"""Where organisations are paid."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, IdPk, Name, db
from identity.bank_accounts.states import BankAccountState
from identity.organisations.models import Organisation


class BankAccount(db.Model):
    """Where an organisation is paid. One number belongs to one organisation (docs/domain.md#abuse)."""

    __tablename__ = "bank_accounts"

    id: Mapped[IdPk]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    bank_code: Mapped[str] = mapped_column(sa.String(3))
    account_number: Mapped[str] = mapped_column(sa.String(14))
    account_name: Mapped[Name]
    state: Mapped[BankAccountState] = mapped_column(default=BankAccountState.PENDING)
    submitted_at: Mapped[At]
    submitted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    usable_from: Mapped[date | None] = mapped_column(sa.Date)
    """First day on which money may go here: verification, and for a change the cooling-off days after it."""
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    """The picture of the bank book."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)

    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_bank_accounts_number",
            "bank_code",
            "account_number",
            unique=True,
            postgresql_where=sa.text("state IN ('pending', 'verified')"),
        ),
        sa.Index(
            "uq_bank_accounts_pending",
            "organisation_id",
            unique=True,
            postgresql_where=sa.text("state = 'pending'"),
        ),
        sa.Index(
            "uq_bank_accounts_verified",
            "organisation_id",
            unique=True,
            postgresql_where=sa.text("state = 'verified'"),
        ),
        *(sa.Index(None, column, "id") for column in ("submitted_at", "account_number")),
        sa.CheckConstraint("verified_by_id <> submitted_by_id", name="verified_by_another"),
        sa.CheckConstraint(
            "state <> 'verified' OR (verified_by_id IS NOT NULL AND usable_from IS NOT NULL)",
            name="verified_has_proof",
        ),
    )
