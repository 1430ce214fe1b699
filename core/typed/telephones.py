"""A telephone number in Thailand as people type it (numbering plan of the NBTC; metadata of Google's libphonenumber)."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat

from core.thai.writing import is_thai
from core.typed.problems import TypedProblem, Unreadable
from core.typed.text import plain

_LABEL = re.compile(r"(?:โทรศัพท์|โทร|มือถือ|tel|phone|mobile)[ .:]*", re.IGNORECASE)
_EXTENSION = re.compile(r"[ ,;]*(?:ต่อ|กด|ext\.?|extension|x|#)[ .:]*(\d{1,5})$", re.ASCII | re.IGNORECASE)
_COUNTRY = re.compile(r"(?:\+|00) ?66[ -]?(?:\(0\))?[ -]?0?", re.ASCII)
_CALL_CENTRE = re.compile(r"1\d{3}", re.ASCII)
_SEVERAL = re.compile(r"\d[ ]*(?:[,;/]|หรือ|และ|or|and)[ ]*[\d+]", re.ASCII | re.IGNORECASE)
_MOBILE, _FIXED = 10, 9
_KEPT_EXTENSION = " ext "


def read_phone(text: str) -> str:
    """The number as it is kept: 0810000001, 020001234 ext 123, 1301. Raises Unreadable.

    Ten digits are a mobile telephone, nine a fixed line, four that begin with 1 a call centre.
    """
    typed = _LABEL.sub("", plain(text), count=1) if not plain(text)[:1].isdigit() else plain(text)
    if _SEVERAL.search(typed):
        raise Unreadable(TypedProblem.PHONE_SEVERAL)
    extension = _EXTENSION.search(typed)
    if extension:
        typed = typed[: extension.start()]
    return _number(typed) + (f"{_KEPT_EXTENSION}{extension[1]}" if extension else "")


def _number(typed: str) -> str:
    national = _COUNTRY.sub("0", typed, count=1) if _COUNTRY.match(typed) else typed
    if re.match(r"\+|00", national):
        raise Unreadable(TypedProblem.PHONE_ABROAD)
    digits = re.sub(r"[ .()-]", "", national)
    if not (digits.isascii() and digits.isdigit()):
        raise Unreadable(TypedProblem.PHONE_WRONG)
    if _CALL_CENTRE.fullmatch(digits):
        return digits
    if not digits.startswith("0"):
        meant = f"0{digits}"
        if not _is_given(meant):
            raise Unreadable(TypedProblem.PHONE_WRONG)
        raise Unreadable(TypedProblem.PHONE_ZERO_MISSING, meant=phone_shown(meant))
    if not _is_given(digits):
        raise Unreadable(_problem(digits))
    return digits


def _is_given(digits: str) -> bool:
    """Whether the plan has such a number."""
    if digits[1:2] in ("0", "1"):
        return False
    length = _MOBILE if digits[1:2] in ("6", "8", "9") else _FIXED
    return len(digits) == length and phonenumbers.is_valid_number(phonenumbers.parse(digits, "TH"))


def _problem(digits: str) -> TypedProblem:
    length = _MOBILE if digits[1:2] in ("6", "8", "9") else _FIXED
    if digits[1:2] in ("0", "1"):
        return TypedProblem.PHONE_PREFIX
    if len(digits) > length:
        return TypedProblem.PHONE_TOO_LONG
    return TypedProblem.PHONE_TOO_SHORT if len(digits) < length else TypedProblem.PHONE_PREFIX


def phone_shown(kept: str, locale: object = "th") -> str:
    """As printed: 081-000-0001, 02-000-1234 ต่อ 123 (in English `ext. 123`). What was kept before it was read stays."""
    number, _, extension = kept.partition(_KEPT_EXTENSION)
    if not re.fullmatch(r"0\d{8,9}", number, re.ASCII):
        return kept
    parsed = phonenumbers.parse(number, "TH")
    shown = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL).replace(" ", "-")
    if not extension:
        return shown
    return f"{shown} ต่อ {extension}" if is_thai(locale) else f"{shown} ext. {extension}"


def phone_link(kept: str) -> str:
    """The address that a telephone dials: tel:+66810000001, of a call centre tel:1301."""
    number, _, extension = kept.partition(_KEPT_EXTENSION)
    dialled = f"+66{number[1:]}" if number.startswith("0") else number
    return f"tel:{dialled},{extension}" if extension else f"tel:{dialled}"
