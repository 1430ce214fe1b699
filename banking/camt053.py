"""Reading the bank's statement: ISO 20022 camt.053, BankToCustomerStatement."""

from __future__ import annotations

from lxml import etree

from banking.document import day, find_all, line_of, text
from banking.entries import account_of, amount_of, entries_of, is_credit
from banking.faults import BadBankFile, BankFileFault
from banking.format import IsoFormat, versions
from banking.model import EntryStatus, Message, Statement, StatementEntry
from core.money import ZERO, Money

OPENING = ("OPBD", "PRCD")
"""Opening booked; some banks only repeat the previous closing."""
CLOSING = ("CLBD",)


def _read(body: etree._Element) -> Message:
    """All statements of the file, in its order.

    Raises BadBankFile, also when a balance does not follow from the lines: a
    statement with a hole in it must not settle anything.
    """
    return Message("camt.053", statements=tuple(_statement(element) for element in find_all(body, "Stmt")))


def _statement(element: etree._Element) -> Statement:
    entries = entries_of(element)
    opening, closing = _balance(element, OPENING), _balance(element, CLOSING)
    _prove_balance(element, opening, closing, entries)
    return Statement(
        statement_id=text(element, "Id") or "",
        account=account_of(element),
        from_date=day(element, "FrToDt/FrDtTm"),
        to_date=day(element, "FrToDt/ToDtTm"),
        opening=opening,
        closing=closing,
        entries=entries,
    )


def _balance(statement: etree._Element, codes: tuple[str, ...]) -> Money:
    """The first balance of one of these kinds, negative when the account is overdrawn."""
    balances = find_all(statement, "Bal")
    for code in codes:
        for balance in balances:
            if text(balance, "Tp/CdOrPrtry/Cd") == code:
                amount = amount_of(balance)
                return amount if is_credit(balance) else -amount
    raise BadBankFile(BankFileFault.MISSING_BALANCE, line=line_of(statement), detail="/".join(codes))


def _prove_balance(
    element: etree._Element, opening: Money, closing: Money, entries: tuple[StatementEntry, ...]
) -> None:
    booked = sum((entry.signed for entry in entries if entry.status is EntryStatus.BOOKED), ZERO)
    if opening + booked != closing:
        raise BadBankFile(
            BankFileFault.BALANCE_DIFFERS,
            line=line_of(element),
            detail=f"{opening} + {booked} is not {closing}",
        )


CAMT053 = IsoFormat(
    "camt.053", "BkToCstmrStmt", versions("camt.053", "02", "04", "06", "08", "10"), reads=_read
)
