"""The bank's word on our orders, in every version it may come in, and every file that is none."""

from __future__ import annotations

import pytest

from banking.faults import BadBankFile, BankFileFault
from banking.model import PaymentOutcome
from banking.pain002 import outcome_of
from tests.banking import readers

TX = """<TxInfAndSts><OrgnlInstrId>I-{n}</OrgnlInstrId><OrgnlEndToEndId>E-{n}</OrgnlEndToEndId>\
<TxSts>{code}</TxSts>{reason}</TxInfAndSts>"""
REASON = (
    "<StsRsnInf><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>account</AddtlInf><AddtlInf>unknown</AddtlInf></StsRsnInf>"
)


def report(
    version: str = "03", group: str = "<GrpSts>PART</GrpSts>", lines: str = "", block: str = ""
) -> bytes:
    blocks = ""
    if lines or block:
        blocks = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>B-1</OrgnlPmtInfId>{block}{lines}</OrgnlPmtInfAndSts>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}">
<CstmrPmtStsRpt>
<GrpHdr><MsgId>R-1</MsgId><CreDtTm>2026-11-24T09:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>B-1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>
{blocks}
</CstmrPmtStsRpt>
</Document>""".encode()


def line(number: int, code: str, reason: str = "") -> str:
    return TX.format(n=number, code=code, reason=reason)


@pytest.mark.parametrize("version", ["03", "10", "12", "14"])
def test_each_line_is_read_in_every_version(version: str) -> None:
    read = readers.report(report(version, lines=line(1, "ACSP") + line(2, "RJCT", REASON) + line(3, "PDNG")))
    assert read.message_id == "R-1"
    assert read.original_message_id == "B-1"
    assert (read.code, read.outcome) == ("PART", None)
    first, second, third = read.payments
    assert (first.end_to_end_id, first.outcome) == ("E-1", PaymentOutcome.ACCEPTED)
    assert (second.outcome, second.reason_code, second.additional_info) == (
        PaymentOutcome.REJECTED,
        "AC01",
        "account unknown",
    )
    assert third.outcome is PaymentOutcome.PENDING
    assert {payment.original_message_id for payment in read.payments} == {"B-1"}


def test_accepted_is_not_paid() -> None:
    assert {outcome_of(code) for code in ("ACTC", "ACCP", "ACSP", "ACWC")} == {PaymentOutcome.ACCEPTED}
    assert {outcome_of(code) for code in ("ACSC", "ACCC")} == {PaymentOutcome.SETTLED}
    assert outcome_of("RJCT") is PaymentOutcome.REJECTED


def test_a_code_we_do_not_know_moves_nothing_and_is_kept() -> None:
    (payment,) = readers.report(report("12", lines=line(1, "ZZZZ"))).payments
    assert (payment.code, payment.outcome) == ("ZZZZ", PaymentOutcome.PENDING)


def test_a_file_refused_as_a_whole_speaks_for_every_transfer() -> None:
    read = readers.report(report(group=f"<GrpSts>RJCT</GrpSts>{REASON}"))
    assert read.payments == ()
    assert read.outcome is PaymentOutcome.REJECTED
    word = read.status_of("E-77")
    assert word is not None
    assert (word.end_to_end_id, word.reason_code, word.outcome) == ("E-77", "AC01", PaymentOutcome.REJECTED)


def test_a_block_speaks_where_the_group_is_silent() -> None:
    read = readers.report(report(group="", block=f"<PmtInfSts>RJCT</PmtInfSts>{REASON}"))
    assert (read.code, read.reason_code, read.outcome) == ("RJCT", "AC01", PaymentOutcome.REJECTED)


def test_a_line_speaks_louder_than_the_file() -> None:
    read = readers.report(report(group="<GrpSts>ACCP</GrpSts>", lines=line(1, "RJCT", REASON)))
    one, other = read.status_of("E-1"), read.status_of("E-2")
    assert one is not None
    assert other is not None
    assert one.outcome is PaymentOutcome.REJECTED
    assert other.outcome is PaymentOutcome.ACCEPTED


def test_partly_accepted_says_nothing_of_a_transfer_it_does_not_name() -> None:
    assert readers.report(report(lines=line(1, "ACCP"))).status_of("E-9") is None


GOOD = report(lines=line(1, "ACCP"))
LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;"><!ENTITY lol3 "&lol2;&lol2;&lol2;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03">&lol3;</Document>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>"""

BROKEN = [
    (b"", BankFileFault.EMPTY, None),
    (b" \n\t", BankFileFault.EMPTY, None),
    (GOOD[: len(GOOD) // 2], BankFileFault.CUT_SHORT, 5),
    (GOOD[:-4], BankFileFault.CUT_SHORT, 8),
    (GOOD.replace(b"<MsgId>R-1</MsgId>", b"<MsgId>R & 1</MsgId>"), BankFileFault.NOT_XML, 4),
    (b"reference,amount\nE-1,100.00\n", BankFileFault.NOT_XML, 1),
    (b"\x89PNG\r\n\x1a\n", BankFileFault.NOT_UTF8, 1),
    (GOOD.replace(b"R-1", "ก".encode("tis-620")), BankFileFault.NOT_UTF8, 4),
    (GOOD.replace(b'"UTF-8"', b'"ISO-8859-1"'), BankFileFault.NOT_UTF8, 1),
    (b"<html><body><br>Session expired</body></html>", BankFileFault.NOT_XML, 1),
    (b'<?xml version="1.0" encoding="UTF-7"?>\n+ADwAIQ-DOCTYPE d+AD4-', BankFileFault.NOT_UTF8, 1),
    (GOOD.decode().encode("utf-16"), BankFileFault.NOT_UTF8, 1),
    (LAUGHS, BankFileFault.FORBIDDEN_XML, 2),
    (OUTSIDE, BankFileFault.FORBIDDEN_XML, 2),
    (b"<html><body>Session expired</body></html>", BankFileFault.NOT_ISO20022, 1),
    (GOOD.replace(b"urn:iso:std:iso:20022:tech:xsd:", b"urn:example:"), BankFileFault.NOT_ISO20022, 2),
    (GOOD.replace(b"pain.002.001.03", b"camt.053.001.08", 1), BankFileFault.WRONG_MESSAGE, 2),
    (GOOD.replace(b"CstmrPmtStsRpt", b"BkToCstmrStmt"), BankFileFault.WRONG_MESSAGE, 2),
    (GOOD.replace(b"pain.002.001.03", b"pain.002.001.99", 1), BankFileFault.UNKNOWN_VERSION, 2),
    (GOOD.replace(b"<MsgId>R-1</MsgId>", b""), BankFileFault.AGAINST_SCHEMA, 4),
    (
        report("10", lines="<TxInfAndSts><TxSts>TOOLONG</TxSts></TxInfAndSts>"),
        BankFileFault.AGAINST_SCHEMA,
        6,
    ),
    (report("12", lines="<TxInfAndSts><TxSts>ACCP</TxSts></TxInfAndSts>"), BankFileFault.AGAINST_SCHEMA, 6),
]


@pytest.mark.parametrize(("data", "fault", "at"), BROKEN)
def test_a_broken_file_is_refused_with_its_reason_and_line(
    data: bytes, fault: BankFileFault, at: int | None
) -> None:
    with pytest.raises(BadBankFile) as refusal:
        readers.report(data)
    assert (refusal.value.reason, refusal.value.line) == (fault, at)


def test_a_file_above_the_limit_is_not_even_parsed() -> None:
    with pytest.raises(BadBankFile) as refusal:
        readers.report(GOOD, limit=len(GOOD) - 1)
    assert refusal.value.reason is BankFileFault.TOO_LARGE
    assert readers.report(GOOD, limit=len(GOOD)).message_id == "R-1"


def test_a_status_report_is_not_a_statement() -> None:
    with pytest.raises(BadBankFile) as refusal:
        readers.statements(GOOD)
    assert refusal.value.reason is BankFileFault.WRONG_MESSAGE


def test_a_byte_order_mark_and_blank_lines_after_do_no_harm() -> None:
    assert readers.report(b"\xef\xbb\xbf" + GOOD + b"\n\n").message_id == "R-1"


def test_a_prefix_instead_of_a_default_namespace_does_no_harm() -> None:
    prefixed = GOOD.replace(b"xmlns=", b"xmlns:x=").replace(b"</", b"</x:")
    for tag in (b"Document", b"CstmrPmtStsRpt", b"GrpHdr", b"MsgId", b"CreDtTm", b"OrgnlGrpInfAndSts", b"OrgnlMsgId",
                b"OrgnlMsgNmId", b"GrpSts", b"OrgnlPmtInfAndSts", b"OrgnlPmtInfId", b"TxInfAndSts", b"OrgnlInstrId",
                b"OrgnlEndToEndId", b"TxSts"):  # fmt: skip
        prefixed = prefixed.replace(b"<" + tag + b">", b"<x:" + tag + b">").replace(
            b"<" + tag + b" ", b"<x:" + tag + b" "
        )
    assert readers.report(prefixed).payments == readers.report(GOOD).payments
