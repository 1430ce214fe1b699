"""Codes, tags and the six digits: derived, read as people write them, and good for nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.money import Money
from core.pdf.qr import qr_matrix
from core.settings.keyring import Keyring
from coupons.coupons import codes
from coupons.coupons.codes import ALPHABET, CodeKeys, ConsentSubject, ScannedCode

RING = CodeKeys.parse("1:first-secret,2:second-secret")
CODE = RING.code_of(17, 1, 2)
TAG = RING.tag_of(CODE, 2)
SUBJECT = ConsentSubject(3, 17, Money.baht(42_000), Money.baht(33_600), 5, 7)
KEYS = Keyring.parse("key")
NOW = datetime(2026, 11, 22, 3, 0, 30, tzinfo=UTC)


def test_a_code_is_recomputed_and_differs_with_coupon_issue_and_key() -> None:
    others = {RING.code_of(18, 1, 2), RING.code_of(17, 2, 2), RING.code_of(17, 1, 1)}
    assert RING.code_of(17, 1, 2) == CODE
    assert CODE not in others
    assert len(others) == 3


def test_a_code_in_somebodys_hands_stays_that_code() -> None:
    """What was printed for this coupon under these keys, letter by letter."""
    assert (
        codes.qr_url("kupong.sme.go.th", CODE, TAG)
        == "HTTPS://KUPONG.SME.GO.TH/C/663AMNSNNXAZSP8T/01C26BHPENG7A"
    )


@given(st.integers(1, 10**12), st.integers(1, 99))
def test_code_and_tag_are_written_in_the_alphabet(coupon_id: int, issue_no: int) -> None:
    code = RING.code_of(coupon_id, issue_no, 2)
    tag = RING.tag_of(code, 2)
    assert (len(code), len(tag)) == (16, 13)
    assert set(code + tag) <= set(ALPHABET)


@given(st.integers(0, 28), st.sampled_from(ALPHABET))
def test_one_changed_character_is_refused_before_the_database_is_asked(place: int, put: str) -> None:
    whole = CODE + TAG
    torn = whole[:place] + put + whole[place + 1 :]
    looked_up = RING.lookups(ScannedCode(torn[:16], torn[16:]))
    assert bool(looked_up) == (torn == whole)


def test_a_typed_code_is_tried_under_every_key() -> None:
    assert set(RING.lookups(ScannedCode(CODE, None))) == {RING.lookup_of(CODE, 1), RING.lookup_of(CODE, 2)}


def test_a_code_of_an_older_key_is_still_known() -> None:
    old = RING.code_of(17, 1, 1)
    assert RING.lookups(ScannedCode(old, RING.tag_of(old, 1))) == (RING.lookup_of(old, 1),)


def test_the_lookup_does_not_hold_the_code() -> None:
    assert CODE.encode() not in RING.lookup_of(CODE, 2)


def test_the_address_fills_a_code_of_29_modules() -> None:
    address = codes.qr_url("kupong.sme.go.th:443", CODE, TAG)
    assert len(qr_matrix(address)) == 29
    assert codes.read_scanned(address) == ScannedCode(CODE, TAG)


@pytest.mark.parametrize(
    "written",
    [
        CODE,
        CODE.lower(),
        codes.grouped(CODE),
        "-".join(CODE[start : start + 4] for start in range(0, 16, 4)),
        f"  {CODE} \n",
        CODE.replace("0", "O").replace("1", "l"),
        CODE.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
    ],
)
def test_a_code_is_read_as_people_write_it(written: str) -> None:
    assert codes.read_scanned(written) == ScannedCode(CODE, None)


US = "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./" + '!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?'
THAI_KEYS = "ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฟหกดเ้่าสวงผปแอิืทมใฝ" + '+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'
ADDRESS = codes.qr_url("kupong.sme.go.th", CODE, TAG)


def on_thai_keys(text: str) -> str:
    """What a scanner's keys give on a computer set to Thai."""
    return text.translate(str.maketrans(US, THAI_KEYS))


def test_the_keys_of_a_thai_keyboard_are_as_on_the_keyboard() -> None:
    assert on_thai_keys("YPJ7TKRRW6AED60Y") == 'ํญ๋ึธษฑฑ"ุฤฎฏุจํ'


@pytest.mark.parametrize(
    "scanned",
    [
        ADDRESS,
        ADDRESS.lower(),
        f"]Q1{ADDRESS}",
        f"{ADDRESS}?openExternalBrowser=1",
        f"{ADDRESS}/?openExternalBrowser=1",
        ADDRESS * 2,
        f"0000TKRRW6AED60Y{ADDRESS}",
        f"\u200b{ADDRESS}\ufeff",
        "".join(chr(ord(letter) + 0xFEE0) for letter in ADDRESS),
        f"Code: {ADDRESS}",
        on_thai_keys(ADDRESS),
        on_thai_keys(f"]Q1{ADDRESS}"),
        on_thai_keys(ADDRESS) * 2,
    ],
)
def test_an_address_is_read_with_what_scanners_and_apps_put_around_it(scanned: str) -> None:
    assert codes.read_scanned(scanned) == ScannedCode(CODE, TAG)


@pytest.mark.parametrize(
    "typed",
    [
        f"Code: {CODE}",
        f"รหัสคูปอง: {codes.grouped(CODE)}",
        f"\u200e{CODE}\u200b",
        "".join(chr(ord(letter) + 0xFEE0) for letter in CODE),
        on_thai_keys(CODE),
        on_thai_keys(CODE.lower()),
    ],
)
def test_a_code_is_read_as_it_is_pasted_or_keyed(typed: str) -> None:
    assert codes.read_scanned(typed) == ScannedCode(CODE, None)


@given(st.text(ALPHABET, min_size=16, max_size=16))
def test_every_code_is_read_from_a_keyboard_set_to_thai(code: str) -> None:
    assume(re.search("[ก-ฮ]", on_thai_keys(code)))
    assert codes.read_scanned(on_thai_keys(code)) == ScannedCode(code, None)


@given(st.text(max_size=300))
def test_no_input_breaks_the_reader(text: str) -> None:
    found = codes.read_scanned(text)
    assert found is None or set(found.code) <= set(ALPHABET)


@pytest.mark.parametrize(
    "text", ["", " ", CODE[:15], CODE + "Z", "U" * 16, "https://evil.example/C/abc", "😀" * 16]
)
def test_what_is_no_code_is_not_read(text: str) -> None:
    assert codes.read_scanned(text) is None


def test_the_six_digits_fit_their_minute_and_the_ones_beside_it() -> None:
    shown = codes.consent_code(KEYS, SUBJECT, NOW)
    minutes = [
        minute
        for minute in range(-3, 4)
        if codes.consent_code_fits(KEYS, SUBJECT, shown, NOW + timedelta(minutes=minute))
    ]
    assert minutes == [-1, 0, 1]


def test_digits_shown_under_the_key_before_fit_while_it_is_listed() -> None:
    shown = codes.consent_code(KEYS, SUBJECT, NOW)
    assert codes.consent_code_fits(Keyring.parse("1:key,2:next"), SUBJECT, shown, NOW)
    assert not codes.consent_code_fits(Keyring.parse("2:next"), SUBJECT, shown, NOW)


@pytest.mark.parametrize(
    "other",
    [
        replace(SUBJECT, proposal_id=4),
        replace(SUBJECT, coupon_id=18),
        replace(SUBJECT, price=Money.baht(42_001)),
        replace(SUBJECT, subsidy=Money.baht(33_599)),
        replace(SUBJECT, provider_id=6),
        replace(SUBJECT, service_id=8),
    ],
)
def test_the_six_digits_vouch_for_this_price_alone(other: ConsentSubject) -> None:
    assert codes.consent_code(KEYS, other, NOW) != codes.consent_code(KEYS, SUBJECT, NOW)


def test_the_six_digits_are_read_with_spaces_and_thai_digits() -> None:
    shown = codes.consent_code(KEYS, SUBJECT, NOW)
    thai = shown.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert codes.consent_code_fits(KEYS, SUBJECT, f"{shown[:3]} {shown[3:]}", NOW)
    assert codes.consent_code_fits(KEYS, SUBJECT, thai, NOW)
    assert not codes.consent_code_fits(KEYS, SUBJECT, "", NOW)
    assert not codes.consent_code_fits(KEYS, SUBJECT, "😀", NOW)
