"""A day as people type it, in either calendar, in Thai or English."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel.dates import get_day_names, get_month_names

from core.clock import BUDDHIST_ERA
from core.thai.writing import is_thai
from core.typed.problems import TypedProblem, Unreadable
from core.typed.text import plain

FIRST_BUDDHIST_YEAR, LAST_BUDDHIST_YEAR = 2400, 2799
FIRST_COMMON_YEAR, LAST_COMMON_YEAR = 1857, 2256
"""The same 400 years in both eras: no year of four digits can be read in two ways."""
FARTHEST_YEARS = 20
"""A year of two digits is read only when the day lies within so many years of today."""

_YEAR = r"(\d{4}|\d{2})"
_NUMERIC = re.compile(
    rf"(\d{{1,2}}) ?([/.-]) ?(\d{{1,2}}) ?\2 ?{_YEAR}|(\d{{1,2}}) (\d{{1,2}}) {_YEAR}", re.ASCII
)
_YEAR_FIRST = re.compile(r"(\d{4}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{1,2})", re.ASCII)
_NAMED = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[ ./-]*([^\d]+?)[ /,-]*{_YEAR}", re.ASCII | re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII | re.IGNORECASE)
_WITHOUT_YEAR = re.compile(r"\d{1,2} ?[/.-] ?\d{1,2}|(\d{1,2})(?:st|nd|rd|th)?[ ./-]*([^\d]+)", re.ASCII)
_WITHOUT_DAY = re.compile(rf"([^\d]+?)[ /,-]*{_YEAR}", re.ASCII)

_BUDDHIST, _COMMON = (
    r"พ\.? ?ศ\.?|พุทธศักราช|b\. ?e\.?|be",
    r"ค\.? ?ศ\.?|คริสต์ศักราช|คริสตศักราช|a\. ?d\.?|ad|c\. ?e\.?|ce",
)
_ERA_BEHIND = re.compile(rf"(?<=[\d ])(?:({_BUDDHIST})|({_COMMON}))$", re.IGNORECASE)
_ERA_BEFORE = re.compile(rf"(?<![^\W\d_])(?:({_BUDDHIST})|({_COMMON}))$", re.IGNORECASE)


def read_day(text: str, *, today: date, locale: object) -> date:
    """Read a day: 22/11/2569, 22.11.69, 22 พ.ย. 2569, วันอาทิตย์ที่ 22 พฤศจิกายน พ.ศ. 2569, 22nd Nov 2026, 2026-11-22.

    A year of four digits from 2400 on is Buddhist, an earlier one of the common era, in both languages. A year of two
    digits is of the calendar of `locale`, and read only within 20 years of `today`. The order is day, month, year, or
    year, month, day; the American one is not guessed. Raises Unreadable.
    """
    typed = plain(text)
    bare, weekday = _without_weekday(typed.removesuffix("."))
    bare, is_buddhist = _without_era(bare, _ERA_BEHIND)
    day = _day(bare, is_buddhist, today, locale)
    if weekday is not None and day.weekday() != weekday:
        raise Unreadable(TypedProblem.WEEKDAY_DIFFERS)
    return day


def _day(text: str, is_buddhist: bool | None, today: date, locale: object) -> date:
    if match := _NUMERIC.fullmatch(text):
        day, month, year = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        return _existing(year, int(month), day, is_buddhist, today, locale)
    if match := _YEAR_FIRST.fullmatch(text):
        return _existing(match[1], int(match[3]), match[4], is_buddhist, today, locale)
    if match := _NAMED.fullmatch(text):
        name, before = _without_era(match[2], _ERA_BEFORE)
        if month := _months().get(_bare(name)):
            era = is_buddhist if before is None else before
            return _existing(match[3], month, match[1], era, today, locale)
    if (match := _MONTH_FIRST.fullmatch(text)) and (month := _months().get(_bare(match[1]))):
        return _existing(match[3], month, match[2], is_buddhist, today, locale)
    raise _unreadable(text)


def _unreadable(text: str) -> Unreadable:
    """What is missing, where that is all that is wrong."""
    match = _WITHOUT_YEAR.fullmatch(text)
    if match and (match[2] is None or _bare(match[2]) in _months()):
        return Unreadable(TypedProblem.YEAR_MISSING)
    match = _WITHOUT_DAY.fullmatch(text)
    if match and _bare(_without_era(match[1], _ERA_BEFORE)[0]) in _months():
        return Unreadable(TypedProblem.DAY_MISSING)
    return Unreadable(TypedProblem.DAY_WRONG)


def _existing(year: str, month: int, day: str, is_buddhist: bool | None, today: date, locale: object) -> date:
    number = (
        _four_digits(int(year), is_buddhist)
        if len(year) == 4
        else _two_digits(int(year), is_thai(locale) if is_buddhist is None else is_buddhist, today)
    )
    try:
        found = date(number, month, int(day))
    except ValueError:
        raise Unreadable(TypedProblem.DAY_UNKNOWN) from None
    if len(year) == 2 and _is_far(found, today):
        raise Unreadable(TypedProblem.YEAR_UNCLEAR)
    return found


def _four_digits(year: int, is_buddhist: bool | None) -> int:
    """The year of the common era."""
    buddhist = FIRST_BUDDHIST_YEAR <= year <= LAST_BUDDHIST_YEAR
    if not buddhist and not FIRST_COMMON_YEAR <= year <= LAST_COMMON_YEAR:
        raise Unreadable(TypedProblem.YEAR_OUT_OF_RANGE)
    if is_buddhist is not None and is_buddhist is not buddhist:
        raise Unreadable(TypedProblem.ERA_DIFFERS)
    return year - BUDDHIST_ERA if buddhist else year


def _two_digits(year: int, is_buddhist: bool, today: date) -> int:
    """The year of the common era that ends so in its calendar and lies nearest to today."""
    now = today.year + (BUDDHIST_ERA if is_buddhist else 0)
    nearest = min(
        (now // 100 * 100 + century + year for century in (-100, 0, 100)), key=lambda y: abs(y - now)
    )
    if abs(nearest - now) > FARTHEST_YEARS:
        raise Unreadable(TypedProblem.YEAR_UNCLEAR)
    return nearest - (BUDDHIST_ERA if is_buddhist else 0)


def _is_far(day: date, today: date) -> bool:
    """Whether the day lies more than FARTHEST_YEARS from today, before it or after."""
    early, late = sorted((day, today))
    return (late.year - early.year, late.month, late.day) > (FARTHEST_YEARS, early.month, early.day)


def _without_era(text: str, era: re.Pattern[str]) -> tuple[str, bool | None]:
    """The text without the era at its end, and whether that is the Buddhist one; None when there is none."""
    match = era.search(text)
    return (text[: match.start()].rstrip(" ,"), match[1] is not None) if match else (text, None)


def _without_weekday(text: str) -> tuple[str, int | None]:
    """The text without วันที่ or the day of the week before its number, and that day of the week (Monday is 0)."""
    names = _weekdays()
    lead = re.match(r"([^\d]*?)[ ,.]*(?:(?<=[ก-๙ .])ที่|^ที่|วันที่)?\s*(?=\d)", text)
    name = _bare(lead[1].removesuffix("ที่")) if lead else ""
    if lead is None or (name and name not in names and name != "วัน"):
        return text, None
    return text[lead.end() :], names.get(name)


def _bare(name: str) -> str:
    """A name without its points, spaces and case: พ.ย., พย and พ. ย. are one."""
    return re.sub(r"[.\s]", "", name).casefold()


@cache
def _months() -> dict[str, int]:
    return {"sept": 9} | {
        _bare(name): month
        for locale in ("th", "en")
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=locale).items()
    }


@cache
def _weekdays() -> dict[str, int]:
    names = {
        _bare(name): day
        for locale in ("th", "en")
        for width in ("wide", "abbreviated")
        for day, name in get_day_names(width, locale=locale).items()
    }
    return names | {name.removeprefix("วัน"): day for name, day in names.items()}
