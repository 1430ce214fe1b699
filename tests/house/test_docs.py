"""The docs say what the code does: written pages are fresh, links lead somewhere, nothing is left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

import config
from demo import mail_page, sign_in_page
from scripts import closed_lists, words, write_docs
from scripts.closed_lists import ROOT
from tests.house.house import Source, house_files, sources, told

PAGES = tuple(
    name
    for name in house_files()
    if name.endswith(".md") and not name.startswith(("node_modules/", "tests/"))
)
MAKE_DOCS = "Run `make docs`."


@pytest.mark.parametrize("path", write_docs.PAGES)
def test_a_written_page_says_what_the_code_says(path: str, app: Flask) -> None:
    with app.test_request_context():
        wanted = write_docs.PAGES[path]().splitlines()
    kept = (ROOT / path).read_text().splitlines() if (ROOT / path).is_file() else []
    differing = {*wanted} ^ {*kept}
    assert wanted == kept, told(differing, MAKE_DOCS)


def undocumented(names: Iterable[str], page: str) -> list[str]:
    """Names that the page does not show in backticks."""
    return [name for name in names if f"`{name}`" not in page]


def test_every_setting_is_documented_and_says_what_it_is() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    wanted = [config.environment_name(setting.name) for setting in fields(config.Settings)]
    assert not undocumented(wanted, page), told(undocumented(wanted, page), MAKE_DOCS)
    silent = [
        setting.name for setting in fields(config.Settings) if not write_docs.meanings().get(setting.name)
    ]
    assert not silent, told(silent, "Give the field a docstring in config.py.")
    assert undocumented(["CCS_NEW"], page) == ["CCS_NEW"]


def unused_settings(names: Iterable[str], code: Iterable[Source]) -> list[str]:
    """Settings that nothing outside config.py reads."""
    text = "\n".join(source.text for source in code if source.path != "config.py")
    return [name for name in names if not re.search(rf"settings(\"\])?(\(\))?\.{name}\b|\"{name}\"", text)]


def test_every_setting_is_read() -> None:
    found = unused_settings((setting.name for setting in fields(config.Settings)), sources())
    assert not found, told(
        found, "A setting that nothing reads promises what does not happen: use it or delete it."
    )
    assert unused_settings(["mood"], [Source("a.py", "x = settings.moody")]) == ["mood"]


def variables_read(code: Iterable[Source]) -> set[str]:
    """Environment variables that the code names."""
    pattern = re.compile(
        r"environ(?:\.get\(|\.pop\(|\.setdefault\(|\[)\s*\"([A-Z_]+)\"|\"([A-Z_]+)\" (?:not )?in os\.environ"
    )
    return {name for source in code for found in pattern.findall(source.text) for name in found if name}


def test_every_environment_variable_is_documented() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    code = [source for source in sources(tests=True) if not source.path.startswith("tests/house/")]
    found = undocumented(sorted(variables_read(code)), page)
    assert not found, told(found, "Add it to OF_THE_TOOLS in scripts/write_docs.py, or to config.Settings.")
    assert variables_read([Source("a.py", 'os.environ.get("NEW_ONE", "")')]) == {"NEW_ONE"}


def top_level() -> list[str]:
    """Folders and files at the top of the repository."""
    folders = {f"{name.partition('/')[0]}/" for name in house_files() if "/" in name}
    return sorted(folders | {name for name in house_files() if "/" not in name})


def test_where_things_live_lists_every_folder_and_file() -> None:
    page = (ROOT / "docs/where-things-live.md").read_text()
    found = undocumented(top_level(), page)
    assert not found, told(found, "Say in docs/where-things-live.md what it is for.")


def test_where_things_live_names_nothing_that_is_gone() -> None:
    page = (ROOT / "docs/where-things-live.md").read_text()
    listed = re.findall(r"^\| `([\w./-]+)` \|", page.partition("\n## ")[0], re.MULTILINE)
    gone = [name for name in listed if not (ROOT / name).exists()]
    assert not gone, told(gone, "Take it out.")


def without_entry(terms: Iterable[str], page: str) -> list[str]:
    """Terms of the code that no row of the glossary, and no written page, shows."""
    return [term for term in terms if f"`{term}`" not in page]


def glossary_pages() -> str:
    """The glossary and the written pages that share its work."""
    names = ("glossary", "states", "refusals", "closed-lists")
    return "\n".join((ROOT / f"docs/{name}.md").read_text() for name in names)


def test_every_closed_list_stands_in_the_docs() -> None:
    found = without_entry(
        (kind.__name__ for kind in {*closed_lists.reasons(), *closed_lists.kinds()}), glossary_pages()
    )
    assert not found, told(found, MAKE_DOCS)
    assert without_entry(["Unicorn"], glossary_pages()) == ["Unicorn"]


def test_the_glossary_says_each_term_in_both_languages() -> None:
    rows = [
        line
        for line in (ROOT / "docs/glossary.md").read_text().splitlines()
        if line.startswith("| ") and "`" in line
    ]
    bad = [
        row
        for row in rows
        if not re.search("[ก-๙]", row.split("|")[1]) or not re.search("[A-Za-z]", row.split("|")[2])
    ]
    assert len(rows) > 60
    assert not bad, told(bad, "First column ไทย, second English.")


def dead_links(path: str, text: str) -> Iterator[str]:
    """Links of a page that lead nowhere: files, and headings of the same page or another."""
    bare = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", bare):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = target.partition("#")
        file = (ROOT / path).parent / name if name else ROOT / path
        if not file.exists() or (
            heading and file.suffix == ".md" and heading not in set(anchors(file.read_text()))
        ):
            yield f"{path}: {target}"


def anchors(text: str) -> Iterator[str]:
    """What links name the headings of a page by."""
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        yield re.sub(r"[^\w\s-]", "", heading.lower()).strip().replace(" ", "-")


def dead_paths(path: str, text: str) -> Iterator[str]:
    """Files of ours that a page names in backticks and that are not there."""
    for name in re.findall(r"`([a-z_.]+(?:/[\w.*<>-]+)+|[a-z_]+\.(?:py|toml|cfg|md))(?:::\w+)?`", text):
        known = name.partition("/")[0] in {item.rstrip("/") for item in top_level()}
        if known and not re.search(r"[<*>]", name) and not (ROOT / name).exists():
            yield f"{path}: `{name}`"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    found = [*dead_links(page, text), *dead_paths(page, text)]
    assert not found, told(found, "Mend the link or write the page.")


def test_dead_links_are_found() -> None:
    assert list(dead_links("README.md", "[x](docs/none.md) [y](#nowhere) [z](https://x.example)")) == [
        "README.md: docs/none.md",
        "README.md: #nowhere",
    ]
    assert list(dead_paths("README.md", "`core/none.py` and `core/money.py`")) == [
        "README.md: `core/none.py`"
    ]


DECISIONS = tuple(
    name for name in house_files() if re.match(r"docs/decisions/[^/]+\.md$", name) and "README" not in name
)


def badly_recorded(name: str, text: str) -> list[str]:
    """What a decision's record lacks."""
    found = []
    if not re.fullmatch(r"docs/decisions/\d{4}-[a-z0-9-]+\.md", name):
        found.append(f"{name} is not named NNNN-what-was-decided.md")
    parts = ("Context", "Decision", "Consequence")
    found += [f"{name} has no **{part}.**" for part in parts if f"**{part}.**" not in text]
    if len(text.splitlines()) > 40:
        found.append(f"{name} is longer than a page")
    return found


def test_decisions_are_numbered_and_whole() -> None:
    found = [what for name in DECISIONS for what in badly_recorded(name, (ROOT / name).read_text())]
    numbers = [Path(name).name[:4] for name in DECISIONS]
    found += [f"{number} stands twice" for number in numbers if numbers.count(number) > 1]
    assert not found, told(found, "See docs/decisions/README.md.")
    assert len(badly_recorded("docs/decisions/Why.md", "We did it.\n")) == 4


def test_the_index_of_decisions_lists_each() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text()
    missing = [name for name in DECISIONS if Path(name).name not in index]
    assert not missing, told(missing, "Add it to docs/decisions/README.md.")


FAILURES = (
    "UK ILA 2001",
    "ICV 2015, Soh & I",
    "ICV 2015–16, Leong",
    "ITWG",
    "SkillsFuture 2017",
    "PIC",
    "TVP/DTSPP 2024–26",
    "Korea untact 2021",
    "UK Growth Vouchers",
    "Help to Grow: Digital",
)
"""The failures of comparable schemes that this system must answer."""


def unanswered(page: str) -> list[str]:
    """Failures without a row, and rows that name neither a test nor the capability that will bring the control."""
    found = [f"{name} has no section" for name in FAILURES if f"## {name}" not in page]
    for section in page.split("\n## ")[1:]:
        title = section.splitlines()[0]
        for row in re.findall(r"^\| (?!control|-)(.+) \|$", section, re.MULTILINE):
            cells = [cell.strip() for cell in row.split("|")]
            if set(row) <= set("-| "):
                continue
            if len(cells) != 3 or not (
                ("`" in cells[1] and "`tests/" in cells[2]) or cells[1].startswith("*later*")
            ):
                found.append(f"{title}: {cells[0][:60]}")
    return found


def missing_tests(page: str) -> list[str]:
    """Tests that the page names and that are not there."""
    found = []
    for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page):
        if not (ROOT / path).is_file():
            found.append(path)
        elif name and f"def {name}(" not in (ROOT / path).read_text():
            found.append(f"{path}::{name}")
    return found


def test_every_known_failure_has_its_control_and_its_test() -> None:
    page = (ROOT / "docs/threats.md").read_text()
    found = [*unanswered(page), *missing_tests(page)]
    assert not found, told(found, "Tie each failure to control → code → test, or name the later capability.")


def test_an_unanswered_failure_is_found() -> None:
    assert len(
        unanswered("# T\n\n## ITWG\n\n| control | code | test |\n|---|---|---|\n| we hope | – | – |\n")
    ) == len(FAILURES)
    assert missing_tests("`tests/none.py::test_x` `tests/house/test_docs.py::test_none`") == [
        "tests/none.py",
        "tests/house/test_docs.py::test_none",
    ]


def test_the_readme_opens_with_what_it_is_and_how_to_try_it() -> None:
    first = "\n".join((ROOT / "README.md").read_text().splitlines()[:40])
    wanted = ("คูปองพัฒนา", "![", "make demo", "make test", "http://localhost:5000")
    missing = [word for word in wanted if word not in first]
    assert not missing, told(missing, "README begins with what this is, a picture, and the two commands.")


def unsaid(readme: str, said: Collection[str]) -> list[str]:
    """Words that the README prints as a page's own, in italics, and that no page says."""
    steps = readme.partition("## First steps")[2].partition("\n## ")[0]
    return [word for word in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", steps) if word not in said]


def test_the_readme_names_menus_and_buttons_as_pages_do() -> None:
    said = {each.id for each in words.read_thai() if isinstance(each.id, str)}
    found = unsaid((ROOT / "README.md").read_text(), said)
    assert not found, told(found, "Name menus and buttons in the README by the words of the pages.")
    assert unsaid("## First steps\n*Scan* and *Beam up*\n## Next", said) == ["Beam up"]


def test_the_readmes_pictures_are_small_and_there() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert shown
    assert sum((ROOT / name).stat().st_size for name in shown) < 150_000


def test_the_readmes_addresses_are_the_demos() -> None:
    named = set(re.findall(r"`(?:http://localhost:5000)?(/demo/[a-z-]+)`", (ROOT / "README.md").read_text()))
    assert named == {mail_page.blueprint.url_prefix, sign_in_page.blueprint.url_prefix}


def test_every_make_target_is_real() -> None:
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (page, target)
        for page in PAGES
        for block in re.findall(r"`(make [^`]+)`|```[a-z]*\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
        for target in re.findall(r"\bmake ([a-z-]+)", " ".join(block))
    }
    gone = [f"{page}: make {target}" for page, target in named if target not in made]
    assert not gone, told(gone, "The Makefile has no such target.")
