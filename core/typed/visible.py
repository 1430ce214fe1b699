"""Text as people see it: without characters that show nothing, or turn what is beside them around.

Direction overrides make one name read as another, zero-width characters make two names look alike, and both come along
with what is copied and pasted. Thai and English need none of them (Unicode TR36 §2.5, UAX 9). They are taken out where
text comes in and where a page or a list shows it; a bank file with one is refused.
"""

from __future__ import annotations

import re
import unicodedata

_SHOWS_NOTHING = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


_LINKED_DOT = re.compile(r"(?<=\S)\.(?=[^\W\d_])")


LONGEST_IN_MAIL = 100


def has_invisible(text: str) -> bool:
    """Whether there is such a character in it."""
    return _SHOWS_NOTHING.search(text) is not None


def visible(text: str) -> str:
    """The text without them; the same object when there are none."""
    return _SHOWS_NOTHING.sub("", text) if _SHOWS_NOTHING.search(text) else text


def shown(value: object) -> object:
    """What a page prints of a value: texts of people without such characters, all else as it is."""
    return visible(value) if type(value) is str else value


def in_mail(text: str) -> str:
    """A name as an e-mail may carry it: one short line of visible text in which no program finds a link.

    Somebody can be called `Click http://evil.example`; an e-mail in our name must not send anybody there.
    """
    plain = visible(unicodedata.normalize("NFC", text))
    line = " ".join("".join(" " if unicodedata.category(each)[0] == "C" else each for each in plain).split())
    unlinked = _LINKED_DOT.sub(". ", line.replace("://", " ").replace("@", " ")).replace("//", "/")
    return unlinked[:LONGEST_IN_MAIL].rstrip()
