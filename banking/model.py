"""What bank files say, as values: no XML beyond this point."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.money import ZERO, Money

MAX_MB = 20
"""Of a file from the bank: a statement of some 10,000 lines."""


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """One payment of a batch.

    `amount` is what the payee receives, after withholding tax. References are ours,
    at most 35 plain characters, and come back in every report of the bank.
    """

    end_to_end_id: str
    instruction_id: str
    amount: Money
    creditor_name: str
    creditor_tax_id: str
    creditor_bank_code: str
    """Three digits of the Bank of Thailand's list, as text."""
    creditor_branch: str | None
    """Four digits, when known."""
    creditor_account: str
    remittance: str
    """What the payee reads on its own statement; cut to 140 characters."""


@dataclass(frozen=True, slots=True)
class CreditTransferFile:
    """A batch as it goes to the bank: one debtor account, one day, one file."""

    message_id: str
    created_at: datetime
    debtor_name: str
    debtor_tax_id: str
    debtor_account: str
    debtor_bank_code: str
    debtor_branch: str | None
    execution_date: date
    transfers: tuple[CreditTransfer, ...]

    @property
    def total(self) -> Money:
        """The control sum."""
        return sum((transfer.amount for transfer in self.transfers), ZERO)


class PaymentOutcome(StrEnum):
    """What a status code of the bank means for the money."""

    ACCEPTED = "accepted"
    """The bank took the order. Nothing is paid yet (docs/domain.md#banks: ACCP is not paid)."""
    PENDING = "pending"
    REJECTED = "rejected"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """One line of a pain.002: the bank's word on one of our transfers."""

    end_to_end_id: str
    original_message_id: str
    code: str
    """As the bank wrote it: ACCP, ACSC, RJCT, PDNG …"""
    reason_code: str | None
    additional_info: str
    outcome: PaymentOutcome


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A whole pain.002. `outcome` is the bank's word on the file, None where it leaves it to each line."""

    message_id: str
    original_message_id: str
    code: str | None
    reason_code: str | None
    additional_info: str
    outcome: PaymentOutcome | None
    payments: tuple[PaymentStatus, ...]

    def status_of(self, end_to_end_id: str) -> PaymentStatus | None:
        """The bank's word on one transfer: its own line, or else what was said of the whole file."""
        for payment in self.payments:
            if payment.end_to_end_id == end_to_end_id:
                return payment
        if self.code is None or self.outcome is None:
            return None
        return PaymentStatus(
            end_to_end_id,
            self.original_message_id,
            self.code,
            self.reason_code,
            self.additional_info,
            self.outcome,
        )


class EntryStatus(StrEnum):
    """Whether a statement line has moved the balance."""

    BOOKED = "booked"
    PENDING = "not_booked"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One movement on the account. An entry of the bank that carries several transactions is several of these."""

    account: str
    """As the bank prints it: our number, or an IBAN that holds it (`banks.names_account`)."""
    entry_ref: str | None
    """The line's own reference within its statement."""
    bank_ref: str | None
    """The bank's reference of the movement; the same on statement and notification."""
    end_to_end_id: str | None
    original_message_id: str | None
    amount: Money
    """Always positive; `credit` gives the direction."""
    credit: bool
    booked_on: date | None
    value_on: date | None
    reversal: bool
    return_reason: str | None
    """ISO return reason (AC01, AC04 …) when money comes back."""
    counterparty: str
    description: str
    status: EntryStatus

    @property
    def signed(self) -> Money:
        """What the line does to the balance."""
        return self.amount if self.credit else -self.amount

    @property
    def fingerprint(self) -> str:
        """Equal for the same movement reported twice, in whichever file: 64 hexadecimal characters.

        With a bank reference that reference decides, together with what moved; without
        one, everything the line says does.
        """
        told: tuple[object, ...] = (
            self.account,
            self.bank_ref,
            self.end_to_end_id,
            self.signed.satang,
            self.booked_on,
        )
        if self.bank_ref is None:
            told += (self.entry_ref, self.value_on, self.counterparty, self.description)
        return hashlib.sha256(repr(tuple(map(str, told))).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Statement:
    """One camt.053 statement whose balances have been proved: opening ± booked entries = closing."""

    statement_id: str
    account: str
    from_date: date | None
    to_date: date | None
    opening: Money
    closing: Money
    entries: tuple[StatementEntry, ...]


@dataclass(frozen=True, slots=True)
class Notification:
    """One camt.054: movements reported on the day, without balances."""

    notification_id: str
    account: str
    entries: tuple[StatementEntry, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A bank's report in whichever format it came: exactly one of the three is set."""

    format: str
    """The name of its format: `camt.053`."""
    report: StatusReport | None = None
    statements: tuple[Statement, ...] = ()
    notifications: tuple[Notification, ...] = ()
