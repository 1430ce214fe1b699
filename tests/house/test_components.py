"""The face's own rules: every component is shown in the gallery and documented, and nothing needs a lax content policy."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from tests.house.templates import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"

MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\s*\(")
OPENING_COMMENT = re.compile(r"\A{#(.*?)#}", re.DOTALL)
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)

FORBIDDEN = {
    "a style attribute (put a class into static/css)": re.compile(r"\sstyle\s*=\s*[\"']", re.I),
    "an event attribute (write a component in static/js)": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "an inline script (write a component in static/js)": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "an inline style sheet (put it into static/css)": re.compile(r"<style\b", re.I),
    "a javascript: address": re.compile(r"[\"']\s*javascript:", re.I),
    "something loaded from another server": re.compile(r"(?:src|srcset)\s*=\s*[\"']\s*(?:https?:)?//", re.I),
}


def macros_of(folder: Path) -> dict[str, list[str]]:
    """Macro names by component file; the helpers that begin with an underscore are the file's own."""
    return {
        path.name: [
            name for name in MACRO.findall(path.read_text(encoding="utf-8")) if not name.startswith("_")
        ]
        for path in sorted(folder.glob("*.html"))
    }


def not_shown(components: Path, gallery: Path) -> list[str]:
    """Macros that no gallery page calls."""
    pages = "\n".join(path.read_text(encoding="utf-8") for path in gallery.glob("*.html"))
    missing = []
    for file, names in macros_of(components).items():
        imports = re.findall(rf'from "components/{re.escape(file)}" import ([^%]+)%', pages)
        aliases = {
            part.split(" as ")[0].strip(): part.split(" as ")[-1].strip()
            for line in imports
            for part in line.split(",")
        }
        missing += [
            f"{file}: {name}"
            for name in names
            if name not in aliases or not re.search(rf"\b{aliases[name]}\(", pages)
        ]
    return missing


def undocumented(components: Path) -> list[str]:
    """Macros whose arguments the comment at the top of their file does not tell."""
    missing = []
    for path in sorted(components.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        opening = OPENING_COMMENT.match(text)
        told = opening.group(1) if opening else ""
        missing += [
            f"{path.name}: {name}" for name in macros_of(components)[path.name] if f"{name}(" not in told
        ]
    return missing


def lax(folder: Path) -> list[str]:
    """Places in templates that a strict Content-Security-Policy would break."""
    found = []
    for path in sorted(folder.rglob("*.html")):
        text = COMMENT.sub(
            lambda comment: "\n" * comment.group().count("\n"), path.read_text(encoding="utf-8")
        )
        for what, pattern in FORBIDDEN.items():
            found += [
                f"{path.relative_to(folder)}:{text[: hit.start()].count(chr(10)) + 1}: {what}"
                for hit in pattern.finditer(text)
            ]
    return found


def missing_files(css: Path) -> list[str]:
    """What a style sheet points to and nobody can load."""
    targets = re.findall(r"url\(([^)]+)\)", css.read_text(encoding="utf-8"))
    return [target for target in targets if not (css.parent / target.strip("\"'")).resolve().is_file()]


def changed_parts(vendor: Path) -> list[str]:
    """Vendored files that are not what scripts/vendor_static.py wrote."""
    digests = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))["sha256"]
    here = {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    return sorted(name for name in here.keys() | digests.keys() if here.get(name) != digests.get(name))


def test_every_macro_is_shown_in_the_gallery():
    missing = not_shown(TEMPLATES / "components", TEMPLATES / "gallery")
    assert not missing, f"Show these in templates/gallery/index.html, in every state: {missing}"


def test_every_macro_tells_its_arguments():
    missing = undocumented(TEMPLATES / "components")
    assert not missing, f"Name these with their arguments in the comment at the top of their file: {missing}"


EMPTY = {"empty_state": 2, "list_page": 4}
"""Macros that draw what is empty, and how many arguments it takes to say what would be here: caption, title, sentence."""


def silent_when_empty(name: str, template: str) -> list[str]:
    """Lists and corners that do not say, in words of their own, what would be here."""
    return [
        f"{name}: {call.node.name}"
        for call in ENVIRONMENT.parse(template).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and _says_too_little(call, EMPTY.get(call.node.name, 0))
    ]


def _says_too_little(call: nodes.Call, least: int) -> bool:
    nothing = [each for each in call.args[:least] if isinstance(each, nodes.Const) and each.value is None]
    return len(call.args) < least or bool(nothing)


def test_what_can_be_empty_says_what_would_be_here():
    found = [
        each
        for path in sorted(TEMPLATES.rglob("*.html"))
        for each in silent_when_empty(
            path.relative_to(TEMPLATES).as_posix(), path.read_text(encoding="utf-8")
        )
    ]
    assert not found, f"Give these a title and one sentence: {found}"
    bad = "{{ empty_state(_('Nothing')) }}{{ empty_state(_('Nothing'), none) }}{{ list_page(page, _('Things')) }}"
    assert silent_when_empty("x", bad) == ["x: empty_state", "x: empty_state", "x: list_page"]


def test_no_template_needs_a_lax_content_policy():
    found = lax(TEMPLATES)
    assert not found, "\n".join(found)


def test_style_sheets_point_only_to_files_we_have():
    sheets = sorted((STATIC / "css").rglob("*.css"))
    assert sheets
    assert not [missing for sheet in sheets for missing in missing_files(sheet)]


def test_vendored_files_are_what_the_locked_packages_gave():
    changed = changed_parts(STATIC / "vendor")
    assert not changed, f"Never edit static/vendor by hand; run scripts/vendor_static.py: {changed}"


def test_the_lock_of_npm_names_no_registry():
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') >= 3


def test_the_page_of_our_own_mistakes_stands_alone():
    page = COMMENT.sub("", (TEMPLATES / "errors" / "500.html").read_text(encoding="utf-8"))
    assert set(re.findall(r"{{.*?}}", page)) == {"{{ telephone }}"}, "which the settings know"
    assert "{%" not in page


def test_the_page_of_a_database_that_is_away_needs_no_context_of_any_room(app: Flask):
    with app.test_request_context("/"):
        page = app.jinja_env.get_template("errors/503.html").render()
    assert page.count("<h1") == 1


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    "page", ["", "phone", "counter", "desk", "home", "errors/404", "errors/409", "errors/500"]
)
def test_the_gallery_is_drawn_in_both_languages(app: Flask, page: str, language: str):
    answer = app.test_client().get(f"/gallery/{page}?lang={language}")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert html.count("<h1") == 1
    assert page == "errors/500" or f'<html lang="{language}">' in html
    assert not re.search(r">\s*None\s*<", html), "a missing value was printed as a word"


class TestTheChecksThemselves:
    """Each check must reject a bad sample."""

    @pytest.fixture
    def bad(self, tmp_path: Path) -> Path:
        (tmp_path / "components").mkdir()
        (tmp_path / "gallery").mkdir()
        component = (
            "{# seen(): shown. #}\n{% macro seen() %}{% endmacro %}\n{% macro forgotten() %}{% endmacro %}\n"
        )
        (tmp_path / "components" / "thing.html").write_text(component, encoding="utf-8")
        page = '{% from "components/thing.html" import seen %}\n{{ seen() }}\n'
        (tmp_path / "gallery" / "index.html").write_text(page, encoding="utf-8")
        return tmp_path

    def test_a_macro_missing_from_the_gallery_is_found(self, bad: Path):
        assert not_shown(bad / "components", bad / "gallery") == ["thing.html: forgotten"]

    def test_an_imported_macro_that_is_never_called_is_found(self, bad: Path):
        page = '{% from "components/thing.html" import seen, forgotten %}\n{{ seen() }}\n'
        (bad / "gallery" / "index.html").write_text(page, encoding="utf-8")
        assert not_shown(bad / "components", bad / "gallery") == ["thing.html: forgotten"]

    def test_an_undocumented_macro_is_found(self, bad: Path):
        assert undocumented(bad / "components") == ["thing.html: forgotten"]

    @pytest.mark.parametrize(
        "sample",
        [
            '<p style="color:red">',
            "<button onclick='go()'>",
            "<script>go()</script>",
            "<script type='module'>go()</script>",
            "<style>p{}</style>",
            '<a href="javascript:go()">',
            '<script src="https://cdn.example/x.js"></script>',
        ],
    )
    def test_markup_that_a_strict_policy_breaks_is_found(self, tmp_path: Path, sample: str):
        (tmp_path / "bad.html").write_text(f"<h1>x</h1>\n{sample}\n", encoding="utf-8")
        assert [line.split(": ")[0] for line in lax(tmp_path)] == ["bad.html:2"]

    def test_a_script_of_our_own_is_allowed(self, tmp_path: Path):
        (tmp_path / "good.html").write_text(
            '<script type="module" src="/static/js/site.js"></script>', encoding="utf-8"
        )
        assert lax(tmp_path) == []

    def test_a_missing_font_is_found(self, tmp_path: Path):
        (tmp_path / "x.css").write_text("@font-face{src:url(nowhere.woff2)}", encoding="utf-8")
        assert missing_files(tmp_path / "x.css") == ["nowhere.woff2"]

    def test_a_hand_edited_part_is_found(self, tmp_path: Path):
        (tmp_path / "part.js").write_text("edited", encoding="utf-8")
        (tmp_path / "manifest.json").write_text('{"sha256": {"part.js": "0"}}', encoding="utf-8")
        assert changed_parts(tmp_path) == ["part.js"]
