"""What goes wrong between a bank and its customer, made on purpose by editing the bank's own answers.

Every function takes files and gives files. Unless the point is a broken file,
the result still follows its schema and still adds up: a fault that only a
careless bank could make would test nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal

from lxml import etree

from banking.amounts import to_wire
from core.money import Money

RETURNED_CREDIT = ("PMNT", "ICDT", "RRTN")
RECEIVED_CREDIT = ("PMNT", "RCDT", "ESCT")
ISSUED_CREDIT = ("PMNT", "ICDT", "ESCT")


# Status reports.


def reject(report: bytes, end_to_end_ids: Collection[str], reason: str = "AC01", words: str = "") -> bytes:
    """The bank refuses these transfers; block and file become partly, or wholly, rejected with them."""
    root = etree.fromstring(report)
    for line in root.iterfind(".//{*}TxInfAndSts"):
        if line.findtext("{*}OrgnlEndToEndId") in end_to_end_ids:
            _reject_line(line, reason, words)
    codes = {line.findtext("{*}TxSts") for line in root.iterfind(".//{*}TxInfAndSts")}
    whole = codes.pop() if len(codes) == 1 else "PART"
    for tag in ("GrpSts", "PmtInfSts"):
        for status in root.iterfind(f".//{{*}}{tag}"):
            status.text = whole
    return _written(root)


def settle(report: bytes) -> bytes:
    """The bank says ACSC of everything it had only accepted."""
    root = etree.fromstring(report)
    for tag in ("GrpSts", "PmtInfSts", "TxSts"):
        for status in root.iterfind(f".//{{*}}{tag}"):
            if status.text == "ACCP":
                status.text = "ACSC"
    return _written(root)


def _reject_line(line: etree._Element, reason: str, words: str) -> None:
    for old in line.findall("{*}StsRsnInf"):
        line.remove(old)
    status = line.find("{*}TxSts")
    status.text = "RJCT"
    information = _beside(status, "StsRsnInf")
    _below(_below(information, "Rsn"), "Cd", reason)
    if words:
        _below(information, "AddtlInf", words)


# Statements. Each takes the statements of consecutive days and restates every balance.


def without(statements: Sequence[bytes], end_to_end_ids: Collection[str]) -> list[bytes]:
    """The transfers that were refused never reach the account."""

    def edit(statement: etree._Element, _position: int) -> None:
        for entry in _entries_for(statement, end_to_end_ids):
            statement.remove(entry)

    return _edited(statements, edit)


def late_return(
    statements: Sequence[bytes], end_to_end_id: str, *, on: int = -1, reason: str = "AC04"
) -> list[bytes]:
    """A transfer that was debited comes back on statement number `on` (default the last), with its reason."""
    target = on % len(statements)
    debit = next(
        entry
        for data in statements
        for entry in _entries_for(_statement(etree.fromstring(data)), [end_to_end_id])
    )

    def edit(statement: etree._Element, position: int) -> None:
        if position == target:
            _insert(statement, _as_return(debit, _day_of(statement), reason))

    return _edited(statements, edit)


def wrong_amount(statements: Sequence[bytes], end_to_end_id: str, amount: Money) -> list[bytes]:
    """The bank moved another amount than it was told to."""

    def edit(statement: etree._Element, _position: int) -> None:
        for entry in _entries_for(statement, [end_to_end_id]):
            for element in entry.iterfind(".//{*}Amt"):
                element.text = to_wire(amount)

    return _edited(statements, edit)


def duplicate_entry(statements: Sequence[bytes], end_to_end_id: str) -> list[bytes]:
    """The same line twice on one statement, and the money gone twice."""

    def edit(statement: etree._Element, _position: int) -> None:
        for entry in _entries_for(statement, [end_to_end_id]):
            entry.addnext(deepcopy(entry))

    return _edited(statements, edit)


def strangers_line(
    statements: Sequence[bytes],
    amount: Money,
    *,
    credit: bool,
    name: str = "ผู้ไม่ประสงค์ออกนาม",
    on: int = -1,
    reference: str = "NOTPROVIDED",
) -> list[bytes]:
    """Money that none of our files explains, in or out, on statement number `on` (default the last)."""
    target = on % len(statements)

    def edit(statement: etree._Element, position: int) -> None:
        if position == target:
            _insert(statement, _stranger(statement, amount, credit=credit, name=name, reference=reference))

    return _edited(statements, edit)


def reissued(statement: bytes, number: str = "REISSUED-1") -> bytes:
    """The same day's statement sent once more under a new number: a duplicate that its number does not betray."""
    root = etree.fromstring(statement)
    for path in (".//{*}GrpHdr/{*}MsgId", ".//{*}Stmt/{*}Id"):
        root.find(path).text = number
    return _written(root)


def with_hole(statement: bytes, end_to_end_id: str) -> bytes:
    """A line left out and nothing restated: the balances no longer follow."""
    root = etree.fromstring(statement)
    inside = _statement(root)
    for entry in _entries_for(inside, [end_to_end_id]):
        inside.remove(entry)
    for summary in inside.findall("{*}TxsSummry"):
        inside.remove(summary)
    return _written(root)


# Any file.


def cut_in_half(data: bytes) -> bytes:
    """A download that broke off."""
    return data[: len(data) // 2]


def in_currency(data: bytes, currency: str) -> bytes:
    """Every amount in another currency."""
    root = etree.fromstring(data)
    for element in root.iterfind(".//*[@Ccy]"):
        element.set("Ccy", currency)
    return _written(root)


# Editing.


def _edited(statements: Sequence[bytes], edit: Callable[[etree._Element, int], None]) -> list[bytes]:
    """Edit each day's statement, then carry each closing balance into the next opening."""
    roots = [etree.fromstring(data) for data in statements]
    carried: Decimal | None = None
    for position, root in enumerate(roots):
        statement = _statement(root)
        edit(statement, position)
        carried = _restate(statement, carried)
    return [_written(root) for root in roots]


def _restate(statement: etree._Element, opening: Decimal | None) -> Decimal:
    """Make balances and summary follow from the lines; returns the closing balance in baht."""
    first, last = _balance(statement, "OPBD"), _balance(statement, "CLBD")
    start = _signed(first) if opening is None else opening
    entries = statement.findall("{*}Ntry")
    closing = start + sum((_signed(entry) for entry in entries), Decimal(0))
    _set_balance(first, start)
    _set_balance(last, closing)
    for old in statement.findall("{*}TxsSummry"):
        statement.remove(old)
    summary = _beside(statement.findall("{*}Bal")[-1], "TxsSummry")
    _below(_below(summary, "TtlNtries"), "NbOfNtries", str(len(entries)))
    return closing


def _balance(statement: etree._Element, code: str) -> etree._Element:
    return next(
        each for each in statement.iterfind("{*}Bal") if each.findtext("{*}Tp/{*}CdOrPrtry/{*}Cd") == code
    )


def _set_balance(balance: etree._Element, baht: Decimal) -> None:
    balance.find("{*}Amt").text = f"{abs(baht):.2f}"
    balance.find("{*}CdtDbtInd").text = "CRDT" if baht >= 0 else "DBIT"


def _signed(element: etree._Element) -> Decimal:
    amount = Decimal(element.findtext("{*}Amt"))
    return amount if element.findtext("{*}CdtDbtInd") == "CRDT" else -amount


def _statement(root: etree._Element) -> etree._Element:
    return root.find(".//{*}Stmt")


def _day_of(statement: etree._Element) -> date:
    return date.fromisoformat(_balance(statement, "CLBD").findtext("{*}Dt/{*}Dt"))


def _entries_for(statement: etree._Element, end_to_end_ids: Collection[str]) -> list[etree._Element]:
    """The debits of these transfers; what came back of them is another line."""
    return [
        entry
        for entry in statement.findall("{*}Ntry")
        if entry.findtext(".//{*}EndToEndId") in end_to_end_ids and entry.findtext("{*}CdtDbtInd") == "DBIT"
    ]


def _insert(statement: etree._Element, entry: etree._Element) -> None:
    entries = statement.findall("{*}Ntry")
    before = (
        entries[-1] if entries else (statement.findall("{*}TxsSummry") or statement.findall("{*}Bal"))[-1]
    )
    before.addnext(entry)


def _as_return(debit: etree._Element, day: date, reason: str) -> etree._Element:
    entry = deepcopy(debit)
    for element in entry.iterfind(".//{*}CdtDbtInd"):
        element.text = "CRDT"
    for tag in ("BookgDt", "ValDt"):
        entry.find(f"{{*}}{tag}/{{*}}Dt").text = day.isoformat()
    entry.find("{*}AcctSvcrRef").text = debit.findtext("{*}AcctSvcrRef") + "-R"
    _set_code(entry.find("{*}BkTxCd"), RETURNED_CREDIT)
    information = _below(entry.find(".//{*}TxDtls"), "RtrInf")
    original = _below(information, "OrgnlBkTxCd")
    _add_code(original, ISSUED_CREDIT)
    _below(_below(information, "Rsn"), "Cd", reason)
    return entry


def _stranger(
    statement: etree._Element, amount: Money, *, credit: bool, name: str, reference: str
) -> etree._Element:
    entry = etree.Element(f"{{{etree.QName(statement).namespace}}}Ntry")
    day = _day_of(statement).isoformat()
    side = "CRDT" if credit else "DBIT"
    _below(entry, "Amt", to_wire(amount)).set("Ccy", "THB")
    _below(entry, "CdtDbtInd", side)
    _below(_below(entry, "Sts"), "Cd", "BOOK")
    _below(_below(entry, "BookgDt"), "Dt", day)
    _below(_below(entry, "ValDt"), "Dt", day)
    _below(entry, "AcctSvcrRef", f"STRANGER-{day}-{side}-{amount.satang}")
    _add_code(_below(entry, "BkTxCd"), RECEIVED_CREDIT if credit else ISSUED_CREDIT)
    details = _below(_below(entry, "NtryDtls"), "TxDtls")
    _below(_below(details, "Refs"), "EndToEndId", reference)
    _below(details, "Amt", to_wire(amount)).set("Ccy", "THB")
    _below(details, "CdtDbtInd", side)
    party = _below(_below(details, "RltdPties"), "Dbtr" if credit else "Cdtr")
    _below(_below(party, "Pty"), "Nm", name)
    return entry


def _set_code(element: etree._Element, code: tuple[str, str, str]) -> None:
    for child in list(element):
        element.remove(child)
    _add_code(element, code)


def _add_code(element: etree._Element, code: tuple[str, str, str]) -> None:
    domain = _below(element, "Domn")
    _below(domain, "Cd", code[0])
    family = _below(domain, "Fmly")
    _below(family, "Cd", code[1])
    _below(family, "SubFmlyCd", code[2])


def _below(parent: etree._Element, tag: str, words: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}")
    child.text = words
    return child


def _beside(element: etree._Element, tag: str) -> etree._Element:
    sibling = etree.Element(f"{{{etree.QName(element).namespace}}}{tag}")
    element.addnext(sibling)
    return sibling


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
