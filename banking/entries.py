"""Reading `Ntry`, the line that camt.053 and camt.054 share."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from banking.document import day, find, find_all, line_of, money, plain_money, text
from banking.faults import BadBankFile, BankFileFault
from banking.model import EntryStatus, StatementEntry
from core.money import ZERO, Money

NOT_PROVIDED = "NOTPROVIDED"
"""ISO 20022's word for a mandatory reference that nobody gave."""
_STATUSES = {"BOOK": EntryStatus.BOOKED, "PDNG": EntryStatus.PENDING}


def account_of(report: etree._Element) -> str:
    """The account of a statement or notification, as the bank prints it."""
    return text(report, "Acct/Id/Othr/Id", "Acct/Id/IBAN") or ""


def entries_of(report: etree._Element) -> tuple[StatementEntry, ...]:
    """All movements of a statement or notification, after its own count and sums are proved."""
    lines = find_all(report, "Ntry")
    _prove_totals(report, lines)
    account = account_of(report)
    return tuple(entry for line in lines for entry in _entries(line, account))


def is_credit(element: etree._Element) -> bool:
    """Whether money came in."""
    return text(element, "CdtDbtInd") == "CRDT"


def _entries(line: etree._Element, account: str) -> Iterator[StatementEntry]:
    """One entry per transaction where the bank names their amounts, else one for the line."""
    whole = amount_of(line)
    details = find_all(line, "NtryDtls/TxDtls")
    parts = [_part_of(detail) for detail in details]
    if len(details) < 2 or any(part is None for part in parts):
        yield _entry(line, details[0] if len(details) == 1 else None, account, whole)
        return
    if sum((part for part in parts if part is not None), ZERO) != whole:
        raise BadBankFile(BankFileFault.TOTALS_DIFFER, line=line_of(line), detail="Ntry/Amt")
    for detail, part in zip(details, parts, strict=True):
        if part is not None:
            yield _entry(line, detail, account, part)


def amount_of(element: etree._Element) -> Money:
    """The amount of a line or balance, in baht."""
    amount = find(element, "Amt")
    if amount is None:
        raise BadBankFile(BankFileFault.BAD_AMOUNT, line=line_of(element))
    return money(amount)


def _part_of(detail: etree._Element) -> Money | None:
    """The amount of one transaction; version .02 keeps it deeper than later ones."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        amount = find(detail, path)
        if amount is not None:
            return money(amount)
    return None


def _entry(
    line: etree._Element, detail: etree._Element | None, account: str, amount: Money
) -> StatementEntry:
    told = line if detail is None else detail
    reference = text(told, "Refs/EndToEndId")
    credit = is_credit(line)
    return StatementEntry(
        account=account,
        entry_ref=text(line, "NtryRef"),
        bank_ref=text(told, "Refs/AcctSvcrRef") or text(line, "AcctSvcrRef"),
        end_to_end_id=None if reference == NOT_PROVIDED else reference,
        original_message_id=text(told, "Refs/MsgId"),
        amount=amount,
        credit=credit,
        booked_on=day(line, "BookgDt"),
        value_on=day(line, "ValDt"),
        reversal=text(line, "RvslInd") in ("true", "1"),
        return_reason=text(told, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"),
        counterparty=_counterparty(told, credit=credit),
        description=_description(line, told),
        status=_STATUSES.get(text(line, "Sts/Cd", "Sts") or "", EntryStatus.INFORMATION),
    )


def _counterparty(told: etree._Element, *, credit: bool) -> str:
    """Who is at the other end: the payer of a credit, the payee of a debit; of a return, the original payee."""
    roles = ("Dbtr", "Cdtr") if credit else ("Cdtr", "Dbtr")
    paths = [f"RltdPties/{role}/{name}" for role in roles for name in ("Pty/Nm", "Nm")]
    return text(told, *paths) or ""


def _description(line: etree._Element, told: etree._Element) -> str:
    notes = [note.text.strip() for note in find_all(told, "RmtInf/Ustrd") if note.text]
    return " ".join(notes) or text(told, "AddtlTxInf") or text(line, "AddtlNtryInf") or ""


def _prove_totals(report: etree._Element, lines: list[etree._Element]) -> None:
    """The bank's own summary, where it gives one, must agree with the lines that came."""
    credits_ = [line for line in lines if is_credit(line)]
    debits = [line for line in lines if not is_credit(line)]
    for tag, counted in (("TtlNtries", lines), ("TtlCdtNtries", credits_), ("TtlDbtNtries", debits)):
        summary = find(report, f"TxsSummry/{tag}")
        if summary is not None:
            _prove_summary(summary, counted)


def _prove_summary(summary: etree._Element, lines: list[etree._Element]) -> None:
    number = text(summary, "NbOfNtries")
    if number is not None and int(number) != len(lines):
        raise BadBankFile(
            BankFileFault.TOTALS_DIFFER,
            line=line_of(summary),
            detail=f"NbOfNtries {number}, found {len(lines)}",
        )
    total = find(summary, "Sum")
    if total is None:
        return
    counted = sum((amount_of(line) for line in lines), ZERO)
    if plain_money(total) != counted:
        raise BadBankFile(
            BankFileFault.TOTALS_DIFFER, line=line_of(total), detail=f"Sum {total.text}, found {counted}"
        )
