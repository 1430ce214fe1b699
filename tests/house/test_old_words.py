"""Names, docstrings, comments and docs use the words of the field; the old private words are listed here, with what to write instead.

What rows store, and addresses that were mailed, keep their names (tests/house/stored_names.txt). Texts of pages are
gettext's and are not looked at here.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from scripts.closed_lists import KERNEL, PACKAGES, ROOT
from tests.house.house import Source, house_files, sources, told

NAMES = {
    "absence": "on behalf of",
    "arrow": "edge or dependency",
    "arrows": "edges or dependencies",
    "desk": "staff",
    "desks": "officer lists or staff pages",
    "her": "the role, or person",
    "hers": "own",
    "kept": "saved, stored or retained",
    "letter": "e-mail, notification or order",
    "letters": "e-mails or notifications",
    "mend": "fix",
    "revive": "requeue",
    "room": "package",
    "rooms": "packages",
    "she": "the role, or person",
    "standing": "session identity or status",
    "stranger": "anonymous or unmatched",
    "strangers": "unknown people",
    "torn": "malformed",
    "trouble": "form error",
    "unsettled": "sign-in incomplete",
    "verb": "command or trigger",
    "verbs": "commands or triggers",
    "watch": "progress",
}
"""Words of a name – split at underscores and capitals –, and what to call it."""
NAMES_ALLOWED = {
    "desk": "the view of /gallery/desk: addresses and routes are stored names",
    "stranger": "the view behind every printed QR code: its route is a stored name",
}
"""Names that keep an old word, and why."""
PROSE = {
    r"\bverbs?\b": "command, or trigger of a state machine",
    r"\b(this|a|each|another|one|the|which|every|some) rooms?\b(?! for)|\brooms? (above|below)\b|\broom's\b": "package",
    r"\bof the house\b|\bthe house\b(?! test)": "the project, the application",
    r"\barrows?\b": "import, dependency",
    r"\bletter ?box(es)?\b": "notifications, mailbox",
    r"\b(by|the|an?) letters?\b(?! (from|of the alphabet))": "e-mail, notification or order",
    r"\bc(a|o)mes? to nothing\b": "failed",
    r"\bc(a|o)mes? to (its|their) end\b": "ends",
    r"\banswers (its|the (id|import|work|number)|how many|whether|what|None)\b": "returns",
    r"\b(mend|mends|mended)\b": "fix",
    r"\btorn\b": "malformed",
    r"\bin (her|his|their) absence\b": "on behalf of",
    r"\b(let|lets) go\b": "release",
    r"\b(take|takes|taken|took) up (an? |the )?invitations?\b|\btaken up\b": "accept",
    r"\bg(i|a)ven? in\b(?= (a|the|another|by|before)\b)": "upload",
    r"\btold (twice|before|again)\b": "reported twice, duplicate",
    r"\bnobody's\b": "unmatched, unknown, no one's",
    r"\bunsettled\b": "sign-in incomplete",
    r"\b(she|her|hers|herself)\b": "they, or the role",
    r"\b(the|officers?'?|officer's) desk\b": "staff pages",
}
"""What docstrings, comments and docs no longer say, and what they say instead."""
GENERATED = "<!-- Written by scripts/write_docs.py"
QUOTES_PAGES = ("docs/promises.md", "docs/glossary.md", "CHANGES.md")
"""Pages that quote what pages of the application print, or are a history."""
PRODUCT = (*KERNEL, *PACKAGES, "scripts", "bench")


def words_of(name: str) -> list[str]:
    """The lower-case words of an identifier or file name."""
    parts = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return [part for part in re.split(r"[^a-z]+", parts.lower()) if part]


def public_names(source: Source) -> Iterator[tuple[str, int]]:
    """Functions, classes and top-level variables that other modules may use, with their lines; and the file's own name."""
    yield source.name.removesuffix(".py"), 1
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node.lineno
    for node in source.tree.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        yield from (
            (each.id, node.lineno)
            for each in targets
            if isinstance(each, ast.Name) and not each.id.startswith("_")
        )


def old_names(source: Source) -> Iterator[str]:
    """Public names with an old word."""
    for name, line in public_names(source):
        for word in words_of(name):
            if word in NAMES and name not in NAMES_ALLOWED:
                yield f"{source.path}:{line} {name}: {NAMES[word]}"


def prose(source: Source) -> Iterator[tuple[str, int]]:
    """Docstrings and comments with their lines."""
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield node.value.value, node.lineno
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string, token.start[0]


def old_prose(path: str, text: str, line: int) -> Iterator[str]:
    """Old words of one text."""
    for pattern, instead in PROSE.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield f"{path}:{line + text[: match.start()].count(chr(10))} {match[0]!r}: {instead}"


def pages() -> Iterator[tuple[str, str]]:
    """Markdown pages that people wrote, without code blocks and quoted names."""
    for name in house_files():
        if name.endswith(".md") and not name.startswith(("node_modules/", "static/", "tests/")):
            text = (ROOT / name).read_text()
            if name not in QUOTES_PAGES and GENERATED not in text:
                yield name, re.sub(r"`[^`\n]*`|\]\([^)]*\)", lambda match: " " * len(match[0]), text)


def file_names() -> Iterator[str]:
    """Templates, style sheets and scripts with an old word in their name, and such class names."""
    for name in house_files():
        if name.startswith(("templates/", "static/css/", "static/js/")):
            for word in words_of(name.rpartition("/")[2].partition(".")[0]):
                if word in NAMES:
                    yield f"{name}: {NAMES[word]}"
        if name.startswith("static/css/") and not name.startswith("static/css/vendor/"):
            for selector in sorted(set(re.findall(r"\.([a-z][a-z_-]*)", (ROOT / name).read_text()))):
                yield from (
                    f"{name} .{selector}: {NAMES[word]}" for word in words_of(selector) if word in NAMES
                )


def test_public_names_use_the_words_of_the_field() -> None:
    product = [source for source in sources() if source.path.partition("/")[0] in PRODUCT]
    found = [*(each for source in product for each in old_names(source)), *file_names()]
    assert not found, told(found, "Rename it, or say in NAMES_ALLOWED why it keeps the word.")


def test_docstrings_and_comments_use_the_words_of_the_field() -> None:
    found = [
        each
        for source in sources()
        if source.path.partition("/")[0] in PRODUCT or "/" not in source.path
        for text, line in prose(source)
        for each in old_prose(source.path, text, line)
    ]
    assert not found, told(found, "Say it in the word that follows the colon.")


def test_docs_use_the_words_of_the_field() -> None:
    found = [each for name, text in pages() for each in old_prose(name, text, 1)]
    assert not found, told(found, "Say it in the word that follows the colon.")


def test_old_words_are_found() -> None:
    sample = Source(
        "core/moves.py", '"""Each verb of this room; answers its id."""\n\n\ndef kept_letters(): ...\n'
    )
    assert [*old_names(sample)] == [
        "core/moves.py:4 kept_letters: saved, stored or retained",
        "core/moves.py:4 kept_letters: e-mails or notifications",
    ]
    assert len([each for text, line in prose(sample) for each in old_prose("x", text, line)]) == 3
