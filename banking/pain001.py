"""Writing the payment order: ISO 20022 pain.001, CustomerCreditTransferInitiation.

Version .03 is Thailand's national payment message standard (มธอ.1-2555); .09 is
what banks move to. Banks are named by the Thai clearing code (`THCBC`, three
digits, then four of the branch when known), accounts are in `Othr/Id` since
Thailand has no IBAN. Each transfer is booked on its own (`BtchBookg` false) so
that it can be found again on the statement, and charges fall on us (`DEBT`) so
that the payee receives the amount of the order, to the satang.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any, Literal

from lxml import etree

from banking.amounts import CURRENCY, to_wire
from banking.faults import BadBankFile, BankFileFault
from banking.format import IsoFormat, versions
from banking.model import CreditTransfer, CreditTransferFile
from core.clock import BANGKOK, bangkok_date
from core.money import ZERO
from core.typed.banks import BANKS, valid_account
from core.typed.visible import has_invisible, visible

Version = Literal["03", "09"]
CLEARING_SYSTEM = "THCBC"
NAME_LENGTH = 140
REMITTANCE_LENGTH = 140
"""Characters, not bytes: Max140Text."""
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:+-]{0,34}")
_BRANCH = re.compile(r"[0-9]{4}")
_TAX_ID = re.compile(r"[0-9]{13}")


def _write(file: CreditTransferFile, version: str) -> bytes:
    """The file as UTF-8 XML.

    Raises BadBankFile for what no bank would take: no transfers, a reference used
    twice, an account that bank cannot have, nothing to pay, a day gone by.
    """
    _check(file)
    root = _document(file, version)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def control_digest(written: bytes) -> str:
    """What the releaser compares with what the bank's portal shows: SHA-256, hexadecimal."""
    return hashlib.sha256(written).hexdigest()


# What is refused before anything is written.


def _check(file: CreditTransferFile) -> None:
    if not file.transfers:
        raise BadBankFile(BankFileFault.NO_TRANSFERS)
    if file.execution_date < bangkok_date(file.created_at):
        raise BadBankFile(BankFileFault.PAST_EXECUTION_DATE, detail=file.execution_date.isoformat())
    _check_reference(file.message_id)
    _check_party(file.debtor_name, file.debtor_tax_id)
    _check_account(file.debtor_bank_code, file.debtor_branch, file.debtor_account)
    seen: set[str] = set()
    for transfer in file.transfers:
        _check_transfer(transfer)
        if transfer.end_to_end_id in seen:
            raise BadBankFile(BankFileFault.DUPLICATE_REFERENCE, detail=transfer.end_to_end_id)
        seen.add(transfer.end_to_end_id)


def _check_transfer(transfer: CreditTransfer) -> None:
    _check_reference(transfer.end_to_end_id)
    _check_reference(transfer.instruction_id)
    _check_party(transfer.creditor_name, transfer.creditor_tax_id)
    _check_account(transfer.creditor_bank_code, transfer.creditor_branch, transfer.creditor_account)
    if transfer.amount <= ZERO:
        raise BadBankFile(BankFileFault.AMOUNT_NOT_POSITIVE, detail=transfer.end_to_end_id)


def _check_reference(reference: str) -> None:
    if not _REFERENCE.fullmatch(reference):
        raise BadBankFile(BankFileFault.BAD_REFERENCE, detail=reference[:70])


def _check_party(name: str, tax_id: str) -> None:
    if not fitted(name, NAME_LENGTH):
        raise BadBankFile(BankFileFault.MISSING_NAME, detail=tax_id)
    if has_invisible(name):
        raise BadBankFile(BankFileFault.INVISIBLE_IN_NAME, detail=tax_id)
    if not _TAX_ID.fullmatch(tax_id):
        raise BadBankFile(BankFileFault.BAD_TAX_ID, detail=tax_id[:70])


def _check_account(bank_code: str, branch: str | None, account: str) -> None:
    if bank_code not in BANKS or (branch is not None and not _BRANCH.fullmatch(branch)):
        raise BadBankFile(BankFileFault.UNKNOWN_BANK, detail=f"{bank_code} {branch or ''}".strip())
    if not valid_account(bank_code, account):
        raise BadBankFile(BankFileFault.BAD_ACCOUNT, detail=f"{bank_code} {account[:70]}")


def fitted(words: str, length: int) -> str:
    """Words as a bank can print them: one line, no control characters, at most `length` characters.

    A cut never parts a Thai letter from the vowel or tone mark above or below it.
    """
    printable = "".join(
        " " if unicodedata.category(character) in ("Cc", "Cn", "Cs") else character
        for character in unicodedata.normalize("NFC", visible(words))
    )
    line = " ".join(printable.split())
    end = length
    while 0 < end < len(line) and unicodedata.category(line[end]).startswith("M"):
        end -= 1
    return line[:end].rstrip()


# The document, from the outside in.


def _document(file: CreditTransferFile, version: str) -> etree._Element:
    namespace = PAIN001.namespace(version)
    default_only: dict[Any, str] = {None: namespace}
    root = etree.Element(f"{{{namespace}}}Document", nsmap=default_only)
    body = _add(root, PAIN001.body)
    _group_header(body, file)
    _payment_information(body, file, version)
    return root


def _group_header(body: etree._Element, file: CreditTransferFile) -> None:
    header = _add(body, "GrpHdr")
    _add(header, "MsgId", file.message_id)
    _add(header, "CreDtTm", file.created_at.astimezone(BANGKOK).isoformat(timespec="seconds"))
    _totals(header, file)
    _party(header, "InitgPty", file.debtor_name, file.debtor_tax_id)


def _payment_information(body: etree._Element, file: CreditTransferFile, version: str) -> None:
    block = _add(body, "PmtInf")
    _add(block, "PmtInfId", file.message_id)
    _add(block, "PmtMtd", "TRF")
    _add(block, "BtchBookg", "false")
    _totals(block, file)
    kind = _add(block, "PmtTpInf")
    _add(_add(kind, "SvcLvl"), "Cd", "NURG")
    _add(_add(kind, "CtgyPurp"), "Cd", "SUPP")
    day = _add(block, "ReqdExctnDt")
    (day if version == "03" else _add(day, "Dt")).text = file.execution_date.isoformat()
    _party(block, "Dbtr", file.debtor_name, file.debtor_tax_id)
    _account(block, "DbtrAcct", file.debtor_account)
    _agent(block, "DbtrAgt", file.debtor_bank_code, file.debtor_branch)
    _add(block, "ChrgBr", "DEBT")
    for transfer in file.transfers:
        _transfer(block, transfer)


def _transfer(block: etree._Element, transfer: CreditTransfer) -> None:
    order = _add(block, "CdtTrfTxInf")
    references = _add(order, "PmtId")
    _add(references, "InstrId", transfer.instruction_id)
    _add(references, "EndToEndId", transfer.end_to_end_id)
    _add(_add(order, "Amt"), "InstdAmt", to_wire(transfer.amount)).set("Ccy", CURRENCY)
    _agent(order, "CdtrAgt", transfer.creditor_bank_code, transfer.creditor_branch)
    _party(order, "Cdtr", transfer.creditor_name, transfer.creditor_tax_id)
    _account(order, "CdtrAcct", transfer.creditor_account)
    if note := fitted(transfer.remittance, REMITTANCE_LENGTH):
        _add(_add(order, "RmtInf"), "Ustrd", note)


def _totals(parent: etree._Element, file: CreditTransferFile) -> None:
    _add(parent, "NbOfTxs", str(len(file.transfers)))
    _add(parent, "CtrlSum", to_wire(file.total))


def _party(parent: etree._Element, tag: str, name: str, tax_id: str) -> None:
    """A party by name and 13-digit number: a leading 0 is an organisation, else a citizen (docs/domain.md#banks)."""
    party = _add(parent, tag)
    _add(party, "Nm", fitted(name, NAME_LENGTH))
    kind, scheme = ("OrgId", "TXID") if tax_id.startswith("0") else ("PrvtId", "NIDN")
    other = _add(_add(_add(party, "Id"), kind), "Othr")
    _add(other, "Id", tax_id)
    _add(_add(other, "SchmeNm"), "Cd", scheme)


def _account(parent: etree._Element, tag: str, account: str) -> None:
    element = _add(parent, tag)
    other = _add(_add(element, "Id"), "Othr")
    _add(other, "Id", account)
    _add(_add(other, "SchmeNm"), "Cd", "BBAN")
    _add(element, "Ccy", CURRENCY)


def _agent(parent: etree._Element, tag: str, bank_code: str, branch: str | None) -> None:
    member = _add(_add(_add(parent, tag), "FinInstnId"), "ClrSysMmbId")
    _add(_add(member, "ClrSysId"), "Cd", CLEARING_SYSTEM)
    _add(member, "MmbId", bank_code + (branch or ""))


def _add(parent: etree._Element, tag: str, words: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{tag}")
    element.text = words
    return element


PAIN001 = IsoFormat("pain.001", "CstmrCdtTrfInitn", versions("pain.001", "03", "09"), writes=_write)
