"""An amount of baht as people type it."""

from __future__ import annotations

import re
from functools import cache

from babel.numbers import list_currencies

from core.money import MAX_SATANG, SATANG_PER_BAHT, Money
from core.typed.problems import TypedProblem, Unreadable
from core.typed.text import plain

_BEFORE = re.compile(r"^(?:฿|THB|บาท) ?", re.IGNORECASE)
_BEHIND = re.compile(r" ?(?:บาทถ้วน|บาท|บ\.?|THB|baht|฿)$", re.IGNORECASE)
_NOTHING_MORE = re.compile(r"[.,]?-$")
"""The dash after the point on price tags: no satang."""
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d*)?", re.ASCII)
_FIGURE = re.compile(r"(\d[\d,]*)?(?:\.(\d*))?", re.ASCII)
_GROUPED = re.compile(r"\d+|\d{1,3}(?:,\d{3})+", re.ASCII)
_FOREIGN = re.compile(r"([A-Za-z]{3}|[$€£¥]) ?[\d,.]+|[\d,.]+ ?([A-Za-z]{3}|[$€£¥])", re.ASCII)


def read_amount(text: str) -> Money:
    """Read an amount: 1,250 · 1250.- · 1,250.50 บาท · ฿1,250 · 1 250 · ๑๒๕๐ บาทถ้วน. Nothing is rounded or guessed.

    Raises Unreadable: below zero, in another currency, with commas that group nothing, with parts of a satang.
    """
    typed = plain(text)
    if typed.startswith("-") or (typed.startswith("(") and typed.endswith(")")):
        _figure(_stripped(typed.strip("-() ")))
        raise Unreadable(TypedProblem.AMOUNT_BELOW_ZERO)
    return _figure(_stripped(typed.removeprefix("+")))


def _stripped(typed: str) -> str:
    """The figure alone, without the words and signs of the baht."""
    figure = _NOTHING_MORE.sub("", _BEHIND.sub("", _BEFORE.sub("", typed)).strip())
    return figure.replace(" ", "") if _SPACED.fullmatch(figure) else figure


def _figure(figure: str) -> Money:
    match = _FIGURE.fullmatch(figure)
    if match is None or not (match[1] or match[2]):
        foreign = _FOREIGN.fullmatch(figure)
        in_another = foreign and ((foreign[1] or foreign[2]).upper() in _currencies())
        raise Unreadable(TypedProblem.AMOUNT_NOT_BAHT if in_another else TypedProblem.AMOUNT_WRONG)
    whole, parts = match[1] or "0", match[2] or ""
    if not _GROUPED.fullmatch(whole):
        raise Unreadable(TypedProblem.AMOUNT_COMMAS)
    if len(parts) > 2:
        raise Unreadable(TypedProblem.AMOUNT_DECIMALS)
    satang = int(whole.replace(",", "")) * SATANG_PER_BAHT + int(parts.ljust(2, "0"))
    if satang > MAX_SATANG:
        raise Unreadable(TypedProblem.AMOUNT_TOO_LARGE)
    return Money(satang)


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies()) | frozenset("$€£¥")
