"""What a comment or a page cites can be read in this repository: pages of docs/ with their headings, decisions, law."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house.house import ROOT, house_files, told
from tests.house.test_docs import anchors
from tests.house.test_hygiene import texts

HERE = "tests/house/test_citations.py"
BAD_SAMPLES = "tests/house/test_"
"""House tests name pages that are not there, to see them found."""
OUTSIDE = re.compile(
    r"\b(?:DESIGN|DOMAIN|LIBRARIES|STYLE|WORDS|ROADMAP|DEVELOPERS)(?:\.md\b| §)|\.\./shared\b|(?<![\w/.-])shared/\w"
)
"""Papers that are not part of the repository."""
CITED = re.compile(r"\bdocs/(?:[\w-]+/)*(?:[\w-]+\.md(?:#[\w-]+)?|\d{4}\b)")


def outside_papers(path: str, text: str) -> Iterator[str]:
    """Places that send the reader out of the repository."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := OUTSIDE.search(line):
            yield f"{path}:{number} {found[0]}"


def dead_citations(path: str, text: str) -> Iterator[str]:
    """Pages, headings and decisions that are cited and are not there."""
    for cited in sorted(set(CITED.findall(text))):
        name, _, heading = cited.partition("#")
        if not name.endswith(".md"):
            if not any(each.startswith(f"{name}-") for each in house_files()):
                yield f"{path}: {cited}"
            continue
        page = ROOT / name
        if not page.is_file() or (heading and heading not in set(anchors(page.read_text()))):
            yield f"{path}: {cited}"


def test_no_reference_leads_outside() -> None:
    found = [place for path, text in texts() if path != HERE for place in outside_papers(path, text)]
    assert not found, told(
        found, "Say it in docs/ and cite that, or the regulation and its section, or a decision."
    )
    assert list(outside_papers("a.py", "x\n# (DOMAIN §2)")) == ["a.py:2 DOMAIN §"]


def test_every_citation_can_be_read() -> None:
    found = [
        place
        for path, text in texts()
        if not path.startswith(BAD_SAMPLES)
        for place in dead_citations(path, text)
    ]
    assert not found, told(found, "Name a page, a heading or a decision that is there.")
    bad = "docs/none.md docs/ledger.md#none docs/ledger.md#accounts docs/decisions/9999"
    assert list(dead_citations("a.py", bad)) == [
        "a.py: docs/decisions/9999",
        "a.py: docs/ledger.md#none",
        "a.py: docs/none.md",
    ]
