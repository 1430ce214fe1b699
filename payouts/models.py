"""What is owed, attempts to pay it, batches, files to and from the bank, and every line the bank told us."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import At, Code, Day, Digest, IdPk, Name, Note, Satang, db, waiting_first
from core.documents.models import Document
from core.money import Money
from coupons.coupons.models import Coupon
from coupons.redemptions.models import Redemption
from identity.organisations.models import Organisation
from payouts.states import (
    LIVE,
    BatchState,
    EventKind,
    HoldReason,
    ImportKind,
    LineProblem,
    LineState,
    ManualOutcome,
    ManualState,
    PayableState,
    PaymentState,
)
from projects.models import BudgetLine
from projects.states import PayeeMode

_LIVE = ", ".join(f"'{state}'" for state in LIVE)


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
        *(sa.Index(None, column, "id") for column in ("state", "amount_satang")),
        sa.CheckConstraint("amount_satang > 0", name="amount_positive"),
        sa.CheckConstraint("(state = 'held') = (hold_reason IS NOT NULL)", name="held_has_reason"),
        sa.CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="settled_has_proof"),
    )


PAYABLE_QUEUE = waiting_first(Payable.opened_at, Payable.state.in_((PayableState.OPEN, PayableState.HELD)))
"""The order of what is to be paid; an index keeps it."""
sa.Index("ix_payables_queue", PAYABLE_QUEUE, Payable.id)
sa.Index("ix_payables_queue_of_state", Payable.state, PAYABLE_QUEUE, Payable.id)


class Batch(db.Model):
    """Payments that are signed for as one and sent in one file. They may come from several budget lines:
    the file debits one account, and every payment keeps its own line in the ledger.
    """

    __tablename__ = "batches"

    id: Mapped[IdPk]
    number: Mapped[Code] = mapped_column(unique=True)
    """P2570-014: fiscal year and running number, without gaps."""
    fiscal_year: Mapped[int]
    running_no: Mapped[int]
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
    """Whether the sum stood above the band when it was submitted."""
    execution_date: Mapped[date | None] = mapped_column(sa.Date)

    @property
    def net(self) -> Money:
        """What leaves the account."""
        return Money(self.net_satang)

    __table_args__ = (
        sa.UniqueConstraint("fiscal_year", "running_no"),
        sa.Index(None, "state", "state_since"),
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


class Payment(db.Model):
    """One attempt to pay one payable, with the account as it stood when it was drafted. Never edited: a failed
    one is followed by another attempt.
    """

    __tablename__ = "payments"

    id: Mapped[IdPk]
    payable_id: Mapped[int] = mapped_column(sa.ForeignKey("payables.id"), index=True)
    attempt_no: Mapped[int] = mapped_column(sa.SmallInteger)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("batches.id"), index=True)
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
        sa.CheckConstraint("net_satang = gross_satang - withheld_satang", name="sums_add_up"),
        sa.CheckConstraint("gross_satang > 0 AND withheld_satang >= 0 AND net_satang > 0", name="amounts"),
        sa.CheckConstraint(
            "state IN ('ready', 'batched', 'withdrawn') OR sent_at IS NOT NULL", name="sent_has_proof"
        ),
        sa.CheckConstraint("(state IN ('paid', 'returned')) = (paid_on IS NOT NULL)", name="paid_has_proof"),
    )


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


class BankImport(db.Model):
    """One answer of the bank, taken as a whole. The same bytes are never taken twice."""

    __tablename__ = "bank_imports"

    id: Mapped[IdPk]
    kind: Mapped[ImportKind]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    sha256: Mapped[Digest] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(sa.String(140))
    """The bank's own number of the file, or of its first statement."""
    about_from: Mapped[date | None] = mapped_column(sa.Date)
    about_to: Mapped[date | None] = mapped_column(sa.Date)
    line_count: Mapped[int]
    not_booked_count: Mapped[int] = mapped_column(default=0)
    """Lines that only announce: they move nothing, and come again when they are booked."""
    imported_at: Mapped[At]
    imported_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    document: Mapped[Document] = relationship()

    __table_args__ = tuple(
        sa.Index(None, column, "id") for column in ("imported_at", "message_id", "kind", "line_count")
    )


class StatementLine(db.Model):
    """One thing that the bank said: a booked movement, or its word on one payment."""

    __tablename__ = "statement_lines"

    id: Mapped[IdPk]
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_imports.id"), index=True)
    position: Mapped[int]
    """Its place in the file, from 1."""
    fingerprint: Mapped[Digest]
    """The same for the same thing told again, in whichever file."""
    occurrence: Mapped[int] = mapped_column(sa.SmallInteger)
    """1, and 2 for its twin in the same file."""
    state: Mapped[LineState]
    state_since: Mapped[At]
    problem: Mapped[LineProblem | None]
    payment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payments.id"), index=True)
    duplicate_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("statement_lines.id"))
    end_to_end_id: Mapped[str | None] = mapped_column(sa.String(140))
    named_payable_id: Mapped[int | None] = mapped_column(
        sa.BigInteger,
        sa.Computed(
            r"substring(end_to_end_id from '^\s*[Pp][Yy]\W*0*(\d{1,18})\W+\d+\s*$')::bigint", persisted=True
        ),
        deferred=True,
    )
    """The payable that its reference names, as `payable_named` reads it."""
    bank_ref: Mapped[str | None] = mapped_column(sa.String(140))
    account: Mapped[str] = mapped_column(sa.String(40), default="")
    """Our account as the bank prints it; empty for a status."""
    amount_satang: Mapped[int | None] = mapped_column(sa.BigInteger)
    """Always positive; none for a status."""
    credit: Mapped[bool | None]
    booked_on: Mapped[date | None] = mapped_column(sa.Date)
    value_on: Mapped[date | None] = mapped_column(sa.Date)
    code: Mapped[str | None] = mapped_column(sa.String(35))
    """The bank's status code, or its reason for a return."""
    counterparty: Mapped[Name] = mapped_column(default="")
    description: Mapped[Note] = mapped_column(default="")
    state_reason_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    """Who set it aside."""

    bank_import: Mapped[BankImport] = relationship()
    payment: Mapped[Payment | None] = relationship()

    @property
    def amount(self) -> Money | None:
        """The amount, unsigned; None for a status."""
        return None if self.amount_satang is None else Money(self.amount_satang)

    __table_args__ = (
        sa.UniqueConstraint("import_id", "position"),
        sa.Index(
            "uq_statement_lines_told_first",
            "fingerprint",
            "occurrence",
            unique=True,
            postgresql_where=sa.text("state <> 'duplicate'"),
        ),
        sa.Index(
            "ix_statement_lines_named",
            "named_payable_id",
            postgresql_where=sa.text("state IN ('mismatched', 'unmatched')"),
        ),
        sa.Index(
            "ix_statement_lines_workbench",
            "state_since",
            "id",
            postgresql_where=sa.text("state IN ('mismatched', 'unmatched')"),
        ),
        sa.CheckConstraint("amount_satang >= 0", name="amount_unsigned"),
        sa.CheckConstraint("(amount_satang IS NULL) = (credit IS NULL)", name="movement_or_status"),
        sa.CheckConstraint("state <> 'matched' OR payment_id IS NOT NULL", name="matched_has_payment"),
        sa.CheckConstraint(
            "(state = 'duplicate') = (duplicate_of_id IS NOT NULL)", name="duplicate_has_original"
        ),
        sa.CheckConstraint(
            "state NOT IN ('mismatched', 'unmatched') OR problem IS NOT NULL", name="problem_is_named"
        ),
        sa.CheckConstraint("(state = 'set_aside') = (settled_by_id IS NOT NULL)", name="set_aside_has_proof"),
    )


class PaymentEvent(db.Model):
    """One thing that we learnt of a payment: by whose word, from which line."""

    __tablename__ = "payment_events"

    id: Mapped[IdPk]
    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("payments.id"), index=True)
    kind: Mapped[EventKind]
    at: Mapped[At]
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("statement_lines.id"), index=True)
    code: Mapped[str | None] = mapped_column(sa.String(35))
    words: Mapped[str] = mapped_column(sa.String(500), default="")
    """What the bank added in words."""
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    line: Mapped[StatementLine | None] = relationship()


class ManualFinding(db.Model):
    """A person states what became of a payment, with evidence or a bank line; another confirms or declines it."""

    __tablename__ = "manual_findings"

    id: Mapped[IdPk]
    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("payments.id"), index=True)
    outcome: Mapped[ManualOutcome]
    happened_on: Mapped[Day]
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("statement_lines.id"))
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    reason_id: Mapped[int] = mapped_column(sa.BigInteger)
    state: Mapped[ManualState] = mapped_column(default=ManualState.WAITING)
    stated_at: Mapped[At]
    stated_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    payment: Mapped[Payment] = relationship()
    line: Mapped[StatementLine | None] = relationship()
    document: Mapped[Document | None] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_manual_findings_waiting",
            "payment_id",
            unique=True,
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index(None, "line_id"),
        sa.CheckConstraint("decided_by_id <> stated_by_id", name="decided_by_another"),
        sa.CheckConstraint("(state <> 'waiting') = (decided_by_id IS NOT NULL)", name="decided_has_proof"),
        sa.CheckConstraint("line_id IS NOT NULL OR document_id IS NOT NULL", name="has_evidence"),
    )
