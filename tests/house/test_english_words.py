"""English in everyday words: the old dialect of the pages, and what is said instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest

from scripts.words import GLUE, plurals, said_by_the_house
from tests.house.house import told

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
BARRED = {
    r"\bwaits\b": "it is waiting, or awaiting somebody",
    r"letter box|(?<!letter )\bby letter\b|send the letter|^letter$": "what is sent is an e-mail, where it is kept are the notifications",
    r"(came|comes?) to (nothing|its end)|\bbec(a|o)me of\b": "it failed, or ended; what one asks for is the result",
    r"\bstate(d|s)? (it|by)\b": "a result is recorded",
    r"\blet (it|them)\b|\blet go\b|lets it go": "a hold is released",
    r"\bgive an(other)? account\b|account (was|is) given|account that \w+ gave\b": "a bank account is added",
    r"\bnobody’s\b": "what belongs to no payment is unmatched",
    r"\bstands?\b": "name the status, or say where it is",
    r"\bword of the bank\b|the bank’s word|says the bank": "the bank reports",
    r"\btold\b|\btells (you|why)\b|\bpage tells\b": "people are notified; a reason is on a page",
    r"\bmend(s|ed)?\b|\btorn\b": "it is fixed; a file is malformed",
    r"\bstrangers?\b": "what we do not know is unknown, or unmatched",
    r"\btied to\b": "people are connected with a business",
    r"\b(does|do|would) not fit\b|\bfits?\b(?! a screen)": "it matches, or is suitable; else it is a mismatch",
    r"\bper cent\b": "80%",
    r"\b(she|hers?|he|his|him)\b": "they, or the role",
    r"\b(take|takes|taking|taken|took) (it |the request )?(back|up)\b": "a request is withdrawn, an invitation is accepted",
    r"\bhand(ed)? (it |the claim )?in\b|\bgive in\b": "it is submitted, or resubmitted",
    r"\breturn(s|ed)? .*\bcorrection\b": "it is sent back for correction; what is returned is money",
    r"\banew\b": "again",
    r"\bdead\b|\bvoid\b": "it no longer works",
    r"money (is |was )?free(d|\b)": "money is released",
    r"\b(write|writes|written) down\b": "a plan is created",
    r"^write\b(?! to\b)": "one enters what a field asks for",
    r"\bwhom\b": "who",
    r"\bneeds? do nothing\b|\bneed nothing\b": "you do not need to do anything",
    r"\bby itself\b": "automatically",
    r"\bonce more\b": "again",
    r"\bfor good\b": "permanently, or: this cannot be undone",
    r"\bowed\b": "what is to be paid is payable",
    r"\bjudge(s|d)?\b": "rules are checked, an application is decided",
    r"\bsme development coupon\b": "the programme is the Capability Improvement Coupon",
    r"\bheld by\b|^held\b": "it is on hold",
    r"\bstruck\b|\bstrike\b": "a holiday is removed",
    r"\bsurname\b": "last name",
    r"\btries\b(?! again)": "attempts",
    r"\bgood (at|here|for|to use|until)\b": "a coupon is valid, ready to use, accepted",
    r"\bto the satang\b": "exactly",
    r"\b(hears?|heard)\b": "an appeal is decided; both sides are listened to",
    r"\bunder way\b": "in progress",
    r"\blook (at|through|into)\b|\blooks at\b": "it is checked",
    r"^(?!.*Personal Data Protection).*\bconsent": "a price is confirmed; consent is of personal data",
    r"\bdeclared? (it )?delivered\b": "it is marked as delivered",
    r"\b(was|were|is|are) taken\b|\btaken from\b": "a file is imported; applications are accepted",
    r"\bcame back\b": "it was sent back, or returned",
    r"\bsettle[sd]? the dispute\b|\bdispute (was |is )?settled\b": "a dispute is resolved",
}
"""Pattern of English that is not used, in any case → what is said instead."""


def barred(texts: Iterable[str]) -> Iterator[str]:
    """What is not said any more, with what is said instead."""
    for text in texts:
        yield from (
            f"{instead}: {text!r}"
            for pattern, instead in BARRED.items()
            if re.search(pattern, PLACEHOLDER.sub("…", text), re.IGNORECASE)
        )


def test_english_is_in_everyday_words() -> None:
    said = {key.rpartition(GLUE)[2] for key in said_by_the_house()} | set(plurals().values())
    found = sorted(barred(said))
    assert not found, told(found, "Say it in the everyday word.")


@pytest.mark.parametrize(
    "text",
    [
        "What waits for me",
        "Letter box",
        "Password reset by letter",
        "Came to nothing: %(what)s",
        "State it",
        "It enters no batch until somebody lets it go.",
        "Give an account",
        "Nobody’s",
        "Where it stands",
        "Does not fit",
        "80 per cent of the price",
        "Hand the claim in again",
        "The page tells why.",
        "Write the amount",
        "You need do nothing now.",
        "Approve it or return it for correction.",
    ],
)
def test_an_old_word_is_found(text: str) -> None:
    assert list(barred([text]))


@pytest.mark.parametrize(
    "text",
    [
        "Compare them letter by letter",
        "16 letters and digits under the QR code",
        "Wait a minute, then try again.",
        "Write to the contact above.",
        "Pages fit a screen 320 pixels wide.",
        "Outstanding",
        "Your consent is not needed (Personal Data Protection Act).",
    ],
)
def test_a_word_that_only_looks_like_it_is_let_pass(text: str) -> None:
    assert not list(barred([text]))
