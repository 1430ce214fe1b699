"""Which classes our pages can have, and what of a style sheet they use.

A page's classes come from templates, from our scripts, from the macros and the script of govuk-frontend that our components
call, and from modifiers that a macro builds: `BUILT` declares those. Used to cut the vendored style sheet down
(scripts/vendor_static.py) and by the house test that no rule is unused and no class without a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import govuk_frontend_jinja
import tinycss2
from tinycss2 import ast

ROOT = Path(__file__).resolve().parent.parent
MACROS = Path(govuk_frontend_jinja.__file__).parent / "templates"
BUILT = {
    "govuk-input__": ("prefix", "suffix"),
    "bars__fill--": ("deep", "brand", "soft", "good", "gold"),
    "button--": ("quiet", "danger", "plain"),
    "counter--": ("good", "bad"),
    "history__row--": ("good", "wait", "bad", "brand", "plain"),
    "icon--": ("down",),
    "inbox__row--": ("soon", "late", "calm"),
    "job--": ("running", "done", "failed"),
    "notice--": ("good", "wait", "bad", "info"),
    "path__node--": ("good", "wait", "bad", "brand"),
    "parts__part--": ("paid", "bank", "due", "held", "open", "free", "other"),
    "steps__stage--": ("done", "now", "stopped", "next"),
    "tag--": ("good", "wait", "bad", "brand", "plain"),
    "tile-map__tile--": ("1", "2", "3", "4"),
    "work-facts__fact--": ("bad", "wait", "plain"),
    "way__stage--": ("done", "now", "stopped", "next"),
    "verdict--": ("passed", "failed", "unknown"),
}
"""Beginnings of classes that end with a value, `tag--{{ tone }}`, and the values."""

_CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
_NOT = re.compile(r":not\([^()]*\)")
_WORD = re.compile(r"-?[A-Za-z_][\w-]*")
_LITERAL = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`")
_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_MACRO_FILE = re.compile(r"govuk_frontend_jinja/(components/[\w-]+)/macro\.html")
_ATTRIBUTE = re.compile(
    r"\sclass=\"([^\"]*)\"|'classes': '([^']*)'|\bclasses='([^']*)'|className = \"([^\"]*)\""
)
_BODY_CLASS = re.compile(r"{%-? block body_class -?%}(.*?){%-? endblock", re.DOTALL)
_EXPRESSION = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)


def _texts(folder: Path, *endings: str) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in endings:
            yield _COMMENT.sub("", path.read_text(encoding="utf-8"))


def our_markup() -> str:
    """Templates and scripts that are ours."""
    return "\n".join([*_texts(ROOT / "templates", ".html"), *_texts(ROOT / "static/js", ".js")])


def _macros_called(markup: str) -> str:
    """The templates of govuk-frontend-jinja that ours call, and those that these call."""
    called: dict[str, str] = {}
    waiting = set(_MACRO_FILE.findall(markup))
    while waiting:
        name = waiting.pop()
        called[name] = "\n".join(_texts(MACROS / name, ".html"))
        waiting |= set(re.findall(r"(components/[\w-]+)/macro\.html", called[name])) - called.keys()
    return "\n".join(called.values())


def _added_by(script: str, words: set[str]) -> set[str]:
    """Classes that govuk-frontend's script puts on the components that `words` name."""
    blocks = tuple(word for word in words if word.startswith("govuk-") and not re.search("__|--", word))
    added: set[str] = set()
    for literal in _LITERAL.findall(script):
        named = [word for word in _WORD.findall(literal) if word.startswith("govuk-")]
        if any(
            word == block or word.startswith((f"{block}-", f"{block}_")) for word in named for block in blocks
        ):
            added |= set(named)
    return added


def used_words(script_of_govuk: str) -> set[str]:
    """Every word that may be a class of a page: more than are, never fewer."""
    markup = our_markup()
    words = set(_WORD.findall(markup)) | set(_WORD.findall(_macros_called(markup)))
    words |= {stem + ending for stem, endings in BUILT.items() for ending in endings}
    return words | _added_by(script_of_govuk, words)


def classes_given(markup: str) -> set[str]:
    """Classes in class attributes; what is built is told by its beginning, `tag--`."""
    given: set[str] = set()
    for found in _ATTRIBUTE.finditer(markup):
        value = next(filter(None, found.groups()), "")
        given |= set(_WORD.findall(re.sub(r"{{.*?}}", "", re.sub(r"{%.*?%}", " ", value))))
        given |= {
            word
            for literal in _LITERAL.findall(" ".join(_EXPRESSION.findall(value)))
            for word in literal[1:-1].split()
            if "-" in word
        }
    for body in _BODY_CLASS.findall(markup):
        given |= set(_WORD.findall(_EXPRESSION.sub(" ", body)))
    return given


def selectors(rule: ast.QualifiedRule) -> list[str]:
    """The selectors of a rule, one by one."""
    found = [""]
    for piece in rule.prelude:
        if piece == ",":
            found.append("")
        else:
            found[-1] += piece.serialize()
    return [selector.strip() for selector in found]


def classes_of(selector: str) -> set[str]:
    """Classes that an element must have for the selector to find it."""
    return {name.replace("\\", "") for name in _CLASS.findall(_NOT.sub("", selector))}


def rules_of(css: str) -> Iterator[ast.QualifiedRule]:
    """All rules, also those within @media and the like."""
    yield from _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def _rules(nodes: Iterable[ast.Node]) -> Iterator[ast.QualifiedRule]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif (
            node.type == "at-rule"
            and node.content
            and node.lower_at_keyword in ("media", "supports", "layer")
        ):
            yield from _rules(
                tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            )


def cut(css: str, used: set[str]) -> str:
    """The style sheet without the selectors that no page can match."""
    return _cut(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), used) + "\n"


def _cut(nodes: Iterable[ast.Node], used: set[str]) -> str:
    kept = []
    for node in nodes:
        if node.type == "qualified-rule":
            wanted = [selector for selector in selectors(node) if classes_of(selector) <= used]
            if wanted:
                kept.append(f"{','.join(wanted)}{{{tinycss2.serialize(node.content)}}}")
        elif node.type == "at-rule" and node.content and node.lower_at_keyword in ("media", "supports"):
            inside = _cut(
                tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True), used
            )
            if inside:
                kept.append(f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{\n{inside}\n}}")
        else:
            kept.append(node.serialize())
    return "\n".join(kept)
