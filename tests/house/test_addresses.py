"""Addresses of our own pages are built from the endpoint, never written: a page that moves takes every link with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import pytest
from flask import Flask
from jinja2 import nodes
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter, RequestRedirect

from tests.house.house import Source, dotted, sources, told
from tests.house.templates import parsed_template, templates

DECLARING = {"get", "post", "route", "add_url_rule", "Blueprint"}
"""Calls that say where a page is, rather than lead there."""
NOT_PRODUCT = {"bench", "migrations", "scripts"}
TEMPLATES_LET_OFF = {"errors/500.html": "a file that is sent as it is, when nothing else can be drawn"}
MEND = "Build it: url_for(endpoint, …) works in requests, in tasks and in commands (web/edge/edge.py)."

Written = Iterator[tuple[str, int]]
"""Texts that begin like a path, with a 1 for what is filled in; and their lines."""


def _declared(tree: ast.Module) -> Iterator[ast.AST]:
    """What says where a page is: the arguments of such calls, and Flask-Security's settings of that kind."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in DECLARING:
            yield from node.args
            yield from (word.value for word in node.keywords)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and str(key.value).endswith("_URL"):
                    yield value


def _in_python(source: Source) -> Written:
    skipped = {id(part) for node in _declared(source.tree) for part in ast.walk(node)}
    for node in ast.walk(source.tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(part) for part in ast.walk(node))
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        yield text, node.lineno


def _in_template(text: str) -> Written:
    tree = parsed_template(text)
    for joined in tree.find_all(nodes.Concat):
        parts = [part.value if isinstance(part, nodes.Const) else 1 for part in joined.nodes]
        yield "".join(map(str, parts)), joined.lineno
    for constant in tree.find_all(nodes.Const):
        yield str(constant.value), constant.lineno
    for data in tree.find_all(nodes.TemplateData):
        for address in re.findall(r"\b(?:href|action|src)=\"([^\"]+)", data.data):
            yield address, data.lineno


def _ours(app: Flask, written: Written) -> Written:
    """Those of the texts that lead to a page of ours."""
    pages = app.url_map.bind("")
    for text, line in written:
        path = text.partition("?")[0].partition("#")[0]
        if path.startswith("/") and path.strip("/") and _leads_somewhere(pages, path):
            yield text, line


def _leads_somewhere(pages: MapAdapter, path: str) -> bool:
    try:
        pages.match(path)
    except NotFound:
        return False
    except (MethodNotAllowed, RequestRedirect):
        return True
    return True


def written_in_python(app: Flask, files: Iterable[Source]) -> list[str]:
    """Addresses of ours that Python writes out."""
    return [f"{each.path}:{line}: {text}" for each in files for text, line in _ours(app, _in_python(each))]


def written_in_templates(app: Flask, files: Iterable[tuple[str, str]]) -> list[str]:
    """Addresses of ours that templates write out."""
    return [
        f"templates/{name}:{line}: {text}"
        for name, body in files
        for text, line in _ours(app, _in_template(body))
    ]


def test_python_writes_no_address_of_ours(app: Flask) -> None:
    found = written_in_python(app, (each for each in sources() if each.room not in NOT_PRODUCT))
    assert not found, told(found, MEND)


def test_templates_write_no_address_of_ours(app: Flask) -> None:
    files = ((name, body) for name, body in templates().items() if name not in TEMPLATES_LET_OFF)
    found = written_in_templates(app, files)
    assert not found, told(found, MEND)


def test_every_template_let_off_still_needs_it(app: Flask) -> None:
    for name in TEMPLATES_LET_OFF:
        assert written_in_templates(app, [(name, templates()[name])]), f"{name} needs it no more"


@pytest.mark.parametrize(
    "sample",
    [
        'url = f"/applications/{row.id}"\n',
        'url = f"/statements/lines/{line.id}"\n',
        'yield Item("/applications/?state=waiting")\n',
        'page = "/me#second-factor"\n',
        'redirect("/today")\n',
        'back = "/applications"\n',
        'SETTINGS = {"SECURITY_POST_LOGIN_VIEW": "/today"}\n',
    ],
)
def test_an_address_written_in_python_is_found(app: Flask, sample: str) -> None:
    assert written_in_python(app, [Source("coupons/sample.py", sample)])


@pytest.mark.parametrize(
    "sample",
    [
        "{{ button(_('Open'), href='/coupons/' ~ coupon.id) }}",
        "{{ button(_('To do'), href='/today') }}",
        "{% set everywhere = '/directory?category=' ~ code %}",
        '<a href="/today">',
        '<form action="/sign-out">',
    ],
)
def test_an_address_written_in_a_template_is_found(app: Flask, sample: str) -> None:
    assert written_in_templates(app, [("sample.html", sample)])


def test_where_a_page_is_may_be_said(app: Flask) -> None:
    sample = 'blueprint = Blueprint("plans", __name__, url_prefix="/plans/")\n@blueprint.get("/today")\ndef f(): ...\n'
    assert not written_in_python(app, [Source("projects/sample.py", sample)])
