"""What templates ask by name, and what views hand over: a name that only some views give is missing on the others' pages."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, meta, nodes

from tests.house.house import Source
from tests.house.templates import templates

MADE_BY_JINJA = frozenset({"caller", "kwargs", "loop", "self", "super", "varargs"})
BROUGHT_IN = (nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)


@dataclass(frozen=True, slots=True)
class Call:
    """One `render_template` with a constant name and its names written out."""

    place: str
    template: str
    names: frozenset[str]


def calls(source: Source) -> Iterator[Call]:
    """The calls in one file; those that hand over a dict are left to the tests that draw their pages."""
    for node in ast.walk(ast.parse(source.text)):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "render_template":
            continue
        name = node.args[0] if node.args else None
        names = [each.arg for each in node.keywords]
        if isinstance(name, ast.Constant) and None not in names:
            place = f"{source.path}:{node.lineno}"
            yield Call(place, name.value, frozenset(each for each in names if each is not None))


def _made(tree: nodes.Template) -> set[str]:
    """Names that a template makes itself."""
    imported = {
        each[1] if isinstance(each, tuple) else each
        for node in tree.find_all(nodes.FromImport)
        for each in node.names
    }
    stored = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    return imported | stored | {node.name for node in tree.find_all(nodes.Macro)}


def _may_be_missing(tree: nodes.Template) -> set[str]:
    """Names that it asks with a default each time, or whether they are there."""
    asked = Counter(node.name for node in tree.find_all(nodes.Name) if node.ctx == "load")
    defaulted = Counter(
        node.node.name
        for node in tree.find_all(nodes.Filter)
        if node.name == "default" and isinstance(node.node, nodes.Name)
    )
    tested = {
        node.node.name
        for node in tree.find_all(nodes.Test)
        if node.name == "defined" and isinstance(node.node, nodes.Name)
    }
    return tested | {name for name, times in defaulted.items() if times == asked[name]}


def asked(environment: Environment, text: str) -> set[str]:
    """The names that a template, and what it extends, includes or imports with its context, asks of who draws it."""
    tree = environment.parse(text)
    own = _made(tree)
    found = meta.find_undeclared_variables(environment.parse(text)) - _may_be_missing(tree)
    for node in tree.find_all(BROUGHT_IN):
        if isinstance(node, nodes.FromImport | nodes.Import) and not node.with_context:
            continue
        for each in node.find_all(nodes.Const):
            if each.value in templates():
                found |= asked(environment, templates()[each.value])
    return found - own - MADE_BY_JINJA


def not_handed_over(environment: Environment, known: set[str], call: Call) -> list[str]:
    """What the template asks and neither the view nor what all templates know gives."""
    wanted = asked(environment, templates()[call.template]) if call.template in templates() else set()
    return sorted(wanted - known - call.names)
