"""The payment order: lawful by the official schema, the same every time, and refused before a bank would."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from banking import pain001
from banking.amounts import from_wire, to_wire
from banking.document import SCHEMAS
from banking.faults import BadBankFile, BankFileFault
from banking.pain001 import PAIN001, Version, control_digest
from core.money import MAX_SATANG, Money
from core.typed.banks import BANKS, names_account, valid_account
from demo.bank import DebtorAccount, iban_of
from tests.banking.batches import a_file, a_transfer

VERSIONS: tuple[Version, ...] = ("03", "09")


def opened(written: bytes) -> etree._Element:
    return etree.fromstring(written)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_batch_is_valid_by_the_official_schema(version: Version) -> None:
    root = opened(PAIN001.write(a_file(), version))
    assert etree.QName(root).namespace == f"urn:iso:std:iso:20022:tech:xsd:pain.001.001.{version}"
    etree.XMLSchema(etree.parse(SCHEMAS / f"pain.001.001.{version}.xsd")).assertValid(root)


@pytest.mark.parametrize("version", VERSIONS)
def test_header_and_block_carry_count_and_control_sum(version: Version) -> None:
    file = a_file(count=7)
    root = opened(PAIN001.write(file, version))
    assert [each.text for each in root.iterfind(".//{*}NbOfTxs")] == ["7", "7"]
    assert [each.text for each in root.iterfind(".//{*}CtrlSum")] == [to_wire(file.total)] * 2
    assert from_wire(root.findtext(".//{*}CtrlSum")) == sum(
        (from_wire(each.text) for each in root.iterfind(".//{*}InstdAmt")), Money(0)
    )


def test_the_day_stands_plain_in_03_and_in_a_choice_in_09() -> None:
    old, new = (opened(PAIN001.write(a_file(), version)) for version in VERSIONS)
    assert old.findtext(".//{*}ReqdExctnDt") == "2026-11-24"
    assert new.findtext(".//{*}ReqdExctnDt/{*}Dt") == "2026-11-24"


def test_banks_go_by_clearing_code_and_accounts_by_number() -> None:
    root = opened(PAIN001.write(a_file(count=1, transfers=(a_transfer(3, creditor_branch="0123"),)), "09"))
    assert {each.text for each in root.iterfind(".//{*}ClrSysId/{*}Cd")} == {"THCBC"}
    assert [each.text for each in root.iterfind(".//{*}MmbId")] == ["0060001", "0040123"]
    assert [
        each.text
        for each in root.iterfind(".//{*}Othr/{*}Id")
        if each.text.isdigit() and len(each.text) == 10
    ] == [
        "0012345678",
        "1234567890",
    ]
    assert root.find(".//{*}IBAN") is None


def test_organisation_and_citizen_are_named_by_their_own_kind_of_number() -> None:
    root = opened(PAIN001.write(a_file(), "09"))
    kinds = [
        (each.getparent().tag.rpartition("}")[2], each.findtext("{*}SchmeNm/{*}Cd"))
        for each in root.iterfind(".//{*}Cdtr/{*}Id/*/{*}Othr")
    ]
    assert kinds == [("OrgId", "TXID"), ("PrvtId", "NIDN"), ("OrgId", "TXID")]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_batch_gives_the_same_bytes_and_digest(version: Version) -> None:
    first, second = PAIN001.write(a_file(), version), PAIN001.write(a_file(), version)
    assert first == second
    assert control_digest(first) == hashlib.sha256(second).hexdigest()
    assert control_digest(first) != control_digest(PAIN001.write(a_file(count=2), version))


def test_the_moment_of_writing_is_bangkok_time() -> None:
    assert opened(PAIN001.write(a_file(), "03")).findtext(".//{*}CreDtTm") == "2026-11-23T09:00:00+07:00"


@given(st.integers(min_value=0, max_value=MAX_SATANG))
def test_an_amount_survives_the_wire(satang: int) -> None:
    written = to_wire(Money(satang))
    assert from_wire(written) == Money(satang)
    assert written.partition(".")[2].isdigit()
    assert len(written.partition(".")[2]) == 2


@pytest.mark.parametrize(
    "text", ["", "1.005", "-1", "1e3", "NaN", "1,000.00", "๑", " 1", "9" * 18, "1..2", "0x1"]
)
def test_what_is_no_amount_in_satang_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_wire(text)


@pytest.mark.parametrize(
    ("text", "satang"), [("1", 100), ("1.5", 150), ("+1.50000", 150), ("0.01", 1), ("12.", 1200)]
)
def test_lawful_spellings_of_an_amount_are_read(text: str, satang: int) -> None:
    assert from_wire(text) == Money(satang)


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_name_or_note_can_break_the_file(name: str, note: str) -> None:
    transfer = a_transfer(creditor_name=f"ร้าน {name}", remittance=note)
    try:
        written = PAIN001.write(a_file(transfers=(transfer,)), "09")
    except BadBankFile as refused:
        if refused.reason is not BankFileFault.INVISIBLE_IN_NAME:
            raise
        return
    root = opened(written)
    assert 0 < len(root.findtext(".//{*}Cdtr/{*}Nm")) <= 140
    assert len(root.findtext(".//{*}Ustrd") or "") <= 140


@given(st.text(alphabet="กขปญฐ่้๊ิีุู็ำะเแ ", min_size=1, max_size=200), st.integers(min_value=1, max_value=60))
def test_a_cut_never_parts_a_letter_from_its_marks(words: str, length: int) -> None:
    cut = pain001.fitted(words, length)
    whole = " ".join(unicodedata.normalize("NFC", words).split())
    assert len(cut) <= length
    assert whole.startswith(cut)
    rest = whole[len(cut) :].lstrip()
    assert not cut or not rest or not unicodedata.category(rest[0]).startswith("M") or whole[len(cut)] == " "


REFUSALS = [
    (a_file(transfers=()), BankFileFault.NO_TRANSFERS),
    (a_file(execution_date=date(2026, 11, 22)), BankFileFault.PAST_EXECUTION_DATE),
    (a_file(message_id="B" * 36), BankFileFault.BAD_REFERENCE),
    (a_file(message_id="ชุดที่ 1"), BankFileFault.BAD_REFERENCE),
    (a_file(transfers=(a_transfer(end_to_end_id=""),)), BankFileFault.BAD_REFERENCE),
    (
        a_file(transfers=(a_transfer(1), a_transfer(2, end_to_end_id="PAY-000001"))),
        BankFileFault.DUPLICATE_REFERENCE,
    ),
    (a_file(transfers=(a_transfer(creditor_name=" \x00\n"),)), BankFileFault.MISSING_NAME),
    (a_file(transfers=(a_transfer(creditor_name="บริษัท \u202eก จำกัด"),)), BankFileFault.INVISIBLE_IN_NAME),
    (a_file(transfers=(a_transfer(creditor_name="บริษัท\u200b ก จำกัด"),)), BankFileFault.INVISIBLE_IN_NAME),
    (a_file(debtor_name="สสว\u2066."), BankFileFault.INVISIBLE_IN_NAME),
    (a_file(transfers=(a_transfer(creditor_tax_id="123"),)), BankFileFault.BAD_TAX_ID),
    (a_file(transfers=(a_transfer(creditor_bank_code="015"),)), BankFileFault.UNKNOWN_BANK),
    (a_file(transfers=(a_transfer(creditor_bank_code="065"),)), BankFileFault.UNKNOWN_BANK),
    (a_file(transfers=(a_transfer(creditor_branch="12"),)), BankFileFault.UNKNOWN_BANK),
    (a_file(transfers=(a_transfer(creditor_account="12345"),)), BankFileFault.BAD_ACCOUNT),
    (a_file(debtor_account="๑๒๓๔๕๖๗๘๙๐"), BankFileFault.BAD_ACCOUNT),
    (a_file(transfers=(a_transfer(amount=Money(0)),)), BankFileFault.AMOUNT_NOT_POSITIVE),
    (a_file(transfers=(a_transfer(amount=Money(-1)),)), BankFileFault.AMOUNT_NOT_POSITIVE),
]


@pytest.mark.parametrize(("file", "fault"), REFUSALS)
def test_what_no_bank_would_take_is_refused_before_it_is_written(file, fault: BankFileFault) -> None:
    with pytest.raises(BadBankFile) as refusal:
        PAIN001.write(file, "09")
    assert refusal.value.reason is fault


def test_what_the_schema_refuses_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pain001, "NAME_LENGTH", 200)
    with pytest.raises(BadBankFile) as refusal:
        PAIN001.write(a_file(debtor_name="ก" * 150), "09")
    assert refusal.value.reason is BankFileFault.AGAINST_SCHEMA
    assert refusal.value.line is not None


@pytest.mark.parametrize(
    ("bank", "number", "lawful"),
    [
        ("004", "1234567890", True),
        ("004", "123456789012", False),
        ("030", "123456789012", True),
        ("030", "1234567890", False),
        ("034", "012345678901", True),
        ("067", "12345678901234", True),
        ("069", "1234567890", True),
        ("069", "123456789012345", False),
        ("006", "0000000000", False),
        ("006", "๑๒๓๔๕๖๗๘๙๐", False),
        ("006", "123-456789", False),
        ("015", "1234567890", False),
        ("065", "1234567890", False),
        ("999", "1234567890", False),
    ],
)
def test_account_numbers_follow_their_bank(bank: str, number: str, lawful: bool) -> None:
    assert valid_account(bank, number) is lawful


def test_the_table_of_banks_is_keyed_by_three_digits_without_the_defunct() -> None:
    assert all(len(code) == 3 and code.isdigit() and bank.code == code for code, bank in BANKS.items())
    assert len({bank.abbreviation for bank in BANKS.values()}) == len(BANKS) == 28
    assert not {"015", "065"} & set(BANKS)


def test_an_iban_made_of_our_number_names_our_account_and_no_other() -> None:
    ours = DebtorAccount("006", "0012345678")
    iban = iban_of(ours)
    assert names_account("0012345678", "006", "0012345678")
    assert names_account(iban, "006", "0012345678")
    assert not names_account(iban, "004", "0012345678")
    assert not names_account(iban, "006", "0012345679")
    assert not names_account(iban[:-1] + "9", "006", "0012345679"), "its check digits fail"
    assert not names_account("", "006", "0012345678")


def test_the_vendored_schemas_are_the_bytes_they_were_taken_as() -> None:
    sums = dict(line.split()[::-1] for line in (SCHEMAS / "SHA256SUMS").read_text().splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path(SCHEMAS).glob("*.xsd")}
    assert found == sums
