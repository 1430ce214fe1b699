"""This package's part of what a person may have a copy of (PDPA s.30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from banking.labels import words_for_bank_reason
from core.personal_data import (
    Chapter,
    Part,
    PersonalData,
    Subject,
)
from identity.bank_accounts.personal_data import bank_words
from identity.organisations.personal_data import own_businesses
from payouts.models.payables import Payable
from payouts.models.payments import Payment
from payouts.models.reconciliation import PaymentEvent, StatementLine


def _payables(subject: Subject) -> Any:
    table = Payable
    columns = (table.opened_at, table.amount_satang, table.payee_mode, table.state, table.hold_reason)
    own = table.payee_id.in_(own_businesses(subject))
    return sa.select(*columns, table.settled_at).where(own).order_by(table.id.desc())


def _payments(subject: Subject) -> Any:
    table = Payment
    return (
        sa.select(table.created_at, table.state, table.gross_satang, table.withheld_satang, table.net_satang)
        .add_columns(table.payee_name, table.payee_number, table.bank_code, table.account_number)
        .add_columns(table.end_to_end_id, table.sent_at, table.paid_on)
        .add_columns(table.failure_code, table.failure_words)
        .join(Payable, Payable.id == table.payable_id)
        .where(Payable.payee_id.in_(own_businesses(subject)))
        .order_by(table.id.desc())
    )


def _lines(subject: Subject) -> Any:
    table = StatementLine
    return (
        sa.select(table.booked_on, table.value_on, table.amount_satang, table.state, table.end_to_end_id)
        .add_columns(table.bank_ref, table.code, table.counterparty, table.description)
        .join(Payment, Payment.id == table.payment_id)
        .join(Payable, Payable.id == Payment.payable_id)
        .where(Payable.payee_id.in_(own_businesses(subject)))
        .order_by(table.id.desc())
    )


def _events(subject: Subject) -> Any:
    table = PaymentEvent
    return (
        sa.select(table.at, table.kind, table.code, table.words)
        .join(Payment, Payment.id == table.payment_id)
        .join(Payable, Payable.id == Payment.payable_id)
        .where(Payable.payee_id.in_(own_businesses(subject)))
        .order_by(table.id.desc())
    )


def _reason(code: str, _row: Mapping[str, Any]) -> str:
    return words_for_bank_reason(code)


PERSONAL_DATA = PersonalData(
    chapters=(
        Chapter(
            "payouts",
            70,
            _l("Payments"),
            (
                Part("payables", _l("Payments for your business"), _payables),
                Part("payments", _l("Payments to your business"), _payments),
                Part("payment_events", _l("Results"), _events),
                Part("statement_lines", _l("What the bank reported about these payments"), _lines),
            ),
        ),
    ),
    heads={
        "amount_satang": _l("Amount"),
        "bank_ref": _l("Bank reference"),
        "booked_on": _l("Booked"),
        "code": _l("Bank code"),
        "counterparty": _l("Other party"),
        "description": _l("Description"),
        "end_to_end_id": _l("Our reference"),
        "failure_code": _l("Failure code"),
        "failure_words": _l("Text of the failure"),
        "gross_satang": _l("Before tax"),
        "hold_reason": _l("Reason for the hold"),
        "net_satang": _l("Paid out"),
        "opened_at": _l("When"),
        "paid_on": _l("Paid"),
        "payee_name": _l("Payee"),
        "payee_number": _l("13-digit number"),
        "settled_at": _l("Settled"),
        "value_on": _l("Value day"),
        "withheld_satang": _l("Tax withheld"),
        "words": _l("Text"),
    },
    codes=(
        (
            "documents.kind",
            {
                "bank_answer": _l("Bank answer"),
                "bank_order": _l("Payment order to the bank"),
                "payment_evidence": _l("Evidence of a payment"),
            },
        ),
        ("forms_sent.route", {"payouts": _l("Payments")}),
    ),
    readers={
        "payments.bank_code": bank_words,
        "payments.failure_code": _reason,
        "payment_events.code": _reason,
        "statement_lines.code": _reason,
    },
)
