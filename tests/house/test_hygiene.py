"""What must not stand in the repository: machine paths, registries, secrets, unlicensed parts, unpinned ones."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

import pytest

from scripts.closed_lists import ROOT
from tests.house.house import house_files, told

BINARY = (".ttf", ".woff2", ".png", ".webp", ".jpg", ".wasm", ".ico", ".gz", ".xlsx", ".pdf", ".y4m")
VENDORED = ("static/vendor/", "banking/schemas/")
"""Other people's files, unchanged: they keep their own words."""
MACHINE_PATH = re.compile(r"(?<![\w.])/(tmp|work|root|home|Users|mnt|private)/[\w.-]+")
REGISTRY = re.compile(
    r"https?://[^\s\"']*(pypi\.org|files\.pythonhosted|registry\.npmjs|npmjs\.org/[@a-z]|/simple/|artifactory|nexus|verdaccio)"
    r"|--(extra-)?index-url\s+\S|\"resolved\":",
    re.IGNORECASE,
)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|xox[bp]-[0-9A-Za-z-]{20,}"
    r"|eyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}"
)
MAKERS = re.compile(
    r"\b(claude|anthropic|openai|chatgpt|copilot|gpt-\d|language model|AI[- ](generated|assistant|agent|written)"
    r"|sub-?agents?|as an AI)\b",
    re.IGNORECASE,
)
LET_OFF = {
    ("machine paths", "tests/house/test_hygiene.py"): "names what it forbids",
    ("registries", "tests/house/test_hygiene.py"): "names what it forbids",
    ("secrets", "tests/house/test_hygiene.py"): "names what it forbids",
    ("makers", "tests/house/test_hygiene.py"): "names what it forbids",
    ("registries", "Makefile"): "says --no-emit-index-url",
}
RULES = {
    "machine paths": (MACHINE_PATH, "A path of one machine: take it from a setting.", "open('/work/main/x')"),
    "registries": (
        REGISTRY,
        "No registry's address: the installer's own setting names it.",
        "--index-url https://x/simple/",
    ),
    "secrets": (SECRET, "A secret belongs to the environment.", "-----BEGIN PRIVATE KEY-----"),
    "makers": (MAKERS, "Say why the thing is so, not who or what wrote it.", "written with Copilot"),
}


def texts() -> Iterator[tuple[str, str]]:
    """(path, text) of every file that people wrote or a tool pinned."""
    for name in house_files():
        if not name.endswith(BINARY) and not name.startswith(VENDORED):
            yield name, (ROOT / name).read_text(errors="replace")


@pytest.mark.parametrize("rule", RULES)
def test_no_file_holds(rule: str) -> None:
    pattern, mend, _ = RULES[rule]
    found = [
        f"{name}:{text[: match.start()].count(chr(10)) + 1} {match[0]}"
        for name, text in texts()
        if (rule, name) not in LET_OFF
        for match in pattern.finditer(text)
    ]
    assert not found, told(found, mend)


@pytest.mark.parametrize("rule", RULES)
def test_the_pattern_finds_its_bad_sample(rule: str) -> None:
    pattern, _, bad = RULES[rule]
    assert pattern.search(bad)


def unhashed(requirements: str) -> list[str]:
    """Requirements without a pinned version or without hashes."""
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", requirements.replace("\\\n", " ")):
        line = block.strip()
        if not line or line.startswith("#"):
            continue
        if "==" not in line or "--hash=sha256:" not in line:
            found.append(line.split()[0])
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-tools.txt"])
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    found = unhashed((ROOT / name).read_text())
    assert not found, told(found, "Run `make lock`.")


def test_an_unhashed_requirement_is_found() -> None:
    assert unhashed("flask==3.1.2\nsix==1 \\\n    --hash=sha256:00\nred>=1\n") == ["flask==3.1.2", "red>=1"]


def unlocked(source: str, lock: str) -> list[str]:
    """What is asked for and not in the lock file."""
    wanted = [
        re.split(r"[\[<>=!~ ;]", line)[0]
        for line in source.splitlines()
        if line and not line.startswith(("#", "-"))
    ]
    locked = {
        match.lower().replace("_", "-")
        for match in re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", lock, re.MULTILINE)
    }
    return [name for name in wanted if name.lower().replace("_", "-") not in locked]


@pytest.mark.parametrize("stem", ["requirements", "requirements-dev", "requirements-tools"])
def test_the_lock_is_fresh(stem: str) -> None:
    found = unlocked((ROOT / f"{stem}.in").read_text(), (ROOT / f"{stem}.txt").read_text())
    assert not found, told(found, "Run `make lock`.")
    assert unlocked("flask\nred[x]>=1\n", "flask==3\n") == ["red"]


def unlicensed(files: tuple[str, ...]) -> list[str]:
    """Folders of other people's files without a licence beside them."""
    folders = {name.rsplit("/", 1)[0] for name in files if re.match(r"static/(vendor/.+|fonts)/", name)}
    return [
        folder
        for folder in folders
        if not any(
            name.startswith(f"{folder}/") and re.search(r"/(LICENSE|OFL|NOTICE)", name) for name in files
        )
    ]


def test_every_vendored_part_has_its_licence() -> None:
    found = unlicensed(house_files())
    assert not found, told(found, "Vendor its licence with it (scripts/vendor_static.py).")
    assert unlicensed(("static/vendor/x/x.js",)) == ["static/vendor/x"]


def changed_vendored(digests: dict[str, str]) -> list[str]:
    """Vendored files that are not what the manifest says."""
    folder = ROOT / "static" / "vendor"
    return [
        name
        for name, digest in digests.items()
        if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]


def test_vendored_files_are_what_the_manifest_says() -> None:
    digests = json.loads((ROOT / "static/vendor/manifest.json").read_text())["sha256"]
    assert not changed_vendored(digests)
    present = {
        name.removeprefix("static/vendor/") for name in house_files() if name.startswith("static/vendor/")
    }
    assert present - {"manifest.json"} == set(digests)
    assert changed_vendored({"manifest.json": "00"})


def test_the_notice_names_every_vendored_part() -> None:
    notice = (ROOT / "NOTICE.md").read_text()
    parts = json.loads((ROOT / "static/vendor/manifest.json").read_text())["packages"]
    unnamed = [f"{name} {version}" for name, version in parts.items() if f"{name} {version}" not in notice]
    unnamed += [name for name in ("Sarabun", "ISO 20022") if name not in notice]
    assert not unnamed, told(unnamed, "Name it, its version and its licence in NOTICE.md.")


def test_pages_ask_no_other_host_for_anything() -> None:
    foreign = re.compile(
        r"(?:src|href)=[\"']https?://|@import\s+url\(|url\([\"']?https?://|import\([\"']https?://"
    )
    found = [
        f"{name}: {match[0]}"
        for name, text in texts()
        if name.startswith(("templates/", "static/css/", "static/js/"))
        for match in foreign.finditer(text)
        if not re.match(r"href=", match[0])
    ]
    assert not found, told(found, "Vendor it: nothing is loaded from another host.")
    assert foreign.search('<script src="https://cdn.example/x.js">')


PICTURE = (".png", ".jpg", ".webp", ".gif")
PICTURES_AT_MOST = 8
BYTES_AT_MOST = 60_000


def idle_pictures(sizes: dict[str, int], shown: str) -> list[str]:
    """Pictures that are too large, too many, or that no page shows."""
    found = [f"{name} has {size} bytes" for name, size in sizes.items() if size > BYTES_AT_MOST]
    found += [f"{name} is shown nowhere" for name in sizes if name.rpartition("/")[2] not in shown]
    return found + [f"{name} is one too many" for name in sorted(sizes)[PICTURES_AT_MOST:]]


def test_few_pictures_are_kept_small_and_shown() -> None:
    sizes = {
        name: (ROOT / name).stat().st_size
        for name in house_files()
        if name.endswith(PICTURE) and not name.startswith("tests/")
    }
    pages = "\n".join((ROOT / name).read_text() for name in house_files() if name.endswith(".md"))
    found = idle_pictures(sizes, pages)
    assert not found, told(
        found, "`make screens` writes all of them to build/screens; PUBLISHED there names the few."
    )
    assert idle_pictures({"a/b.png": 1}, "![](b.png)") == []
    assert idle_pictures({"a/b.png": 60_001}, "") == ["a/b.png has 60001 bytes", "a/b.png is shown nowhere"]
