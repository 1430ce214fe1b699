"""A bank's report as one list of lines, whichever message format it came in. Pure: values in, values out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from banking.model import (
    EntryStatus,
    Message,
    Notification,
    PaymentOutcome,
    PaymentStatus,
    Statement,
    StatementEntry,
    StatusReport,
)
from core.money import Money
from payouts.states import ImportKind


@dataclass(frozen=True, slots=True)
class ReportedLine:
    """One line of the bank. `outcome` for a status; amount, direction and account for a booked movement."""

    fingerprint: bytes
    occurrence: int
    end_to_end_id: str | None
    code: str | None
    words: str
    outcome: PaymentOutcome | None = None
    amount: Money | None = None
    credit: bool = False
    account: str = ""
    bank_ref: str | None = None
    booked_on: date | None = None
    value_on: date | None = None
    counterparty: str = ""


@dataclass(frozen=True, slots=True)
class BankReport:
    """A whole file. `original_message_id` names the order that a status report speaks of."""

    kind: ImportKind
    message_id: str
    accounts: frozenset[str]
    lines: tuple[ReportedLine, ...]
    not_booked: int = 0
    about_from: date | None = None
    about_to: date | None = None


References = Callable[[str], Sequence[str]]
"""The end-to-end references of the order with that message id: a status of the whole file speaks of each."""


def read_bank_report(message: Message, references_of: References) -> BankReport:
    """Return the lines of the report, whichever its format."""
    if message.report is not None:
        return _of_report(message.report, references_of)
    return _of_movements(ImportKind(message.format), message.notifications or message.statements)


def _of_report(report: StatusReport, references_of: References) -> BankReport:
    """Each order named, and each not named of which the word on the whole file speaks."""
    named = {each.end_to_end_id for each in report.payments}
    silent = [each for each in references_of(report.original_message_id) if each not in named]
    spoken = [report.status_of(reference) for reference in silent]
    statuses = [*report.payments, *(each for each in spoken if each is not None)]
    lines = [_status(report, each) for each in statuses] or [_status_of_file(report)]
    return BankReport(ImportKind.PAIN002, report.message_id, frozenset(), _count_twins(lines))


def _status(report: StatusReport, status: PaymentStatus) -> ReportedLine:
    code = status.reason_code or status.code
    return ReportedLine(
        fingerprint=_digest(
            "status", report.message_id, status.original_message_id, status.end_to_end_id, status.code, code
        ),
        occurrence=1,
        end_to_end_id=status.end_to_end_id,
        code=code[:35],
        words=status.additional_info,
        outcome=status.outcome,
    )


def _status_of_file(report: StatusReport) -> ReportedLine:
    """A report on an order that is none of ours, or on nothing at all: one line, for a person to look at."""
    code = (report.reason_code or report.code or "")[:35]
    return ReportedLine(
        fingerprint=_digest("file", report.message_id, report.original_message_id, code),
        occurrence=1,
        end_to_end_id=None,
        code=code or None,
        words=" ".join((report.original_message_id, report.additional_info)).strip(),
        outcome=report.outcome or PaymentOutcome.PENDING,
    )


def _of_movements(kind: ImportKind, reports: Sequence[Statement] | Sequence[Notification]) -> BankReport:
    entries = [entry for report in reports for entry in report.entries]
    booked = [entry for entry in entries if entry.status is EntryStatus.BOOKED]
    days = [entry.booked_on for entry in booked if entry.booked_on is not None]
    for report in reports:
        if isinstance(report, Statement):
            days += [day for day in (report.from_date, report.to_date) if day is not None]
    first = reports[0]
    return BankReport(
        kind,
        (first.statement_id if isinstance(first, Statement) else first.notification_id)[:140],
        frozenset(report.account for report in reports),
        _count_twins([_movement(entry) for entry in booked]),
        len(entries) - len(booked),
        min(days, default=None),
        max(days, default=None),
    )


def _movement(entry: StatementEntry) -> ReportedLine:
    return ReportedLine(
        fingerprint=bytes.fromhex(entry.fingerprint),
        occurrence=1,
        end_to_end_id=entry.end_to_end_id,
        code=entry.return_reason,
        words=entry.description,
        amount=entry.amount,
        credit=entry.credit,
        account=entry.account,
        bank_ref=entry.bank_ref,
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        counterparty=entry.counterparty,
    )


def _count_twins(lines: Iterable[ReportedLine]) -> tuple[ReportedLine, ...]:
    """Number what one file reports more than once: its second is not its first reported again elsewhere."""

    seen: Counter[bytes] = Counter()
    counted = []
    for line in lines:
        seen[line.fingerprint] += 1
        counted.append(replace(line, occurrence=seen[line.fingerprint]))
    return tuple(counted)


def _digest(*parts: object) -> bytes:
    return hashlib.sha256(repr(tuple(map(str, parts))).encode()).digest()
