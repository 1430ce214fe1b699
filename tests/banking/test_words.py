"""Every refusal and state of bank files has words, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel, force_locale

from banking.faults import BankFileFault
from banking.labels import BANK_REASONS, LABELS, words_for_bank_reason
from banking.model import EntryStatus, PaymentOutcome

CATALOGUE = Path(__file__).resolve().parents[2] / "translations/th/LC_MESSAGES/messages.po"


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUE.parents[2])
    Babel(app)
    return app


@pytest.mark.parametrize("members", [BankFileFault, PaymentOutcome, EntryStatus])
def test_no_member_is_without_words(members) -> None:
    assert {
        member for member in members if not any(member is known for each in LABELS for known in each.words)
    } == set()


def test_every_state_has_a_badge() -> None:
    known = {(type(member), member) for each in LABELS for member in each.badges}
    assert known == {
        (type(member), member) for members in (PaymentOutcome, EntryStatus) for member in members
    }


def test_all_words_are_in_the_thai_catalogue(app: Flask) -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="th")
    with app.test_request_context(), force_locale("en"):
        english = [
            str(words)
            for words in (*(text for each in LABELS for text in each.words.values()), *BANK_REASONS.values())
        ]
    assert [words for words in english if not (catalogue.get(words) and catalogue.get(words).string)] == []


def test_a_banks_reason_keeps_its_code_and_an_unknown_one_is_shown_as_it_came(app: Flask) -> None:
    with app.test_request_context(), force_locale("th"):
        assert words_for_bank_reason("AC04") == "บัญชีปิดแล้ว (AC04)"
        assert "XX99" in words_for_bank_reason("XX99")
