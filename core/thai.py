"""Thai as it is written: dates in the Buddhist era, baht in words, numbers of people, order, line breaks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Literal

from babel.dates import get_month_names
from icu4py.breakers import CharacterBreaker, LineBreaker
from icu4py.locale import Locale
from num2words import num2words
from reportlab.pdfbase.pdfmetrics import stringWidth
from stdnum.th import moa, pin

from core.clock import BANGKOK, BUDDHIST_ERA
from core.money import SATANG_PER_BAHT, Money
from core.thai_words import unbreakable_places

_FIRST_BUDDHIST_YEAR = 2400
_LAST_BUDDHIST_YEAR = 2799
_FIRST_COMMON_YEAR = 1857
_LAST_COMMON_YEAR = 2256
"""The same 400 years in both eras: no year can be read in two ways."""

_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_THAI_LOCALE = Locale("th")

_NUMERIC_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_NAMED_DATE = re.compile(r"(\d{1,2})\s*([^\d\s](?:[^\d]*[^\d\s])?)\s*(\d{4})", re.ASCII)
_ERA = re.compile(r"(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)$")

_LEADING_VOWEL_AND_CONSONANT = re.compile(r"([เแโใไ])([ก-ฮ])")
_SPLIT_SARA_AM = re.compile(r"ํ([่้๊๋]?)า")
_SECONDARY_MARKS = "๎์็่้๊๋"
"""Marks that only decide between words otherwise equal, lightest first."""


def is_thai(locale: object) -> bool:
    """Whether a locale ("th", "th_TH", a Babel Locale) is Thai."""
    return str(locale).lower().startswith("th")


def be_date(d: date, locale: object = "th", *, long: bool = False) -> str:
    """A day as printed: `22 พ.ย. 2569`, long `22 พฤศจิกายน พ.ศ. 2569`; in English `22 Nov 2026`.

    Thai years are Buddhist (CE + 543), English ones Common Era.
    """
    width: Literal["wide", "abbreviated"] = "wide" if long else "abbreviated"
    if not is_thai(locale):
        return f"{d.day} {get_month_names(width, locale='en')[d.month]} {d.year}"
    era = "พ.ศ. " if long else ""
    return f"{d.day} {get_month_names(width, locale='th')[d.month]} {era}{d.year + BUDDHIST_ERA}"


def fiscal_year(year: int, locale: object = "th") -> str:
    """A Thai fiscal year (พ.ศ.): `2570` in Thai; `2027 (B.E. 2570)` in English, where dates are of the common era."""
    return str(year) if is_thai(locale) else f"{year - BUDDHIST_ERA} (B.E. {year})"


def be_datetime(moment: datetime, locale: object = "th") -> str:
    """A moment as a clock in Bangkok shows it: `22 พ.ย. 2569 06:00 น.`; in English `22 Nov 2026 06:00`.

    Raises ValueError for a datetime without a zone: it would name no moment.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local = moment.astimezone(BANGKOK)
    text = f"{be_date(local.date(), locale)} {local:%H:%M}"
    return f"{text} น." if is_thai(locale) else text


def parse_thai_digits(text: str) -> str:
    """The same text with Thai digits (๐–๙) as ASCII ones."""
    return text.translate(_THAI_DIGITS)


def parse_be_date(text: str) -> date:
    """Read a day as people type it: 22/11/2569, 22-11-2569, 22 พ.ย. 2569, 22 Nov 2026, 2026-11-22, Thai digits.

    A four-digit year from 2400 on is Buddhist, an earlier one Common Era: the
    400 years accepted in each do not overlap. Raises ValueError for anything
    else, two-digit years and days that do not exist included.
    """
    cleaned = " ".join(parse_thai_digits(text[:80]).split())
    if match := _NUMERIC_DATE.fullmatch(cleaned):
        return _day(match[4], int(match[3]), match[1])
    if match := _ISO_DATE.fullmatch(cleaned):
        return _day(match[1], int(match[2]), match[3])
    if match := _NAMED_DATE.fullmatch(cleaned):
        month = _months_by_name().get(_bare(_ERA.sub("", match[2])))
        if month:
            return _day(match[3], month, match[1])
    raise ValueError("not a date")


def _day(year: str, month: int, day: str) -> date:
    number = int(year)
    if _FIRST_BUDDHIST_YEAR <= number <= _LAST_BUDDHIST_YEAR:
        number -= BUDDHIST_ERA
    elif not _FIRST_COMMON_YEAR <= number <= _LAST_COMMON_YEAR:
        raise ValueError("year out of range")
    return date(number, month, int(day))


def _bare(name: str) -> str:
    """A month's name without its points, spaces and case: พ.ย., พย and พ. ย. are one."""
    return re.sub(r"[.\s]", "", name).casefold()


@cache
def _months_by_name() -> dict[str, int]:
    return {
        _bare(name): month
        for locale in ("th", "en")
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=locale).items()
    }


def baht_words(amount: Money) -> str:
    """An amount in words, as Thai cheques and receipts have it: หนึ่งร้อยยี่สิบเอ็ดบาทห้าสิบสตางค์.

    Whole baht end in ถ้วน; less than one baht names satang only; nothing is
    ศูนย์บาทถ้วน. A final one after a higher digit is เอ็ด, also after ล้าน
    (Royal Society's reading: หนึ่งล้านเอ็ด). Raises ValueError below zero.
    """
    if amount.satang < 0:
        raise ValueError("a negative amount has no words")
    baht, satang = divmod(amount.satang, SATANG_PER_BAHT)
    if not satang:
        return f"{_thai_number(baht)}บาทถ้วน"
    return f"{_thai_number(baht)}บาท{_thai_number(satang)}สตางค์" if baht else f"{_thai_number(satang)}สตางค์"


def _thai_number(number: int) -> str:
    return str(num2words(number, lang="th"))


def valid_thirteen_digits(text: str) -> str | None:
    """The 13 digits of a person or a legal entity if lawful, else None.

    Spaces, hyphens and Thai digits are allowed. The last digit must be
    (11 − Σ dᵢ·(14−i) mod 11) mod 10, and the twelve before it may not be one digit
    repeated or a mere counter behind zeros (0000000000001 passes the arithmetic).
    """
    return juristic_id(text) or national_id(text)


def national_id(text: str) -> str | None:
    """The 13 digits of a natural person (first digit 1–8), or None."""
    digits = _thirteen_digits(text)
    return digits if digits and pin.is_valid(digits) else None


def juristic_id(text: str) -> str | None:
    """The 13 digits of a juristic person or state body (first digit 0), or None."""
    digits = _thirteen_digits(text)
    return digits if digits and moa.is_valid(digits) else None


def _thirteen_digits(text: str) -> str | None:
    digits = re.sub(r"[\s-]", "", parse_thai_digits(text[:40]))
    if not re.fullmatch(r"[0-9]{13}", digits):
        return None
    made_up = len(set(digits[:12])) == 1 or digits.startswith("000")
    return None if made_up else digits


def grouped_thirteen_digits(digits: str) -> str:
    """As printed on cards and certificates: 1-1017-00000-00-1, of a juristic person 0-10-7-537-00088-2."""
    return str(moa.format(digits) if digits.startswith("0") else pin.format(digits))


def thai_sort_key(text: str) -> str:
    """A key that puts names in dictionary order (Royal Society): เก after ก่อน, tone marks last of all.

    A leading vowel is weighed behind the consonant it is read after; tone marks,
    ไม้ไต่คู้ and การันต์ decide only between words otherwise equal. Compare by
    code point (in PostgreSQL: COLLATE "C"). icu4py has no collator, so the
    rule is written out here.
    """
    plain = _SPLIT_SARA_AM.sub(r"\1ำ", unicodedata.normalize("NFC", parse_thai_digits(text).casefold()))
    ordered = _LEADING_VOWEL_AND_CONSONANT.sub(r"\2\1", " ".join(plain.split()))
    letters, weights = [], []
    for character in ordered:
        weight = _SECONDARY_MARKS.find(character)
        if weight < 0:
            letters.append(character)
            weights.append("0")
        else:
            weights.append(str(weight + 1))
    return f"{''.join(letters)}\x01{''.join(weights)}"


def break_lines(text: str, font: str, size: float, width: float) -> list[str]:
    """Fill lines of `width` points, breaking only between words: ICU's, and compounds that it would take apart.

    `font` is a font registered with reportlab, `size` in points. A compound wider than the line is broken where its
    parts meet, a single word wider than it between whole characters, never between a letter and its marks. Newlines in the text are kept as breaks.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines.extend(_filled(paragraph, font, size, width))
    return lines


def _filled(paragraph: str, font: str, size: float, width: float) -> Iterator[str]:
    line = ""
    for piece in _pieces(paragraph, font, size, width):
        if line and stringWidth(line + piece.rstrip(), font, size) > width:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield line.rstrip()


def _pieces(paragraph: str, font: str, size: float, width: float) -> Iterator[str]:
    """Unbreakable pieces of a paragraph; those wider than a line fall into characters."""
    for word in _words(paragraph):
        if stringWidth(word.rstrip(), font, size) <= width:
            yield word
            continue
        for part in LineBreaker(word, _THAI_LOCALE):
            fits = stringWidth(part.rstrip(), font, size) <= width
            yield from [part] if fits else CharacterBreaker(part, _THAI_LOCALE)


def _words(paragraph: str) -> Iterator[str]:
    """Words with the spaces that follow them, compounds whole."""
    within = unbreakable_places(paragraph)
    word, place = "", 0
    for part in LineBreaker(paragraph, _THAI_LOCALE):
        word, place = word + part, place + len(part)
        if place not in within:
            yield word
            word = ""
