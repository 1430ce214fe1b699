"""The 13-digit number of a person, a juristic person or a body of the state, as people type and paste it.

The last digit must be (11 − Σ dᵢ·(14−i) mod 11) mod 10. The first digits tell whose number it is: 0 and then a
province, a juristic person; 099, a body of the state or an unincorporated one; 00, an alien worker; 1–5 and 8, a Thai
national or a permanent resident; 6 and 7, an alien (Civil Registration Act; Revenue Department).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum.th import tin

from core.typed.problems import TypedProblem, Unreadable
from core.typed.text import plain

DIGITS, BRANCH_DIGITS = 13, 5
HEAD_OFFICE = "00000"

_SHORT_FORM = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_LABEL = re.compile(r"[^\d]*", re.ASCII)
_BRANCH = re.compile(
    r"[ (/,]*(?:(?:สาขา(?:ที่)?|branch)[ :.]*)?(\d{5})\)?|[ (/,]*(สำนักงานใหญ่|head ?office)\)?",
    re.ASCII | re.IGNORECASE,
)
_RUN = "01234567890123456789012"


class NumberKind(StrEnum):
    """Whose a 13-digit number is, by its first digits."""

    JURISTIC = "juristic"
    STATE_OR_UNINCORPORATED = "state_or_unincorporated"
    PERSON = "person"
    ALIEN = "alien"
    ALIEN_WORKER = "alien_worker"


@dataclass(frozen=True, slots=True)
class Thirteen:
    """A lawful number: its 13 digits, whose it is, and the five digits of a branch typed behind it."""

    digits: str
    kind: NumberKind
    branch: str | None = None


def read_thirteen(text: str) -> Thirteen:
    """Read a number with or without hyphens, points, spaces, a label before it, a branch behind it.

    Twelve digits that become a lawful number with a 0 before them have lost it in a spreadsheet: Unreadable, with the
    number that is probably meant. Raises Unreadable for every other number that nobody was given.
    """
    number, branch = _split(plain(text))
    if len(number) == DIGITS - 1 and _is_lawful(f"0{number}"):
        raise Unreadable(TypedProblem.NUMBER_ZERO_MISSING, meant=f"0{number}")
    if len(number) != DIGITS:
        raise Unreadable(TypedProblem.NUMBER_LENGTH, count=len(number))
    if _is_made_up(number):
        raise Unreadable(TypedProblem.NUMBER_MADE_UP)
    if number.startswith("9"):
        raise Unreadable(TypedProblem.NUMBER_FIRST_DIGIT)
    if not tin.is_valid(number):
        raise Unreadable(TypedProblem.NUMBER_CHECK_DIGIT)
    return Thirteen(number, number_kind(number), branch)


def number_kind(number: str) -> NumberKind:
    """Whose a lawful number is, by its first digits."""
    if number.startswith("099"):
        return NumberKind.STATE_OR_UNINCORPORATED
    if number.startswith("00"):
        return NumberKind.ALIEN_WORKER
    if number.startswith("0"):
        return NumberKind.JURISTIC
    return NumberKind.ALIEN if number[0] in "67" else NumberKind.PERSON


def as_pasted(text: str) -> str | None:
    """The 13 digits of a number looked for, the 0 that a spreadsheet dropped put back; None for all else."""
    try:
        return read_thirteen(text).digits
    except Unreadable as problem:
        return problem.meant


def read_branch(text: str) -> str:
    """The five digits of a branch as the Revenue Department numbers them; 00000 is the head office. Raises Unreadable."""
    match = _BRANCH.fullmatch(plain(text).zfill(BRANCH_DIGITS))
    if match is None:
        raise Unreadable(TypedProblem.BRANCH_WRONG)
    return match[1] or HEAD_OFFICE


def _split(typed: str) -> tuple[str, str | None]:
    """The digits of the number, and those of a branch behind them."""
    if _SHORT_FORM.fullmatch(typed):
        raise Unreadable(TypedProblem.NUMBER_SHORT_FORM)
    bare = typed[len(_LABEL.match(typed)[0]) :]  # type: ignore[index]  # it matches nothing at all too
    end = _end_of_number(bare)
    number = re.sub(r"[ .'-]", "", bare[:end])
    behind = _BRANCH.fullmatch(bare[end:])
    if behind:
        return number, behind[1] or HEAD_OFFICE
    number += re.sub(r"[ .'-]", "", bare[end:])
    if not (number.isascii() and number.isdigit()):
        raise Unreadable(TypedProblem.NUMBER_LETTERS)
    return number, None


def _end_of_number(text: str) -> int:
    """Where the thirteenth digit ends; the end of the text when there are not so many."""
    seen = 0
    for place, character in enumerate(text):
        seen += character.isdigit()
        if seen == DIGITS:
            return place + 1
    return len(text)


def _is_lawful(number: str) -> bool:
    return not _is_made_up(number) and bool(tin.is_valid(number))


def _is_made_up(number: str) -> bool:
    """Twelve digits of one kind, a counter behind zeros, or a counting row: some pass the arithmetic."""
    first = number[:12]
    return len(set(first)) == 1 or first.startswith("000") or first in _RUN or first in _RUN[::-1]
