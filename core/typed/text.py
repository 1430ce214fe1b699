"""Text as it was meant: no invisible characters, Thai in one spelling; and a plain form for numbers and days.

The same Thai word can be keyed in several ways that look alike on the screen. Pages, e-mail programs and word
processors add characters that show nothing. Everything that comes in is brought to one form before it is stored,
compared or searched for.
"""

from __future__ import annotations

import re
import unicodedata

from core.typed.visible import visible

LONGEST_PLAIN = 400
"""Characters that are looked at where a number or a day is expected."""

_TONES = "่-๋"
_OTHER_MARKS = "ัิ-ฺ็-์"
_SPLIT_SARA_AM = re.compile(f"ํ([{_TONES}]?)า|([{_TONES}])ํา")
_TONE_AFTER_SARA_AM = re.compile(f"ำ([{_TONES}])")
_TONE_BEFORE_VOWEL = re.compile(f"([{_TONES}])([ัิ-ฺ])")
_TWICE = re.compile(f"([{_OTHER_MARKS}])\\1+")

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_PLAIN = (
    _FULL_WIDTH
    | _THAI_DIGITS
    | dict.fromkeys((*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63), "-")
    | dict.fromkeys((0x2018, 0x2019, 0x02BC, 0x00B4), "'")
)


def as_written(text: str) -> str:
    """The text without invisible characters, composed (NFC), with each Thai syllable in its one spelling.

    น + ํ + ้ + า and น + ้ + ํ + า are น้ำ; two เ are แ; a tone mark stands behind its vowel; a mark keyed twice
    stands once.
    """
    clean = unicodedata.normalize("NFC", visible(text))
    if clean.isascii():
        return clean
    clean = _TWICE.sub(r"\1", clean)
    clean = _SPLIT_SARA_AM.sub(lambda match: f"{match[1] or match[2] or ''}ำ", clean)
    clean = _TONE_AFTER_SARA_AM.sub(r"\1ำ", clean)
    return _TWICE.sub(r"\1", _TONE_BEFORE_VOWEL.sub(r"\2\1", clean)).replace("เเ", "แ")


def in_half_width(text: str) -> str:
    """The text with its full-width letters and digits as ASCII ones."""
    return text.translate(_FULL_WIDTH)


def plain(text: str) -> str:
    """One line for reading numbers and days: ASCII digits, hyphens and spaces of one kind, no full-width letters."""
    narrow = as_written(text[:LONGEST_PLAIN]).translate(_PLAIN)
    return " ".join(narrow.split())
