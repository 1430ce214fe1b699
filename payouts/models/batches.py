"""Payments that are signed for as one, and the file in which they went to the bank."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.search import trigrams_of
from core.db import At, Code, Digest, IdPk, Satang, db
from core.documents.models import Document
from core.money import Money
from payouts.states import BatchState
from projects.states import FundSource


class Batch(db.Model):
    """Payments that are signed for as one and sent in one file. They may come from several budget lines of one source:
    the file debits that source's account, and every payment keeps its own line in the ledger (decision 50).
    """

    __tablename__ = "batches"

    id: Mapped[IdPk]
    number: Mapped[Code] = mapped_column(unique=True)
    """P2570-014: fiscal year and running number, without gaps."""
    fiscal_year: Mapped[int]
    running_no: Mapped[int]
    source: Mapped[FundSource]
    """Where its money comes from: which account pays."""
    state: Mapped[BatchState] = mapped_column(default=BatchState.DRAFT)
    state_since: Mapped[At]
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    drafted_at: Mapped[At]
    drafted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    settled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    recall_asked_at: Mapped[datetime | None]
    recall_asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    recall_reference: Mapped[str | None] = mapped_column(sa.String(60))
    """The bank's own reference of its word that nothing of the file was, or will be, paid."""
    recalled_at: Mapped[datetime | None]
    recalled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    payment_count: Mapped[int]
    """Payments that were not withdrawn."""
    gross_satang: Mapped[Satang]
    withheld_satang: Mapped[Satang]
    net_satang: Mapped[Satang]
    control_digest: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    """SHA-256 of who is paid what, and where, as it was submitted: what approver and releaser sign."""
    three_persons: Mapped[bool] = mapped_column(default=False)
    """Whether the sum was above the band when it was submitted."""
    execution_date: Mapped[date | None] = mapped_column(sa.Date)

    @property
    def net(self) -> Money:
        """What leaves the account."""
        return Money(self.net_satang)

    __table_args__ = (
        sa.UniqueConstraint("fiscal_year", "running_no"),
        sa.Index(None, "state", "state_since"),
        *(
            sa.Index(None, column, "id")
            for column in ("state", "payment_count", "net_satang", "drafted_at", "state_since")
        ),
        sa.CheckConstraint("net_satang = gross_satang - withheld_satang", name="sums_add_up"),
        sa.CheckConstraint(
            "approved_by_id NOT IN (submitted_by_id, drafted_by_id)", name="approver_is_second"
        ),
        sa.CheckConstraint(
            "released_by_id NOT IN (submitted_by_id, drafted_by_id)", name="releaser_did_not_prepare"
        ),
        sa.CheckConstraint(
            "NOT three_persons OR released_by_id <> approved_by_id", name="releaser_is_third_above_band"
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR (submitted_by_id IS NOT NULL AND control_digest IS NOT NULL)",
            name="submitted_has_proof",
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'released', 'settled', 'closed', 'recalled') OR approved_by_id IS NOT NULL",
            name="approved_has_proof",
        ),
        sa.CheckConstraint(
            "(state IN ('released', 'settled', 'closed', 'recalled')) = "
            "(released_by_id IS NOT NULL AND execution_date IS NOT NULL)",
            name="released_has_proof",
        ),
        sa.CheckConstraint("recalled_by_id <> recall_asked_by_id", name="recall_by_two"),
        sa.CheckConstraint(
            "(state = 'recalled') = (recalled_by_id IS NOT NULL AND recall_reference IS NOT NULL)",
            name="recalled_has_proof",
        ),
        sa.CheckConstraint(
            "(state IN ('settled', 'closed')) = (settled_at IS NOT NULL)", name="settled_has_proof"
        ),
        sa.CheckConstraint("(state = 'closed') = (closed_by_id IS NOT NULL)", name="closed_has_proof"),
    )


BATCH_TRIGRAMS = trigrams_of(Batch.number)
"""What the search for a batch by its number looks for; an index keeps it."""
sa.Index("ix_batches_trigrams", BATCH_TRIGRAMS, postgresql_using="gin")


class BankFile(db.Model):
    """The order as it went to the bank: one for each batch, kept byte by byte."""

    __tablename__ = "bank_files"

    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("batches.id"), primary_key=True)
    message_id: Mapped[str] = mapped_column(sa.String(35), unique=True)
    version: Mapped[str] = mapped_column(sa.String(2))
    """Of pain.001.001: 03 or 09."""
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    digest: Mapped[Digest]
    """SHA-256 of the bytes; the releaser compares it with the bank's portal."""
    debtor_bank_code: Mapped[str] = mapped_column(sa.String(3))
    debtor_account: Mapped[str] = mapped_column(sa.String(14))
    payment_count: Mapped[int]
    total_satang: Mapped[Satang]
    """The control sum written into the file."""
    written_at: Mapped[At]

    document: Mapped[Document] = relationship()

    __table_args__ = (sa.CheckConstraint("version IN ('03', '09')", name="version_known"),)
