"""Taking a bank's answer: the file is judged as a whole, then each of its lines does what it says.

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
from core.tasks.long_work import UNWATCHED, Watch
from core.typed.banks import names_account
from payouts.models.batches import BankFile
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import BankImport, StatementLine
from payouts.payments.operations import Word, apply, follow_up, lock_payments, settle_if_done
from payouts.payments.rules import Effect
from payouts.reconciliation.answers import Answer, Told, read_answer
from payouts.reconciliation.rules import MatchOutcome, Movement, SentPayment, judge_movement, judge_status
from payouts.states import EventKind, LineState, PayoutRefusal


def judged(session: Session, content: bytes, message: Message) -> Answer:
    """The file, opened already as `message`, found to be one that we take.

    Raises Refused(FILE_IMPORTED_BEFORE) for the same bytes
    again, with the id of the first import as `import_id`; Refused(FOREIGN_ACCOUNT) for another's statement.
    """
    first = session.scalar(
        sa.select(BankImport.id).where(BankImport.sha256 == hashlib.sha256(content).digest())
    )
    if first is not None:
        raise Refused(PayoutRefusal.FILE_IMPORTED_BEFORE, import_id=first)
    answer = read_answer(message, lambda message_id: _references_of(session, message_id))
    _refuse_foreign(session, answer)
    return answer


def _references_of(session: Session, message_id: str) -> Sequence[str]:
    found = sa.select(Payment.end_to_end_id).join(BankFile, BankFile.batch_id == Payment.batch_id)
    sent = found.where(BankFile.message_id == message_id, Payment.sent_at.is_not(None))
    return session.scalars(sent.order_by(Payment.id)).all()


def _refuse_foreign(session: Session, answer: Answer) -> None:
    """A statement must be of an account that we pay from, now or in an earlier order."""
    settings: Settings = installation.settings()
    ours = {(settings.payer_bank_code, settings.payer_account)}
    for row in session.execute(sa.select(BankFile.debtor_bank_code, BankFile.debtor_account).distinct()):
        ours.add((row.debtor_bank_code, row.debtor_account))
    for printed in answer.accounts:
        if not any(names_account(printed, bank, account) for bank, account in ours):
            raise Refused(PayoutRefusal.FOREIGN_ACCOUNT, account=printed)


def take(
    tx: Tx, answer: Answer, document: Document, *, actor: Actor, now: datetime, watch: Watch = UNWATCHED
) -> int:
    """Keep the judged file and do what each of its lines says; answers the import's id.

    Refused(CONNECTED) for who is connected with a payee whose payment the file names: it could be of their own making.
    """
    taken = tx.add(
        BankImport(
            kind=answer.kind,
            document_id=document.id,
            sha256=document.sha256,
            message_id=answer.message_id[:140],
            about_from=answer.about_from,
            about_to=answer.about_to,
            line_count=len(answer.lines),
            not_booked_count=answer.not_booked,
            imported_at=now,
            imported_by_id=actor.known_person_id,
        )
    )
    taking = _Taking(tx, taken, answer, actor, now)
    tx.authorise(payee=taking.locked.payee_ids)
    counts = taking.take(watch)
    audit.record(tx, "bank_answer.imported", "bank_import", taken.id, actor, now, counts)
    return taken.id


class _Taking:
    """One file on its way in: what its lines name is locked once, then each line is judged in its order."""

    def __init__(self, tx: Tx, taken: BankImport, answer: Answer, actor: Actor, now: datetime) -> None:
        self.tx, self.taken, self.answer, self.actor, self.now = tx, taken, answer, actor, now
        named = {line.end_to_end_id for line in answer.lines if line.end_to_end_id}
        self.locked = lock_payments(tx, Payment.end_to_end_id.in_(named))
        self.payments = {each.end_to_end_id: each for each in self.locked.payments}
        self.files = _files(tx, self.locked.batches)
        self.told_first = _told_first(tx, answer.lines)
        self.debited = _debited(tx, [each.id for each in self.locked.payments])
        self.done: list[tuple[Payment, Payable]] = []
        """Payments that a line changed."""

    def take(self, watch: Watch) -> dict[str, int]:
        """Take every line; answers how many ended up in each state."""
        counts = dict.fromkeys(LineState, 0)
        watch.expect(len(self.answer.lines))
        for position, told in enumerate(self.answer.lines, start=1):
            counts[self._take_line(position, told)] += 1
            watch.step()
        for batch_id in sorted({payment.batch_id for payment, _payable in self.done}):
            settle_if_done(self.tx, batch_id, actor=self.actor, now=self.now)
        changed = {payable.id: payable for _payment, payable in self.done}
        follow_up(self.tx, changed.values(), actor=self.actor, now=self.now)
        return {state.value: count for state, count in counts.items()}

    def _take_line(self, position: int, told: Told) -> LineState:
        payment = self.payments.get(told.end_to_end_id or "")
        original_id = self.told_first.get((told.fingerprint, told.occurrence))
        if original_id is not None:
            outcome = MatchOutcome(LineState.DUPLICATE, None, Effect.NONE, None)
        else:
            outcome = self._judge(payment, told)
        line = self.tx.add(self._row(position, told, outcome, payment, original_id))
        if outcome.event is not None and payment is not None:
            self._carry_out(outcome.event, outcome.effect, payment, told, line)
        return outcome.line

    def _judge(self, payment: Payment | None, told: Told) -> MatchOutcome:
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
        if told.amount is not None:
            movement = Movement(told.amount, told.credit, told.account, told.occurrence)
            return judge_movement(sent, movement)
        if told.outcome is None:
            raise ValueError("a line is a movement or a status")
        return judge_status(sent, told.outcome, told.code)

    def _row(
        self,
        position: int,
        told: Told,
        outcome: MatchOutcome,
        payment: Payment | None,
        original_id: int | None,
    ) -> StatementLine:
        return StatementLine(
            import_id=self.taken.id,
            position=position,
            fingerprint=told.fingerprint,
            occurrence=told.occurrence,
            state=outcome.line,
            state_since=self.now,
            problem=outcome.problem,
            payment_id=payment.id if payment else None,
            duplicate_of_id=original_id,
            end_to_end_id=(told.end_to_end_id or "")[:140] or None,
            bank_ref=(told.bank_ref or "")[:140] or None,
            account=told.account[:40],
            amount_satang=told.amount.satang if told.amount is not None else None,
            credit=told.credit if told.amount is not None else None,
            booked_on=told.booked_on,
            value_on=told.value_on,
            code=(told.code or "")[:35] or None,
            counterparty=told.counterparty[:300],
            description=told.words[:4000],
        )

    def _carry_out(
        self, event: EventKind, effect: Effect, payment: Payment, told: Told, line: StatementLine
    ) -> None:
        payable = self.locked.payable_of(payment)
        word = Word(event, told.booked_on or bangkok_date(self.now), line.id, line.code, told.words[:500])
        apply(self.tx, effect, payment, payable, word, actor=self.actor, now=self.now)
        if event is EventKind.DEBITED:
            self.debited.add(payment.id)
        if effect is not Effect.NONE:
            self.done.append((payment, payable))


def _files(tx: Tx, batches: dict[int, Any]) -> dict[int, BankFile]:
    found = tx.session.scalars(sa.select(BankFile).where(BankFile.batch_id.in_(batches)))
    return {each.batch_id: each for each in found}


def _told_first(tx: Tx, lines: Sequence[Told]) -> dict[tuple[bytes, int], int]:
    """Which of these lines the bank has told before: the id of the first telling."""
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
