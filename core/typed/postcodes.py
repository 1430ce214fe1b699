"""A postcode of Thailand as people type it."""

from __future__ import annotations

import re

from core.thai import places
from core.typed.problems import TypedProblem, Unreadable
from core.typed.text import plain


def read_postcode(text: str) -> str:
    """Its five digits, if some place has them. Raises Unreadable."""
    digits = plain(text).replace(" ", "").replace("-", "")
    if re.search(r"[^\W\d_]", digits):
        raise Unreadable(TypedProblem.POSTCODE_LETTERS)
    if not re.fullmatch(r"\d{5}", digits, re.ASCII):
        raise Unreadable(TypedProblem.POSTCODE_LENGTH)
    if not places.provinces_of_postcode(digits):
        raise Unreadable(TypedProblem.POSTCODE_UNKNOWN)
    return digits
