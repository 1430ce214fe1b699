"""A text that says how many days something may take says until which day."""

from __future__ import annotations

import re

from scripts.words import said_by_the_house
from tests.house.house import told

_DAYS = re.compile(r"(\d+|%\(\w+\)s) (working )?days?\b", re.IGNORECASE)
_NAMES_IT = re.compile(r"%\((day|term)\)s")
NO_TERM = {
    "%(num)s day": "how long a service takes, or a scheme or a rule leaves: nothing has begun yet",
    "%(num)s day, but not after the last day for services": "how long a coupon of a scheme is good: none is issued yet",
    "You can request a renewal in the last %(num)s day of an approval.": "a span before a day that the page names",
    "Due within 2 working days": "a sample in the gallery",
    "The last %(num)s day": "a span that is past",
    "%(spent)s of %(num)s day": "the age of a row, beside the day since when it waits",
    "%(spent)s of %(num)s working day": "the age of a row, beside the day since when it waits",
    "%(num)s day left": "counted to the last day of a row that names the day since when it waits",
    "Late by %(num)s day": "days since a last day that is past",
    "Within %(num)s day": "a choice on the board, whose rows name their days",
}
"""Texts with days in which no term of anybody's is running."""
PAST = re.compile(
    r"days? ago|[Ii]n the last %\(num\)s day|older than|was not confirmed within|More than %|times in %\(num\)s|less than %\(num\)s day|is valid for %\(num\)s day"
    r"|Open the link within|after a finance officer|after verification|in 7 days|within 30 days and gives|days? to object|kept|deleted"
)
"""What is past; how long links and codes live, which are exact; what begins with an event that is still to come."""


def without_day(texts: dict[str, str]) -> list[str]:
    """Texts that name days of a term and not the day."""
    return [
        f"{where}: {text!r}"
        for text, where in sorted(texts.items())
        if _DAYS.search(text) and not _NAMES_IT.search(text) and text not in NO_TERM and not PAST.search(text)
    ]


def test_every_term_in_days_is_said_with_its_day() -> None:
    found = without_day(said_by_the_house())
    assert not found, told(found, "Say it with web.terms.with_day(), or why nothing runs yet in NO_TERM.")


def test_a_term_without_its_day_is_found() -> None:
    assert without_day({"You get an answer within 15 working days.": "a page"})
    assert not without_day({"You get an answer within %(days)s working days, by %(day)s.": "a page"})


def test_no_exemption_is_left_of_what_is_said_no_more() -> None:
    gone = [text for text in NO_TERM if text not in said_by_the_house()]
    assert not gone, told(gone, "Take it from NO_TERM.")
