"""Collect the translatable texts, and update the Thai catalogue: `make words`.

Words that nobody says any more go; new ones come in empty, for a house test to ask for. What Flask-Security and
WTForms say on our pages is translated in the same catalogue and stays.
"""

from __future__ import annotations

import fnmatch
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.util import pathmatch

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "translations" / "th" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "_l": None,
    "lazy_gettext": None,
    "counted": (2, 3),
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
SKIPPED = ("node_modules/*", ".*", "static/*", "translations/*")
LINE_WIDTH = 110
GLUE = "\x04"
"""Between the context of a message and its msgid, as in a compiled catalogue: one English word with two Thai meanings."""


def key_of(message: Message) -> str:
    """The msgid, of a plural its first, with its context before it."""
    text = message.id[0] if isinstance(message.id, tuple) else message.id
    return f"{message.context}{GLUE}{text}" if message.context else text


def found_by(key: str, catalogue: Catalog) -> Message | None:
    """The message of a catalogue with that key, see `key_of`."""
    context, _, text = key.rpartition(GLUE)
    return catalogue.get(text, context or None)


def is_translated(message: Message) -> bool:
    """Whether it has words in every form."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def _files() -> Iterator[str]:
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in {".py", ".html", ".txt"} and not any(
            fnmatch.fnmatch(name, each) for each in SKIPPED
        ):
            yield name


@cache
def _sayings() -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """Yield every translatable text: the file, and the msgid or a singular with its plural."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: list[tuple[str, str | tuple[str, ...]]] = []
    for name in _files():
        pattern, method = next((pair for pair in methods if pathmatch(pair[0], name)), ("", "ignore"))
        if method == "ignore":
            continue
        with (ROOT / name).open("rb") as source:
            said = extract(method, source, KEYWORDS, (), options.get(pattern, {}))
            found.extend(
                (name, f"{context}{GLUE}{message}" if context else message)
                for _, message, _, context in said
                if message
            )
    return tuple(found)


@cache
def said_by_the_house() -> dict[str, str]:
    """Key of a message (see `key_of`) → the first file that says it."""
    found: dict[str, str] = {}
    for name, message in _sayings():
        found.setdefault(message[0] if isinstance(message, tuple) else message, name)
    return found


@cache
def plurals() -> dict[str, str]:
    """The plural of each msgid that is said by number."""
    return {message[0]: message[1] for _, message in _sayings() if isinstance(message, tuple)}


@cache
def said_by_libraries() -> frozenset[str]:
    """What Flask-Security and WTForms say on our pages."""
    found: set[str] = set()
    for library, folder in (("flask_security", "translations"), ("wtforms", "locale")):
        module = importlib.import_module(library)
        for pot in (Path(str(module.__file__)).parent / folder).glob("*.pot"):
            with pot.open("rb") as file:
                found.update(key_of(message) for message in read_po(file) if message.id)
    return frozenset(found)


def read_thai() -> Catalog:
    """The Thai catalogue as it is in the repository."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="th", domain="messages")


def renewed(thai: Catalog) -> Catalog:
    """The catalogue with exactly the words that are said; nothing guessed, nothing obsolete."""
    fresh = Catalog(locale="th", domain="messages", project="capability-improvement-coupons", fuzzy=False)
    fresh.creation_date = fresh.revision_date = thai.creation_date
    kept = {key_of(message): message for message in thai if message.id and not message.fuzzy}
    libraries = {word for word in kept if word in said_by_libraries()}
    for word in sorted(libraries.union(said_by_the_house())):
        known, plural = kept.get(word), plurals().get(word)
        string = known.string if known else ""
        context, _, text = word.rpartition(GLUE)
        if plural is not None:
            fresh.add((word, plural), string if isinstance(string, tuple) else (string,))
        else:
            fresh.add(known.id if known else text, string, context=context or None)
    return fresh


def main() -> None:
    """Write the catalogue and compile it; say what is to be translated."""
    fresh = renewed(read_thai())
    with CATALOGUE.open("wb") as file:
        write_po(file, fresh, width=LINE_WIDTH, sort_output=True)
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, fresh)
    for message in fresh:
        if message.id and not is_translated(message):
            print(f"no Thai yet: {message.id!r}")


if __name__ == "__main__":
    main()
