"""Checkers of templates: what they import, what they say, which of them are used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from scripts.closed_lists import ROOT, enums
from tests.house.house import house_files, sources

ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
SAME_IN_BOTH_LANGUAGES = frozenset(
    {
        "TH",
        "EN",
        "English",
        "OSMEP",
        "QR",
        "PDF",
        "CSV",
        "XLSX",
        "JPEG",
        "PNG",
        "WebP",
        "MB",
        "HTTPS",
        "info",
        "sme",
        "go",
        "th",
    }
)
"""Bare words that need no translation: codes, formats, an address, and each language's own name of itself."""
SPOKEN = frozenset({"title", "alt", "placeholder", "aria-label", "aria-description"})
"""Attributes that a reader reads or hears."""
DRAWN_BY_LIBRARIES = ("security/", "errors/")
"""Templates that a library or an error handler names by rule, not by a constant."""


@cache
def parsed_template(text: str) -> nodes.Template:
    """The tree of a template; whoever asks again gets the same, so only read it."""
    return ENVIRONMENT.parse(text)


@cache
def templates() -> dict[str, str]:
    """Every template by its name."""
    return {
        name.removeprefix("templates/"): (ROOT / name).read_text()
        for name in house_files()
        if name.startswith("templates/") and name.endswith((".html", ".txt"))
    }


def unused_imports(text: str) -> Iterator[str]:
    """Macros that a template imports and never names."""
    tree = parsed_template(text)
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    for node in tree.find_all(nodes.FromImport):
        for name in node.names:
            alias = name[1] if isinstance(name, tuple) else name
            if alias not in used:
                yield f"{node.lineno} imports {alias} and does not use it"


def named_templates(text: str) -> set[str]:
    """Templates that this one extends, includes or imports by a constant name."""
    tree = parsed_template(text)
    found: set[str] = set()
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        found.update(each.value for each in node.find_all(nodes.Const) if isinstance(each.value, str))
    return {name for name in found if name.endswith((".html", ".txt"))}


def named_in_python() -> dict[str, str]:
    """template → file, for each template that Python names by a constant."""
    found = {}
    for source in sources():
        for name in re.findall(r'"([a-z_]+/[a-z0-9_/]+\.(?:html|txt))"', source.text):
            found.setdefault(name, source.path)
    return found


class _Words(HTMLParser):
    """Collects text that a reader meets, with the tags and code around it gone."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style", "svg"}
        self.found.extend(value or "" for name, value in attrs if name in SPOKEN)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style", "svg"}

    def handle_data(self, data: str) -> None:
        if self._silent <= 0:
            self.found.append(data)


_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_TRANS = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
_SET_BLOCK = re.compile(r"\{%.*?%\}", re.DOTALL)
_BODY_CLASS = re.compile(r"\{% block body_class %\}.*?\{% endblock %\}")
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_ENTITY = re.compile(r"&[a-z]+;")


def bare_words(text: str) -> Iterator[str]:
    """English or Thai words that a template says without gettext."""
    bare = _EXPRESSION.sub(
        " ", _SET_BLOCK.sub("", _TRANS.sub(" ", _BODY_CLASS.sub("", _COMMENT.sub("", text))))
    )
    reader = _Words()
    reader.feed(bare)
    for said in reader.found:
        words = re.findall(r"[A-Za-z]{2,}|[ก-๙]{2,}", _ENTITY.sub(" ", said))
        if not SAME_IN_BOTH_LANGUAGES.issuperset(words):
            yield f"says {' '.join(said.split())[:60]!r}"


def bare_words_in_code(text: str) -> Iterator[str]:
    """English sentences that a template hands to a macro without gettext: two words or more with a capital."""
    tree = parsed_template(text)
    translated = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        and call.node.name in {"_", "gettext", "ngettext", "pgettext", "npgettext"}
        for const in call.find_all(nodes.Const)
    }
    for const in tree.find_all(nodes.Const):
        if id(const) in translated or not isinstance(const.value, str):
            continue
        if re.match(r"[A-Z][a-z]+ [a-z]+", const.value):
            yield f"{const.lineno} hands over {const.value!r} untranslated"


def inline_code(text: str) -> Iterator[str]:
    """What the content policy would not run: styles and scripts written into the page."""
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern in (
            r"\sstyle=",
            r"\son[a-z]+=\"",
            r"<script(?![^>]*\bsrc=)",
            r"<style\b",
            r"javascript:",
        ):
            if re.search(pattern, line):
                yield f"{number} holds {re.search(pattern, line)[0].strip()}"  # type: ignore[index]  # just matched


_NUMBER = re.compile(
    r"(?<!form)\.(?:registration_number|payee_number)\b(?!\|(?:thirteen_digits|number_kind))"
)


def ungrouped_numbers(text: str) -> Iterator[str]:
    """13-digit numbers that are printed as one run of digits."""
    yield from (found[0] for found in _NUMBER.finditer(text))


_ADDRESS = re.compile(r"(?<!form)\.(?:address|postcode)\b(?=\s*(?:~|\||\}\}))")


def addresses_put_together(text: str) -> Iterator[str]:
    """Addresses that a template writes itself, part by part."""
    yield from (found[0] for found in _ADDRESS.finditer(text))


def stray_backslashes(text: str) -> Iterator[str]:
    """Backslashes in what is sent as it stands."""
    sent = _EXPRESSION.sub("", _SET_BLOCK.sub("", _COMMENT.sub("", text)))
    yield from (line.strip()[:80] for line in sent.splitlines() if "\\" in line)


def unsafe_posts(text: str) -> Iterator[str]:
    """POST forms written by hand without the hidden fields."""
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.DOTALL | re.IGNORECASE):
        if not re.search(
            r"csrf_fields\(\)|hidden_fields\(|hidden_tag\(\)|\bfields\b|caller\(|csrf_token", form
        ):
            yield f"posts without csrf_fields(): {' '.join(form.split())[:80]}"


KINDS = {kind.__name__: kind for kind in enums()}
_VALUES = frozenset(member.value for kind in KINDS.values() for member in kind)
_KEPT_IN = frozenset({"state", "status", "kind", "method", "mode", "payee_mode", "prospect", "tie_break"})
"""What a member of a closed list is kept in."""


def _last_name(node: nodes.Node) -> str:
    """`state` of `batch.state`, `batch.state.value` and `state`."""
    if isinstance(node, nodes.Getattr):
        return _last_name(node.node) if node.attr == "value" else node.attr
    return node.name if isinstance(node, nodes.Name) else ""


def written_members(text: str) -> Iterator[str]:
    """Comparisons with the value of a member, written out; and members that their closed list does not have."""
    tree = parsed_template(text)
    for comparison in tree.find_all(nodes.Compare):
        if _last_name(comparison.expr) not in _KEPT_IN:
            continue
        for constant in comparison.ops[0].find_all(nodes.Const):
            if constant.value in _VALUES:
                yield f"{constant.lineno} compares with {constant.value!r}"
    for member in tree.find_all(nodes.Getattr):
        kind = KINDS.get(member.node.name) if isinstance(member.node, nodes.Name) else None
        if kind is not None and member.attr not in kind.__members__:
            yield f"{member.lineno} names {kind.__name__}.{member.attr}, which does not exist"


def asked_of(text: str, name: str) -> set[str]:
    """The attributes that a template asks of what it was given under this name."""
    return {
        node.attr
        for node in parsed_template(text).find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == name
    }
