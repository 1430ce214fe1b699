"""Operations of importing a bank's report: the file is checked as a whole, then each of its lines is matched and applied.

Shared by the services that import one, within their transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banking.model import Message
from config import Settings
from core.actor import Actor
from core.audit import operations as audit
from core.clock import bangkok_date
from core.db import Tx
from core.documents.models import Document
from core.errors import Refused
from core.settings import installation
from core.tasks.long_work import NO_PROGRESS, Progress
from core.typed.banks import names_account
from payouts.models.batches import BankFile
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import BankImport, StatementLine
from payouts.paying_accounts import paying_accounts
from payouts.payments.operations import EventDetails, apply, follow_up, lock_payments, settle_if_done
from payouts.payments.rules import Effect
from payouts.reconciliation.bank_reports import BankReport, ReportedLine, read_bank_report
from payouts.reconciliation.rules import MatchOutcome, Movement, SentPayment, match_movement, match_status
from payouts.states import EventKind, LineState, PayoutRefusal


def checked_report(session: Session, content: bytes, message: Message) -> BankReport:
    """The file, opened already as `message`, found to be one that we take.

    Raises Refused(FILE_IMPORTED_BEFORE) for the same bytes
    again, with the id of the first import as `import_id`; Refused(FOREIGN_ACCOUNT) for another's statement.
    """
    first = session.scalar(
        sa.select(BankImport.id).where(BankImport.sha256 == hashlib.sha256(content).digest())
    )
    if first is not None:
        raise Refused(PayoutRefusal.FILE_IMPORTED_BEFORE, import_id=first)
    report = read_bank_report(message, lambda message_id: _references_of(session, message_id))
    _refuse_foreign(session, report)
    return report


def _references_of(session: Session, message_id: str) -> Sequence[str]:
    found = sa.select(Payment.end_to_end_id).join(BankFile, BankFile.batch_id == Payment.batch_id)
    sent = found.where(BankFile.message_id == message_id, Payment.sent_at.is_not(None))
    return session.scalars(sent.order_by(Payment.id)).all()


def _refuse_foreign(session: Session, report: BankReport) -> None:
    """A statement must be of an account that we pay from, now or in an earlier order."""
    settings: Settings = installation.settings()
    ours = {(each.bank_code, each.number) for each in paying_accounts(settings).values()}
    for row in session.execute(sa.select(BankFile.debtor_bank_code, BankFile.debtor_account).distinct()):
        ours.add((row.debtor_bank_code, row.debtor_account))
    for printed in report.accounts:
        if not any(names_account(printed, bank, account) for bank, account in ours):
            raise Refused(PayoutRefusal.FOREIGN_ACCOUNT, account=printed)


def import_report(
    tx: Tx,
    report: BankReport,
    document: Document,
    *,
    actor: Actor,
    now: datetime,
    progress: Progress = NO_PROGRESS,
) -> int:
    """Store the checked file and apply each of its lines; returns the import's id.

    Refused(CONNECTED) for who is connected with a payee whose payment the file names: it could be of their own making.
    """
    imported = tx.add(
        BankImport(
            kind=report.kind,
            document_id=document.id,
            sha256=document.sha256,
            message_id=report.message_id[:140],
            about_from=report.about_from,
            about_to=report.about_to,
            line_count=len(report.lines),
            not_booked_count=report.not_booked,
            imported_at=now,
            imported_by_id=actor.known_person_id,
        )
    )
    run = _Import(tx, imported, report, actor, now)
    tx.authorise(payee=run.locked.payee_ids)
    counts = run.import_report(progress)
    audit.record(tx, "bank_answer.imported", "bank_import", imported.id, actor, now, counts)
    return imported.id


class _Import:
    """One file on its way in: what its lines name is locked once, then each line is judged in its order."""

    def __init__(self, tx: Tx, imported: BankImport, report: BankReport, actor: Actor, now: datetime) -> None:
        self.tx, self.imported, self.report, self.actor, self.now = tx, imported, report, actor, now
        named = {line.end_to_end_id for line in report.lines if line.end_to_end_id}
        self.locked = lock_payments(tx, Payment.end_to_end_id.in_(named))
        self.payments = {each.end_to_end_id: each for each in self.locked.payments}
        self.files = _files(tx, self.locked.batches)
        self.reported_first = _reported_first(tx, report.lines)
        self.debited = _debited(tx, [each.id for each in self.locked.payments])
        self.done: list[tuple[Payment, Payable]] = []
        """Payments that a line changed."""

    def import_report(self, progress: Progress) -> dict[str, int]:
        """Import every line; returns how many ended up in each state."""
        counts = dict.fromkeys(LineState, 0)
        progress.expect(len(self.report.lines))
        for position, reported in enumerate(self.report.lines, start=1):
            counts[self._import_line(position, reported)] += 1
            progress.step()
        for batch_id in sorted({payment.batch_id for payment, _payable in self.done}):
            settle_if_done(self.tx, batch_id, actor=self.actor, now=self.now)
        changed = {payable.id: payable for _payment, payable in self.done}
        follow_up(self.tx, changed.values(), actor=self.actor, now=self.now)
        return {state.value: count for state, count in counts.items()}

    def _import_line(self, position: int, reported: ReportedLine) -> LineState:
        payment = self.payments.get(reported.end_to_end_id or "")
        original_id = self.reported_first.get((reported.fingerprint, reported.occurrence))
        if original_id is not None:
            outcome = MatchOutcome(LineState.DUPLICATE, None, Effect.NONE, None)
        else:
            outcome = self._match(payment, reported)
        line = self.tx.add(self._row(position, reported, outcome, payment, original_id))
        if outcome.event is not None and payment is not None:
            self._apply(outcome.event, outcome.effect, payment, reported, line)
        return outcome.line

    def _match(self, payment: Payment | None, reported: ReportedLine) -> MatchOutcome:
        sent = None
        if payment is not None:
            file = self.files.get(payment.batch_id)
            sent = SentPayment(
                payment.state,
                payment.net,
                file.debtor_bank_code if file else None,
                file.debtor_account if file else None,
                payment.id in self.debited,
            )
        if reported.amount is not None:
            movement = Movement(reported.amount, reported.credit, reported.account, reported.occurrence)
            return match_movement(sent, movement)
        if reported.outcome is None:
            raise ValueError("a line is a movement or a status")
        return match_status(sent, reported.outcome, reported.code)

    def _row(
        self,
        position: int,
        reported: ReportedLine,
        outcome: MatchOutcome,
        payment: Payment | None,
        original_id: int | None,
    ) -> StatementLine:
        return StatementLine(
            import_id=self.imported.id,
            position=position,
            fingerprint=reported.fingerprint,
            occurrence=reported.occurrence,
            state=outcome.line,
            state_since=self.now,
            problem=outcome.problem,
            payment_id=payment.id if payment else None,
            duplicate_of_id=original_id,
            end_to_end_id=(reported.end_to_end_id or "")[:140] or None,
            bank_ref=(reported.bank_ref or "")[:140] or None,
            account=reported.account[:40],
            amount_satang=reported.amount.satang if reported.amount is not None else None,
            credit=reported.credit if reported.amount is not None else None,
            booked_on=reported.booked_on,
            value_on=reported.value_on,
            code=(reported.code or "")[:35] or None,
            counterparty=reported.counterparty[:300],
            description=reported.words[:4000],
        )

    def _apply(
        self, event: EventKind, effect: Effect, payment: Payment, reported: ReportedLine, line: StatementLine
    ) -> None:
        payable = self.locked.payable_of(payment)
        details = EventDetails(
            event, reported.booked_on or bangkok_date(self.now), line.id, line.code, reported.words[:500]
        )
        apply(self.tx, effect, payment, payable, details, actor=self.actor, now=self.now)
        if event is EventKind.DEBITED:
            self.debited.add(payment.id)
        if effect is not Effect.NONE:
            self.done.append((payment, payable))


def _files(tx: Tx, batches: dict[int, Any]) -> dict[int, BankFile]:
    found = tx.session.scalars(sa.select(BankFile).where(BankFile.batch_id.in_(batches)))
    return {each.batch_id: each for each in found}


def _reported_first(tx: Tx, lines: Sequence[ReportedLine]) -> dict[tuple[bytes, int], int]:
    """Return which of these lines the bank has reported before: the id of the first report."""
    rows = tx.execute(
        sa.select(StatementLine.fingerprint, StatementLine.occurrence, StatementLine.id).where(
            StatementLine.fingerprint.in_({line.fingerprint for line in lines}),
            StatementLine.state != LineState.DUPLICATE,
        )
    )
    return {(bytes(fingerprint), occurrence): line_id for fingerprint, occurrence, line_id in rows}


def _debited(tx: Tx, payment_ids: list[int]) -> set[int]:
    """Payments whose money some line of the bank has shown going."""
    return set(
        tx.session.scalars(
            sa.select(StatementLine.payment_id).where(
                StatementLine.payment_id.in_(payment_ids),
                StatementLine.state == LineState.MATCHED,
                StatementLine.credit.is_(False),
            )
        )
    )
