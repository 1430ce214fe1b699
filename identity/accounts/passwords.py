"""Which passwords are refused: short ones, endless ones, those that are tried first, those about their owner or us.

Passwords are checked in their one form (NFKD, as they are hashed), and once more as the same keys give on a Latin
keyboard: `รหัสผ่าน` and `ยฟหหไนพก` are both tried first. Source: NIST SP 800-63B §3.1.1.2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

SHORTEST = 10
LONGEST = 200
JUDGED = 40
"""Characters whose guesses are counted: more of them only make a password better, and counting dearer."""
OWN_CHARACTERS = 6
"""Letters that must be left of a password without the words about its owner and us."""
GUESSES_LOG10 = 8.0
"""A password that some 10⁸ guesses find is refused: the bound of zxcvbn for an attacker without the hash."""
_OURS = (
    "osmep", "สสว", "1301", "coupon", "คูปอง", "sme", "smes", "คูปองพัฒนา", "ส่งเสริม", "วิสาหกิจ", "ขนาดกลาง", "ขนาดย่อม",
    "สำนักงาน", "พัฒนา", "ขีดความสามารถ", "capability", "improvement", "development", "thailand", "bangkok", "ประเทศไทย", "กรุงเทพ",
)  # fmt: skip
_THAI_FIRST = (
    "รหัสผ่าน", "พาสเวิร์ด", "สวัสดี", "สวัสดีครับ", "สวัสดีค่ะ", "ขอบคุณ", "รักเธอ", "ฉันรักเธอ", "คิดถึง", "ไม่บอก", "กขคง", "กขคงจฉ",
    "หนึ่งสองสาม", "เมืองไทย", "รักประเทศไทย", "ทดสอบ", "แอดมิน", "ผู้ดูแลระบบ",
)  # fmt: skip
_KEDMANEE = dict(
    zip(
        'ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ',
        "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?",
        strict=True,
    )
)
_THAI = re.compile("[\u0e00-\u0e7f]")
_BETWEEN = re.compile(r"[\s@.,_+()'\"/-]+")


class PasswordProblem(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TRIED_FIRST = "tried_first"
    ABOUT_YOU = "about_you"
    """Little is left of it without its owner's name, e-mail or organisation, or ours."""


def problem_of(password: str, about: Iterable[str]) -> PasswordProblem | None:
    """The problem with a password in its one form; `about` are texts about its owner. None for a good one."""
    if len(password) < SHORTEST:
        return PasswordProblem.TOO_SHORT
    if len(password) > LONGEST:
        return PasswordProblem.TOO_LONG
    if _is_about(password.casefold(), _words([*about, *_OURS])):
        return PasswordProblem.ABOUT_YOU
    if any(_is_tried_first(form) for form in _forms(password[:JUDGED])):
        return PasswordProblem.TRIED_FIRST
    return None


def _words(texts: Iterable[str]) -> list[str]:
    """The parts of these texts that may be in a password: each whole and each of its parts, from three letters on."""
    found: set[str] = set()
    for text in texts:
        plain = unicodedata.normalize("NFKD", text[:300]).casefold()
        found.update((plain, *_BETWEEN.split(plain)))
    return sorted((word for word in found if len(word) >= 3), key=len, reverse=True)


def _is_about(password: str, words: list[str]) -> bool:
    """Whether such a word is in it and, without these words, few letters are left."""
    left = password
    for word in words:
        left = left.replace(word, " ")
    return left != password and sum(letter.isalpha() for letter in left) < OWN_CHARACTERS


def _forms(password: str) -> list[str]:
    """As typed, and, if there is Thai in it, as the same keys give on a Latin keyboard."""
    if not _THAI.search(password):
        return [password]
    composed = password.replace("\u0e4d\u0e32", "\u0e33")  # NFKD takes ำ apart; one key gives it
    return [password, "".join(_KEDMANEE.get(letter, letter) for letter in composed)]


def _is_tried_first(password: str) -> bool:
    from zxcvbn import zxcvbn  # its word lists are read when first needed

    found = zxcvbn(password, user_inputs=_words(_THAI_FIRST))
    return bool(found["guesses_log10"] < GUESSES_LOG10)
