"""Attempts to pay what is owed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, IdPk, Name, Satang, db
from core.money import Money
from payouts.models.batches import Batch
from payouts.models.payables import Payable
from payouts.states import LIVE, PaymentState

_LIVE = ", ".join(f"'{state}'" for state in LIVE)


class Payment(db.Model):
    """One attempt to pay one payable, with the account as it was when drafted. Never edited: a failed
    one is followed by another attempt.
    """

    __tablename__ = "payments"

    id: Mapped[IdPk]
    payable_id: Mapped[int] = mapped_column(sa.ForeignKey("payables.id"), index=True)
    attempt_no: Mapped[int] = mapped_column(sa.SmallInteger)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("batches.id"))
    end_to_end_id: Mapped[str] = mapped_column(sa.String(35), unique=True)
    state: Mapped[PaymentState] = mapped_column(default=PaymentState.READY)
    state_since: Mapped[At]
    gross_satang: Mapped[Satang]
    withheld_satang: Mapped[Satang] = mapped_column(default=0)
    """Tax kept back. Nothing is withheld until the ruling on s. 69 bis of the Revenue Code is in (docs/domain.md#tax-papers); the column, the CHECK
    and the ledger's moves are what it will need.
    """
    net_satang: Mapped[Satang]
    payee_name: Mapped[Name]
    payee_number: Mapped[str] = mapped_column(sa.String(13))
    bank_account_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_accounts.id"))
    bank_code: Mapped[str] = mapped_column(sa.String(3))
    account_number: Mapped[str] = mapped_column(sa.String(14))
    created_at: Mapped[At]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    sent_at: Mapped[datetime | None]
    paid_on: Mapped[date | None] = mapped_column(sa.Date)
    """The day the bank booked it."""
    failure_code: Mapped[str | None] = mapped_column(sa.String(35))
    """The bank's reason code, when it gave one."""
    failure_words: Mapped[str] = mapped_column(sa.String(500), default="")
    """What the bank added in words."""

    payable: Mapped[Payable] = relationship()
    batch: Mapped[Batch] = relationship()

    @property
    def net(self) -> Money:
        """What the payee receives."""
        return Money(self.net_satang)

    __table_args__ = (
        sa.UniqueConstraint("payable_id", "attempt_no"),
        sa.Index(
            "uq_payments_live", "payable_id", unique=True, postgresql_where=sa.text(f"state IN ({_LIVE})")
        ),
        sa.Index(None, "state", "state_since"),
        sa.Index(None, "state", "net_satang", "id"),
        sa.Index(None, "batch_id", "state"),
        sa.CheckConstraint("net_satang = gross_satang - withheld_satang", name="sums_add_up"),
        sa.CheckConstraint("gross_satang > 0 AND withheld_satang >= 0 AND net_satang > 0", name="amounts"),
        sa.CheckConstraint(
            "state IN ('ready', 'batched', 'withdrawn') OR sent_at IS NOT NULL", name="sent_has_proof"
        ),
        sa.CheckConstraint("(state IN ('paid', 'returned')) = (paid_on IS NOT NULL)", name="paid_has_proof"),
    )
