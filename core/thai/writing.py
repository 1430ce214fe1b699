"""Thai as it is written: dates in the Buddhist era, baht in words, numbers of people, order, line breaks.

What people type is read by `core/typed/`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from babel.dates import get_month_names
from icu4py.breakers import CharacterBreaker, LineBreaker
from icu4py.locale import Locale
from num2words import num2words
from reportlab.pdfbase.pdfmetrics import stringWidth
from stdnum.th import pin

from core.clock import BANGKOK, BUDDHIST_ERA
from core.money import SATANG_PER_BAHT, Money
from core.thai.words import unbreakable_places

_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


_THAI_LOCALE = Locale("th")


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


def shown_year(year: int, locale: object = "th") -> str:
    """A year (พ.ศ.) in the calendar of the page: `2568` in Thai, `2025` in English."""
    return str(year) if is_thai(locale) else str(year - BUDDHIST_ERA)


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


def grouped_thirteen_digits(digits: str) -> str:
    """As identity cards and papers of the Revenue Department print them, persons and companies alike: 0-5055-60010-00-1."""
    return str(pin.format(digits))


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
    parts meet, a single word wider than it between whole characters, never between a consonant and its marks. Newlines in the text are kept as breaks.
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
