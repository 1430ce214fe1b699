"""The Thai catalogue: every word there, none stale, none guessed, placeholders equal, and written in Thai."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from babel.messages.catalog import Catalog, Message

from config import Settings
from scripts.words import (
    GLUE,
    found_by,
    key_of,
    plurals,
    read_thai,
    renewed,
    said_by_libraries,
    said_by_the_house,
)
from tests.house.house import told

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
SAME_IN_THAI = re.compile(r"(%\(\w+\)s|[A-Z0-9]{2,}|pain\.\d+|camt\.\d+|[\W\d_])*")
"""Messages that say the same in both languages: codes, formats, placeholders, punctuation."""


def untranslated(wanted: dict[str, str], thai: Catalog) -> Iterator[str]:
    """Words of the house without Thai."""
    for text, path in wanted.items():
        message = found_by(text, thai)
        if message is None or not message.string or not all(_strings(message)):
            yield f"{path}: {text!r}"


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def stale(wanted: dict[str, str], thai: Catalog) -> Iterator[str]:
    """Thai words for what nobody says any more."""
    known = said_by_libraries().union(wanted)
    yield from (repr(message.id) for message in thai if message.id and key_of(message) not in known)
    yield from (f"obsolete {message!r}" for message in thai.obsolete)


def broken(thai: Catalog) -> Iterator[str]:
    """Guessed entries, placeholders that differ, Thai without Thai letters."""
    for message in thai:
        if not message.id:
            continue
        if message.fuzzy:
            yield f"guessed: {message.id!r}"
        wanted = set(PLACEHOLDER.findall(key_of(message)))
        for string in filter(None, _strings(message)):
            if set(PLACEHOLDER.findall(string)) != wanted:
                yield f"placeholders differ: {message.id!r} → {string!r}"
            if not re.search("[ก-๙]", string) and not SAME_IN_THAI.fullmatch(string):
                yield f"not Thai: {message.id!r} → {string!r}"


NUMBERS = {
    r"(?i)\b13([- ]digit| digits|\s*หลัก)": "what the law gives a person or a business has 13 digits",
    r"(?i)((such as:?|for example,?|like this:|(write|enter) 0 for|is|amount as|between 0|from 0) .*|or 0$|begins? with [09]|first 0)": "an example of what to type",
    r"ISO 20022|SHA-256|UTF-8|(pain|camt)\.0[0-9.]+|versions? [0-9]{2}(, [0-9]{2})*( and [0-9]{2})?": "a name of a format",
    r"more than 35": "what a reference may have by ISO 20022 (Max35Text)",
    r"(?i)(section|sections|article|plan) [0-9]+( and [0-9]+)?( \([0-9]\))?|B\.E\. [0-9]{4}|7 January 2020": "a law, and its place",
    r"at least 10 years": "how long papers of payments are kept by law",
    r"every 30 seconds": "how authenticator apps work (RFC 6238)",
    r"enlarge text to 200|320 pixels|Guidelines 2\.2": "what level AA of WCAG 2.2 asks for",
    r"\b100\b": "the whole",
    r"(?i)16 (letters|characters)": "how a coupon's code is written (docs/architecture.md#code-and-consent)",
    r"of 5\b|from 1 to 5|^[15] – ": "the scale of ratings and of priorities",
    r"two digits after the point.*|8:30 to 16:30|21 TST Tower.*|B\.E\..*|(write|enter) the year.*": "how one writes an amount, hours, an address, a year",
}
"""Numbers that no rule and no setting gives, with the reason."""
ONLY_SHOWN = ("templates/gallery/", "web/pages/gallery.py")
"""Samples of components."""


def numbered(wanted: dict[str, str]) -> Iterator[str]:
    """Sentences with a number of their own: a rule or a setting that changes would leave them behind."""
    for text, path in wanted.items():
        left = PLACEHOLDER.sub("", text)
        for known in NUMBERS:
            left = re.sub(known, "", left)
        if re.search(r"\d", left) and not path.startswith(ONLY_SHOWN):
            yield f"{path}: {text!r}"


def numbered_in_thai_alone(thai: Catalog) -> Iterator[str]:
    """Thai with a number that the English neither has nor says in words."""
    for message in thai:
        for string in filter(None, _strings(message)) if message.id else ():
            left = re.sub(r"\d+\u00a0หลัก", "", PLACEHOLDER.sub("", string))
            english = key_of(message)
            if re.search(r"[0-9๐-๙]", left) and not re.search(
                r"\d|\b(one|two|five|six|seven|a) ", english, re.IGNORECASE
            ):
                yield f"{english!r} → {string!r}"


def test_no_sentence_carries_the_number_of_a_rule() -> None:
    found = [*numbered(said_by_the_house()), *numbered_in_thai_alone(read_thai())]
    assert not found, told(found, "Fill a placeholder from the rule or the setting.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Wait 15 minutes.",
        "At most 10 MB.",
        "If it was not you, call 1301.",
        "Kept for %(days)s days, at most 200.",
        "The last 7 days",
    ],
)
def test_a_number_of_a_rule_is_found(sentence: str) -> None:
    assert list(numbered({sentence: "coupons/labels.py"}))
    bad = Catalog("th")
    bad.add("The worker seals every few minutes.", "ประทับตราทุก 10 นาที")
    assert list(numbered_in_thai_alone(bad))


CONTACT = [each.default for each in fields(Settings) if each.name.startswith("help_")]
"""Whom readers call and write to, as the settings name it where nobody changed it."""


def contacts_written(thai: Catalog) -> Iterator[str]:
    """Sentences with the telephone or the e-mail address of one installation."""
    for message in thai:
        texts = (key_of(message), *_strings(message)) if message.id else ()
        yield from (f"{text!r}" for text in texts if any(each in text for each in CONTACT))


def test_no_sentence_carries_a_telephone_number_or_an_e_mail_address() -> None:
    found = list(contacts_written(read_thai()))
    assert not found, told(found, "Write %(telephone)s and pass core.settings.contact.HELP_TELEPHONE.")


def test_a_contact_in_a_sentence_is_found() -> None:
    bad = Catalog("th")
    bad.add("If it was not you, call us.", "หากไม่ใช่ท่าน โทร 1301")
    bad.add("Write to info@sme.go.th.", "เขียนถึงเรา")
    assert len(list(contacts_written(bad))) == 2


def test_every_number_let_off_is_still_said() -> None:
    unused = [known for known in NUMBERS if not any(re.search(known, text) for text in said_by_the_house())]
    assert not unused, told(unused, "Nobody says this any more: take it from the list.")


def test_every_word_has_its_thai() -> None:
    found = list(untranslated(said_by_the_house(), read_thai()))
    assert not found, told(found, "Add its Thai to translations/th/LC_MESSAGES/messages.po.")


def test_no_word_is_stale() -> None:
    found = list(stale(said_by_the_house(), read_thai()))
    assert not found, told(found, "Run `make words`: nobody says this any more.")


def test_the_thai_is_sound() -> None:
    found = list(broken(read_thai()))
    assert not found, told(found, "A broken placeholder would show English, or fail: mend the Thai.")


def test_the_house_says_enough_to_be_checked() -> None:
    assert len(said_by_the_house()) > 300


@pytest.mark.parametrize(
    ("text", "thai", "flags"),
    [
        ("Send %(n)s", "ส่ง %(m)s", ()),
        ("Send %(n)s", "ส่ง", ()),
        ("Send", "ส่ง", ("fuzzy",)),
        ("Send it now", "Send it now", ()),
    ],
)
def test_a_broken_entry_is_rejected(text: str, thai: str, flags: tuple[str, ...]) -> None:
    bad = Catalog("th")
    bad.add(text, thai, flags=flags)
    assert list(broken(bad))


def test_a_missing_and_a_stale_entry_are_rejected() -> None:
    bad = Catalog("th")
    bad.add("Gone", "ไปแล้ว")
    bad.add("Empty", "")
    assert list(untranslated({"New": "a.py", "Empty": "b.py"}, bad)) == ["a.py: 'New'", "b.py: 'Empty'"]
    assert "'Gone'" in list(stale({"New": "a.py"}, bad))


def test_renewing_takes_stale_words_out_and_asks_for_new_ones() -> None:
    thai = Catalog("th")
    word = next(iter(said_by_the_house()))
    thai.add("Nobody says this", "ไม่มีใครพูด")
    thai.add(word, "ไทย")
    fresh = renewed(thai)
    assert "Nobody says this" not in fresh
    assert fresh[word].string == "ไทย"
    assert {key_of(message) for message in fresh if message.id} == set(said_by_the_house())


def test_one_word_with_two_meanings_stands_twice() -> None:
    key = next(each for each in said_by_the_house() if GLUE in each)
    context, _, text = key.partition(GLUE)
    thai = Catalog("th")
    thai.add(text, "ความหมายหนึ่ง")
    thai.add(text, "อีกความหมายหนึ่ง", context=context)
    fresh = renewed(thai)
    message = found_by(key, fresh)
    assert message
    assert message.string == "อีกความหมายหนึ่ง"
    assert not list(untranslated({key: "a.py"}, fresh))
    thai.delete(text, context)
    assert list(untranslated({key: "a.py"}, thai))


def test_what_is_said_by_number_keeps_its_plural() -> None:
    (word, plural) = next(iter(plurals().items()))
    thai = Catalog("th")
    thai.add(word, "ไทย")
    message = renewed(thai)[word]
    assert message.id == (word, plural)
    assert message.string == ("ไทย",)


COUNTED = re.compile(
    r"%\((count|num|days|hours|minutes|most|least|length|times|total)\)s (working |more |other |bank |approved |private )*(?!(is|was|has|less)\b)[a-z]+s\b"
)
"""A number directly before a plural noun."""


def uncounted(wanted: dict[str, str], by_number: dict[str, str]) -> Iterator[str]:
    """Sentences that would say “1 things”: a counted noun in one form alone."""
    yield from (
        f"{path}: {text!r}" for text, path in wanted.items() if COUNTED.search(text) and text not in by_number
    )


def test_what_is_counted_is_said_by_number() -> None:
    found = list(uncounted(said_by_the_house(), plurals()))
    assert not found, told(found, "Say it with ngettext, lazy_ngettext or core.counted.counted.")


def test_a_counted_noun_in_one_form_is_found() -> None:
    text = "Look at %(count)s bank lines"
    assert list(uncounted({text: "a.py"}, {}))
    assert not list(uncounted({text: "a.py"}, {text: text}))
    assert not list(uncounted({"%(count)s is too many": "a.py"}, {}))


FOREIGN_YEAR = (re.compile(r"\d/25[5-9]\d"), re.compile(r"\d/20[1-5]\d"))
"""In an English text a year of the Buddhist era, in a Thai one of the common era."""


def foreign_days(thai: Catalog) -> Iterator[str]:
    """Examples of a day in the calendar of the other language: they would be copied as they stand."""
    for message in thai:
        if FOREIGN_YEAR[0].search(key_of(message)):
            yield key_of(message)
        yield from (string for string in _strings(message) if FOREIGN_YEAR[1].search(string or ""))


def test_an_example_of_a_day_is_in_the_calendar_of_the_pages_language() -> None:
    assert list(foreign_days(read_thai())) == []
