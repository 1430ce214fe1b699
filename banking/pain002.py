"""Parses the bank's status report on a payment order: ISO 20022 pain.002, CustomerPaymentStatusReport."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from banking.document import find, find_all, line_of, text
from banking.faults import BadBankFile, BankFileFault
from banking.format import IsoFormat, versions
from banking.model import Message, PaymentOutcome, PaymentStatus, StatusReport

OUTCOMES: dict[str, PaymentOutcome] = {
    **dict.fromkeys(("ACTC", "ACCP", "ACFC", "ACSP", "ACWC", "ACWP"), PaymentOutcome.ACCEPTED),
    **dict.fromkeys(("ACSC", "ACCC"), PaymentOutcome.SETTLED),
    **dict.fromkeys(("RJCT", "CANC"), PaymentOutcome.REJECTED),
    **dict.fromkeys(("RCVD", "PDNG", "ACPT", "PATC", "BLCK"), PaymentOutcome.PENDING),
}
"""ISO external payment status codes. A code not listed has no effect: it is read as pending, and shown as it came."""
_PARTIAL = ("PART",)
"""The file's own status says: look at each line."""


def _read(body: etree._Element) -> Message:
    """One status report."""
    group = find(body, "OrgnlGrpInfAndSts")
    if group is None:
        raise BadBankFile(BankFileFault.AGAINST_SCHEMA, line=line_of(body), detail="OrgnlGrpInfAndSts")
    original = text(group, "OrgnlMsgId") or ""
    code, told = _word_on_the_file(group, find_all(body, "OrgnlPmtInfAndSts"))
    report = StatusReport(
        message_id=text(body, "GrpHdr/MsgId") or "",
        original_message_id=original,
        code=code,
        reason_code=_reason(told),
        additional_info=_additional(told),
        outcome=None if code is None or code in _PARTIAL else outcome_of(code),
        payments=tuple(_payments(body, original)),
    )
    return Message("pain.002", report=report)


def outcome_of(code: str) -> PaymentOutcome:
    """What a status code means for the money."""
    return OUTCOMES.get(code, PaymentOutcome.PENDING)


def _word_on_the_file(
    group: etree._Element, blocks: list[etree._Element]
) -> tuple[str | None, etree._Element]:
    """The status of the whole and the element that explains it.

    A file of ours is one payment block, so where the group is silent its only
    block speaks for it.
    """
    code = text(group, "GrpSts")
    if code is None and len(blocks) == 1:
        return text(blocks[0], "PmtInfSts"), blocks[0]
    return code, group


def _payments(body: etree._Element, original: str) -> Iterator[PaymentStatus]:
    for line in find_all(body, "OrgnlPmtInfAndSts/TxInfAndSts"):
        reference = text(line, "OrgnlEndToEndId")
        code = text(line, "TxSts")
        if reference is None or code is None:
            raise BadBankFile(
                BankFileFault.AGAINST_SCHEMA, line=line_of(line), detail="OrgnlEndToEndId, TxSts"
            )
        yield PaymentStatus(
            end_to_end_id=reference,
            original_message_id=text(line, "OrgnlGrpInf/OrgnlMsgId") or original,
            code=code,
            reason_code=_reason(line),
            additional_info=_additional(line),
            outcome=outcome_of(code),
        )


def _reason(element: etree._Element) -> str | None:
    return text(element, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")


def _additional(element: etree._Element) -> str:
    return " ".join(part.text.strip() for part in find_all(element, "StsRsnInf/AddtlInf") if part.text)


PAIN002 = IsoFormat(
    "pain.002",
    "CstmrPmtStsRpt",
    # The schema of .10 cannot be had; .12 accepts all that a .10 answer to a
    # credit transfer can hold (banking/schemas/README.md).
    versions("pain.002", "03", "12", "14") | {"10": "pain.002.001.12.xsd"},
    reads=_read,
)
