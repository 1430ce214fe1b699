"""What a keyboard of the US layout types when the computer is set to Thai (Kedmanee, TIS 820-2538), mapped back."""

from __future__ import annotations

import re

_US = "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
_KEDMANEE = "ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ" + '+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'
_BACK = str.maketrans(_KEDMANEE, _US)
_THAI_KEYS = re.compile("[ก-ฺเ-๎]")
"""Thai letters and marks; Thai digits are typed by people too."""


def as_on_us_keys(text: str) -> str:
    """The text as the same keys give it on a US layout; unchanged when no Thai letter is in it.

    Hand scanners press the keys of a US keyboard: a computer that is set to Thai makes Thai letters of them.
    """
    return text.translate(_BACK) if _THAI_KEYS.search(text) else text
