"""What is owed for approved claims."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.search import waiting_first
from core.db import At, IdPk, Satang, db
from core.money import Money
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption
from identity.organisations.models import Organisation
from payouts.states import HoldReason, PayableState
from projects.models import BudgetLine
from schemes.states import PayeeMode


class Payable(db.Model):
    """What is owed to one payee for one approved claim. Its amount never changes: a new approval is a new payable."""

    __tablename__ = "payables"

    id: Mapped[IdPk]
    redemption_id: Mapped[int] = mapped_column(sa.ForeignKey("redemptions.id"), index=True)
    coupon_id: Mapped[int] = mapped_column(sa.ForeignKey("coupons.id"), index=True)
    scheme_id: Mapped[int] = mapped_column(sa.ForeignKey("schemes.id"))
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("budget_lines.id"))
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("service_categories.id"))
    payee_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    payee_mode: Mapped[PayeeMode]
    amount_satang: Mapped[Satang]
    state: Mapped[PayableState] = mapped_column(default=PayableState.OPEN)
    hold_reason: Mapped[HoldReason | None]
    retry_after_attempt: Mapped[int | None]
    """The number of the refused attempt after which an officer lets the same account be tried once more."""
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    opened_at: Mapped[At]
    queue_since: Mapped[datetime] = waiting_first("opened_at", PayableState.OPEN, PayableState.HELD)
    """The order of what is to be paid."""
    state_since: Mapped[At]
    settled_at: Mapped[datetime | None]

    payee: Mapped[Organisation] = relationship()
    redemption: Mapped[Redemption] = relationship()
    coupon: Mapped[Coupon] = relationship()
    line: Mapped[BudgetLine] = relationship()

    @property
    def amount(self) -> Money:
        """What is owed."""
        return Money(self.amount_satang)

    __table_args__ = (
        sa.Index(
            "uq_payables_redemption",
            "redemption_id",
            unique=True,
            postgresql_where=sa.text("state <> 'withdrawn'"),
        ),
        sa.Index(None, "state", "opened_at"),
        sa.Index(None, "payee_id", "settled_at"),
        sa.Index("ix_payables_to_pay", "state_since", "id", postgresql_where=sa.text("state = 'open'")),
        sa.Index(
            "ix_payables_on_hold",
            "hold_reason",
            "state_since",
            "id",
            postgresql_where=sa.text("state = 'held'"),
        ),
        *(sa.Index(None, column, "id") for column in ("state", "queue_since", "amount_satang")),
        sa.Index(None, "state", "queue_since", "id"),
        sa.CheckConstraint("amount_satang > 0", name="amount_positive"),
        sa.CheckConstraint("(state = 'held') = (hold_reason IS NOT NULL)", name="held_has_reason"),
        sa.CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="settled_has_proof"),
    )
