"""A person with a plain browser: opens pages, fills in the forms that stand on them and sends them, tokens and all."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from core.actor import Actor
from core.db import db
from identity.people.models import Person
from tests.crawl import ORIGIN, sign_in

Files = Mapping[str, tuple[str, bytes]]
"""Field → name and content of the file chosen there."""


@dataclass(frozen=True)
class Page:
    """A page as it was answered."""

    status: int
    address: str
    text: str

    @property
    def tree(self) -> Any:
        """Its elements."""
        return html.document_fromstring(self.text)

    def form(self, ends: str) -> Any:
        """The form that is sent to an address that ends so; '' is the first one of the page itself."""
        return self.sent_to(ends)[0]

    def sent_to(self, ends: str) -> tuple[Any, str]:
        """The form with a button that sends it to an address that ends so, and that address."""
        forms = [each for each in self.tree.forms if each.method == "POST" and each.getparent() is not None]
        ways = [(each, str(each.action or self.address)) for each in forms]
        ways += [(each, str(way)) for each in forms for way in each.xpath(".//button/@formaction")]
        found = [(each, way) for each, way in ways if way.split("?")[0].endswith(ends)]
        if not found:
            raise AssertionError(f"no form to {ends} at {self.address}: {[way for _, way in ways]}")
        return found[0]

    def beside(self, field: str) -> str:
        """What the page says beside a field, in one line."""
        said = self.tree.xpath(f"//*[@id='{field}-error' or starts-with(@id, '{field}-error')]")
        return " ".join(" ".join(each.text_content() for each in said).split())

    def heard(self) -> str:
        """All that the page says, in one line."""
        return " ".join(self.tree.text_content().split())


class Visitor:
    """One signed-in person, reading in one language."""

    def __init__(self, app: Flask, actor: Actor, language: str) -> None:
        self.browser: FlaskClient = app.test_client()
        sign_in(self.browser, db.session.get_one(Person, actor.person_id), None)
        self.browser.set_cookie("lang", language)

    def open(self, address: str) -> Page:
        """The page of an address."""
        return self._page(address, self.browser.get(address))

    def token(self) -> str:
        """The token of this person's browser, as it stands on every page's form."""
        return str(self.open("/me").tree.xpath("//input[@name='csrf_token']/@value")[0])

    def ask(self, method: str, address: str, sent: Mapping[str, str]) -> Page:
        """What an address answers, whatever page it was not on."""
        return self._page(address, self.browser.open(address, method=method, data=sent))

    def send(self, page: Page, ends: str, typed: Mapping[str, str], files: Files | None = None) -> Page:
        """Fill in a form of the page, leave the rest of it as it stands, and send it."""
        form, way = page.sent_to(ends)
        address = urljoin(ORIGIN + page.address, way).removeprefix(ORIGIN)
        sent: dict[str, Any] = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value)
        sent |= typed
        if not files:
            return self._page(address, self.browser.post(address, data=sent))
        for name, (called, content) in files.items():
            sent[name] = FileStorage(io.BytesIO(content), called, name)
        boundary, body = encode_multipart(MultiDict(sent))
        kind = f'multipart/form-data; boundary="{boundary}"'
        return self._page(address, self.browser.post(address, data=body, content_type=kind))

    def _page(self, address: str, answer: Any) -> Page:
        return Page(answer.status_code, answer.headers.get("Location", address), answer.text)


def standing(page: Page, ends: str) -> dict[str, str]:
    """What stands in the fields of a form."""
    return {name: value for name, value in page.form(ends).form_values() if isinstance(value, str)}
