"""Statements and notices of movements: read in every version we hold a schema of, and never taken when they do not add up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banking.amounts import to_wire
from banking.faults import BadBankFile, BankFileFault
from banking.model import EntryStatus
from core.money import Money
from tests.banking import readers

NEW = ("08", "10")
VERSIONS = ("02", "04", "06", *NEW)


def wrapped(code: str, version: str) -> str:
    """A status: plain text before .08, a choice from then on."""
    return f"<Sts><Cd>{code}</Cd></Sts>" if version in NEW else f"<Sts>{code}</Sts>"


def party(name: str, version: str) -> str:
    return f"<Pty><Nm>{name}</Nm></Pty>" if version in NEW else f"<Nm>{name}</Nm>"


def amount_in_detail(baht: str, side: str, version: str) -> str:
    """One transaction's own amount: deep in .02, plain from .04."""
    if version == "02":
        return f'<AmtDtls><TxAmt><Amt Ccy="THB">{baht}</Amt></TxAmt></AmtDtls>'
    return f'<Amt Ccy="THB">{baht}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def detail(reference: str, version: str, *, baht: str = "", side: str = "DBIT", rest: str = "") -> str:
    amount = amount_in_detail(baht, side, version) if baht else ""
    return (
        f"<TxDtls><Refs><MsgId>B-1</MsgId><EndToEndId>{reference}</EndToEndId></Refs>{amount}"
        f"<RltdPties><Cdtr>{party('ร้านน้ำดื่ม', version)}</Cdtr></RltdPties>"
        f"<RmtInf><Ustrd>คูปอง 1</Ustrd></RmtInf>{rest}</TxDtls>"
    )


def entry(
    baht: str,
    details: str,
    version: str,
    *,
    side: str = "DBIT",
    code: str = "BOOK",
    ref: str = "X-1",
    more: str = "",
) -> str:
    return (
        f'<Ntry><NtryRef>{ref}</NtryRef><Amt Ccy="THB">{baht}</Amt><CdtDbtInd>{side}</CdtDbtInd>{more}'
        f"{wrapped(code, version)}<BookgDt><Dt>2026-11-24</Dt></BookgDt>"
        f"<ValDt><DtTm>2026-11-24T18:30:00Z</DtTm></ValDt><AcctSvcrRef>SVC-{ref}</AcctSvcrRef>"
        f"<BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def balance(code: str, baht: str, side: str = "CRDT") -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="THB">{baht}</Amt>'
        f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2026-11-24</Dt></Dt></Bal>"
    )


def one_statement(balances: str, entries: str, summary: str = "") -> str:
    return (
        "\n<Stmt><Id>S-1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-11-25T00:10:00</CreDtTm>"
        "<FrToDt><FrDtTm>2026-11-24T00:00:00</FrDtTm><ToDtTm>2026-11-24T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><Othr><Id>0012345678</Id></Othr></Id><Ccy>THB</Ccy></Acct>{balances}{summary}\n{entries}</Stmt>"
    )


def camt(version: str, *statements: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        "<BkToCstmrStmt><GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-25T00:10:00</CreDtTm></GrpHdr>"
        f"{''.join(statements)}</BkToCstmrStmt></Document>"
    ).encode()


def simple(version: str = "08", closing: str = "900.00", baht: str = "100.00", **about: str) -> bytes:
    balances = balance("OPBD", "1000.00") + balance("CLBD", closing)
    return camt(
        version, one_statement(balances, entry(baht, detail("E-1", version, baht=baht), version), **about)
    )


def refused(data: bytes) -> BadBankFile:
    with pytest.raises(BadBankFile) as refusal:
        readers.statements(data)
    return refusal.value


@pytest.mark.parametrize("version", VERSIONS)
def test_a_debit_is_read_in_every_version(version: str) -> None:
    (statement,) = readers.statements(simple(version))
    assert (statement.statement_id, statement.account) == ("S-1", "0012345678")
    assert (statement.from_date, statement.to_date) == (date(2026, 11, 24), date(2026, 11, 24))
    assert (statement.opening, statement.closing) == (Money.baht(1000), Money.baht(900))
    (line,) = statement.entries
    assert (line.end_to_end_id, line.original_message_id) == ("E-1", "B-1")
    assert (line.entry_ref, line.bank_ref) == ("X-1", "SVC-X-1")
    assert (line.amount, line.credit, line.signed) == (Money.baht(100), False, Money.baht(-100))
    assert line.status is EntryStatus.BOOKED
    assert (line.counterparty, line.description) == ("ร้านน้ำดื่ม", "คูปอง 1")
    assert line.booked_on == date(2026, 11, 24)
    assert line.value_on == date(2026, 11, 25), "18:30 UTC is the next day in Bangkok"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_batched_debit_is_read_as_its_transfers(version: str) -> None:
    details = detail("E-1", version, baht="60.00") + detail("E-2", version, baht="40.00")
    balances = balance("OPBD", "1000.00") + balance("CLBD", "900.00")
    (statement,) = readers.statements(
        camt(version, one_statement(balances, entry("100.00", details, version)))
    )
    assert [(line.end_to_end_id, line.amount) for line in statement.entries] == [
        ("E-1", Money.baht(60)),
        ("E-2", Money.baht(40)),
    ]


def test_a_batched_debit_whose_parts_do_not_add_up_is_refused() -> None:
    details = detail("E-1", "08", baht="60.00") + detail("E-2", "08", baht="40.01")
    balances = balance("OPBD", "1000.00") + balance("CLBD", "900.00")
    data = camt("08", one_statement(balances, entry("100.00", details, "08")))
    assert refused(data).reason is BankFileFault.TOTALS_DIFFER


def test_a_batched_debit_without_parts_stays_one_line_that_names_nobody() -> None:
    details = detail("E-1", "08") + detail("E-2", "08")
    balances = balance("OPBD", "1000.00") + balance("CLBD", "900.00")
    (statement,) = readers.statements(camt("08", one_statement(balances, entry("100.00", details, "08"))))
    assert [(line.end_to_end_id, line.amount) for line in statement.entries] == [(None, Money.baht(100))]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_return_says_why_and_which_transfer_came_back(version: str) -> None:
    back = detail(
        "E-1", version, baht="100.00", side="CRDT", rest="<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    )
    entries = entry("100.00", back, version, side="CRDT", more="<RvslInd>true</RvslInd>")
    balances = balance("OPBD", "900.00") + balance("CLBD", "1000.00")
    ((line,),) = (
        each.entries for each in readers.statements(camt(version, one_statement(balances, entries)))
    )
    assert (line.credit, line.reversal, line.return_reason, line.end_to_end_id) == (True, True, "AC04", "E-1")
    assert line.counterparty == "ร้านน้ำดื่ม"


def test_an_unknown_reference_is_none() -> None:
    balances = balance("OPBD", "0.00") + balance("CLBD", "5.00")
    line = entry("5.00", detail("NOTPROVIDED", "08", side="CRDT"), "08", side="CRDT")
    assert readers.statements(camt("08", one_statement(balances, line)))[0].entries[0].end_to_end_id is None


def test_a_pending_line_is_shown_but_moves_no_balance() -> None:
    lines = entry("100.00", detail("E-1", "08"), "08") + entry(
        "7.00", detail("E-2", "08"), "08", code="PDNG", ref="X-2"
    )
    balances = balance("OPBD", "1000.00") + balance("CLBD", "900.00")
    (statement,) = readers.statements(camt("08", one_statement(balances, lines)))
    assert [line.status for line in statement.entries] == [EntryStatus.BOOKED, EntryStatus.PENDING]


def test_an_overdrawn_account_has_a_negative_balance() -> None:
    balances = balance("OPBD", "40.00") + balance("CLBD", "60.00", "DBIT")
    (statement,) = readers.statements(
        camt("08", one_statement(balances, entry("100.00", detail("E-1", "08"), "08")))
    )
    assert statement.closing == Money.baht(-60)


def test_a_previous_closing_balance_opens_where_no_opening_is_given() -> None:
    data = simple().replace(b"OPBD", b"PRCD")
    assert readers.statements(data)[0].opening == Money.baht(1000)


def test_a_file_may_hold_several_statements() -> None:
    balances = balance("OPBD", "1.00") + balance("CLBD", "1.00")
    assert len(readers.statements(camt("08", one_statement(balances, ""), one_statement(balances, "")))) == 2


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(min_value=1, max_value=10**12)), max_size=8),
    st.integers(0, 10**13),
)
def test_balances_hold_for_any_lines_and_break_by_one_satang(
    lines: list[tuple[bool, int]], opening: int
) -> None:
    entries = "".join(
        entry(
            to_wire(Money(satang)),
            detail(f"E-{n}", "08"),
            "08",
            side="CRDT" if credit else "DBIT",
            ref=f"X-{n}",
        )
        for n, (credit, satang) in enumerate(lines)
    )
    closing = opening + sum(satang if credit else -satang for credit, satang in lines)

    def file(satang: int) -> bytes:
        last = balance("CLBD", to_wire(Money(abs(satang))), "CRDT" if satang >= 0 else "DBIT")
        return camt("08", one_statement(balance("OPBD", to_wire(Money(opening))) + last, entries))

    (statement,) = readers.statements(file(closing))
    assert statement.closing.satang == closing
    assert [(line.credit, line.amount.satang) for line in statement.entries] == lines
    assert refused(file(closing + 1)).reason is BankFileFault.BALANCE_DIFFERS


SUMMARY = "<TxsSummry><TtlNtries><NbOfNtries>{n}</NbOfNtries><Sum>{sum}</Sum></TtlNtries></TxsSummry>"

BROKEN = [
    (simple(closing="900.01"), BankFileFault.BALANCE_DIFFERS),
    (simple(summary=SUMMARY.format(n=2, sum="100.00")), BankFileFault.TOTALS_DIFFER),
    (simple(summary=SUMMARY.format(n=1, sum="100.01")), BankFileFault.TOTALS_DIFFER),
    (simple(baht="100.005"), BankFileFault.BAD_AMOUNT),
    (simple().replace(b"CLBD", b"ITBD"), BankFileFault.MISSING_BALANCE),
    (simple().replace(b"OPBD", b"ITBD"), BankFileFault.MISSING_BALANCE),
    (simple().replace(b'<Amt Ccy="THB">', b'<Amt Ccy="USD">'), BankFileFault.WRONG_CURRENCY),
    (simple().replace(b"2026-11-24T18:30:00Z", b"2026-11-24T24:00:00Z"), BankFileFault.AGAINST_SCHEMA),
    (simple()[:900], BankFileFault.CUT_SHORT),
    (simple("08").replace(b"camt.053.001.08", b"camt.053.001.02"), BankFileFault.AGAINST_SCHEMA),
    (simple("08").replace(b"camt.053.001.08", b"camt.053.001.01"), BankFileFault.UNKNOWN_VERSION),
]


@pytest.mark.parametrize(("data", "fault"), BROKEN)
def test_a_statement_that_is_not_whole_is_refused(data: bytes, fault: BankFileFault) -> None:
    assert refused(data).reason is fault
    assert refused(data).line is not None


def test_a_summary_that_agrees_is_no_hindrance() -> None:
    assert readers.statements(simple(summary=SUMMARY.format(n=1, sum="100.00")))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_notification_has_lines_and_no_balances(version: str) -> None:
    data = simple(version)
    for old, new in (
        ("camt.053", "camt.054"),
        ("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"),
        ("Stmt>", "Ntfctn>"),
    ):
        data = data.replace(old.encode(), new.encode())
    data = data.replace((balance("OPBD", "1000.00") + balance("CLBD", "900.00")).encode(), b"")
    (notification,) = readers.notifications(data)
    assert (notification.notification_id, notification.account) == ("S-1", "0012345678")
    assert notification.entries == readers.statements(simple(version))[0].entries


def test_the_same_movement_has_the_same_fingerprint_on_notice_and_statement_and_another_has_not() -> None:
    lines = entry("60.00", detail("E-1", "08"), "08") + entry("40.00", detail("E-2", "08"), "08", ref="X-2")
    balances = balance("OPBD", "1000.00") + balance("CLBD", "900.00")
    first, second = readers.statements(camt("08", one_statement(balances, lines)))[0].entries
    again = readers.statements(camt("08", one_statement(balances, lines.replace("คูปอง 1", "คูปอง"))))[
        0
    ].entries[0]
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != second.fingerprint
