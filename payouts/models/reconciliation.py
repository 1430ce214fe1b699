"""What the bank reported on payments, line by line, and what people found out where it reported nothing."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database.search import trigrams_of
from core.db import At, Day, Digest, IdPk, Name, Note, db
from core.documents.models import Document
from core.money import Money
from payouts.models.payments import Payment
from payouts.states import (
    EventKind,
    ImportKind,
    LineProblem,
    LineState,
    ManualOutcome,
    ManualState,
)


class BankImport(db.Model):
    """One report of the bank, imported as a whole. The same bytes are never imported twice."""

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
    """Lines that only announce: they have no effect, and come again when they are booked."""
    imported_at: Mapped[At]
    imported_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    document: Mapped[Document] = relationship()

    __table_args__ = (
        *(sa.Index(None, column, "id") for column in ("imported_at", "message_id", "kind", "line_count")),
        sa.Index(None, "kind", "imported_at", "id"),
    )


IMPORT_TRIGRAMS = trigrams_of(BankImport.message_id)
"""What the search for a file by the bank's number looks for; an index keeps it."""
sa.Index("ix_bank_imports_trigrams", IMPORT_TRIGRAMS, postgresql_using="gin")


class StatementLine(db.Model):
    """One thing that the bank said: a booked movement, or its word on one payment."""

    __tablename__ = "statement_lines"

    id: Mapped[IdPk]
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_imports.id"), index=True)
    position: Mapped[int]
    """Its place in the file, from 1."""
    fingerprint: Mapped[Digest]
    """Equal for the same thing reported again, in whichever file."""
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
            "substring(end_to_end_id from '^[^0-9A-Za-z]*[Pp][Yy][^0-9A-Za-z]*0*([0-9]{1,18})"
            "[^0-9A-Za-z]+[0-9]+[^0-9A-Za-z]*$')::bigint",
            persisted=True,
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
        *(
            sa.Index(
                f"ix_statement_lines_workbench_{column}",
                column,
                "state_since",
                "id",
                postgresql_where=sa.text("state IN ('mismatched', 'unmatched')"),
            )
            for column in ("state", "problem")
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


def _or_empty(column: Any) -> sa.ColumnElement[str]:
    return sa.func.coalesce(column, sa.literal_column("''", sa.Text), type_=sa.Text)


LINE_TRIGRAMS = trigrams_of(
    StatementLine.counterparty, _or_empty(StatementLine.end_to_end_id), _or_empty(StatementLine.bank_ref)
)
"""What a search among the lines of the workbench looks for; an index keeps it of those."""
sa.Index(
    "ix_statement_lines_trigrams",
    LINE_TRIGRAMS,
    postgresql_using="gin",
    postgresql_where=sa.text("state IN ('mismatched', 'unmatched')"),
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
    """A person records the result of a payment, with evidence or a bank line; another confirms or declines it."""

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
