"""The Thai catalogue: every word there, none stale, none guessed, placeholders equal, and written in Thai."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from babel.util import pathmatch

from tests.house.house import ROOT, house_files, told

KEYWORDS = {
    "_": None,
    "gettext": None,
    "_l": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
SAME_IN_THAI = re.compile(r"(%\(\w+\)s|[A-Z0-9]{2,}|pain\.\d+|camt\.\d+|[\W\d_])*")
"""Messages that say the same in both languages: codes, formats, placeholders, punctuation."""


@cache
def extracted() -> dict[str, str]:
    """msgid → the first file that says it, for the whole house."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[str, str] = {}
    for name in house_files():
        for pattern, method in methods:
            if not pathmatch(pattern, name):
                continue
            if method != "ignore":
                with (ROOT / name).open("rb") as file:
                    for _, message, _, _ in extract(method, file, KEYWORDS, (), options.get(pattern, {})):
                        found.setdefault(message[0] if isinstance(message, tuple) else message, name)
            break
    found.pop("", None)
    return found


@cache
def said_by_libraries() -> frozenset[str]:
    """What Flask-Security and WTForms say on our pages, and we translate in our own catalogue."""
    found: set[str] = set()
    for library, path in (("flask_security", "translations"), ("wtforms", "locale")):
        folder = Path(importlib.import_module(library).__file__).parent / path
        for pot in folder.glob("*.pot"):
            with pot.open("rb") as file:
                found.update(_key(message) for message in read_po(file) if message.id)
    return frozenset(found)


@cache
def catalogue() -> Catalog:
    """The Thai catalogue as it is in the repository."""
    with (ROOT / "translations" / "th" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="th", domain="messages")


def untranslated(wanted: dict[str, str], thai: Catalog) -> Iterator[str]:
    """Words of the house without Thai."""
    for text, path in wanted.items():
        message = thai.get(text)
        if message is None or not message.string or not all(_strings(message)):
            yield f"{path}: {text!r}"


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def stale(wanted: dict[str, str], thai: Catalog) -> Iterator[str]:
    """Thai words for what nobody says any more."""
    known = said_by_libraries().union(wanted)
    yield from (repr(message.id) for message in thai if message.id and _key(message) not in known)
    yield from (f"obsolete {message!r}" for message in thai.obsolete)


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def broken(thai: Catalog) -> Iterator[str]:
    """Guessed entries, placeholders that differ, Thai without Thai letters."""
    for message in thai:
        if not message.id:
            continue
        if message.fuzzy:
            yield f"guessed: {message.id!r}"
        wanted = set(PLACEHOLDER.findall(_key(message)))
        for string in filter(None, _strings(message)):
            if set(PLACEHOLDER.findall(string)) != wanted:
                yield f"placeholders differ: {message.id!r} → {string!r}"
            if not re.search("[ก-๙]", string) and not SAME_IN_THAI.fullmatch(string):
                yield f"not Thai: {message.id!r} → {string!r}"


def test_every_word_has_its_thai() -> None:
    found = list(untranslated(extracted(), catalogue()))
    assert not found, told(found, "Add its Thai to translations/th/LC_MESSAGES/messages.po.")


def test_no_word_is_stale() -> None:
    found = list(stale(extracted(), catalogue()))
    assert not found, told(found, "Run `make words`: nobody says this any more.")


def test_the_thai_is_sound() -> None:
    found = list(broken(catalogue()))
    assert not found, told(found, "A broken placeholder would show English, or fail: mend the Thai.")


def test_the_house_says_enough_to_be_checked() -> None:
    assert len(extracted()) > 300


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
