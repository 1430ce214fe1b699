"""What each kind of person finds in the demo world, walked once a language, and browsers in which they are signed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page

from core.db import db
from demo import people
from identity.organisations.models import Organisation
from identity.people.models import Person
from tests.crawl import Visit, crawl, sign_in

LANGUAGES = ("th", "en")
PHONE, DESK = 360, 1280
ANONYMOUS = ""
GUESTS = {
    "stranger": ANONYMOUS,
    "sme-owner": people.SME_OWNER.email,
    "sme-member": people.SME_MEMBER.email,
    "sme-returned": people.SME_RETURNED.email,
    "provider-owner": people.PROVIDER_OWNER.email,
    "cashier": people.CASHIER.email,
    "provider-returned": people.PROVIDER_WAITING.email,
}
STAFF = {str(each.role): each.email for each in reversed(people.STAFF)}
EVERYBODY = GUESTS | STAFF


def signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    if email:
        with app.app_context():
            person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
            sign_in(client, person, None)
            db.session.remove()
    return client


class Walks:
    """What each kind of person finds, walked once a language and kept for the session."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.kept: dict[tuple[str, str], list[Visit]] = {}
        with app.app_context():
            names = sa.select(Organisation.name_th).where(Organisation.name_en == "")
            self.only_thai = frozenset(db.session.scalars(names))

    def of(self, kind: str, language: str) -> list[Visit]:
        if (kind, language) not in self.kept:
            start = "/today" if EVERYBODY[kind] else "/"
            client = signed_in(self.app, EVERYBODY[kind])
            self.kept[kind, language] = crawl(self.app, client, start, language)
        return self.kept[kind, language]

    def first_reached_by(self, kind: str, among: Iterable[str] = EVERYBODY) -> list[Visit]:
        """Pages of endpoints that no kind before this one reaches, of these kinds."""
        seen: set[str] = set()
        for earlier in among:
            pages = [visit for visit in self.of(earlier, "th") if visit.text]
            if earlier == kind:
                return [visit for visit in pages if visit.endpoint not in seen]
            seen |= {visit.endpoint for visit in pages}
        raise KeyError(kind)


class OpenBrowser:
    """Makes browsers in which a person has already signed in."""

    def __init__(self, browser: Browser, app: Flask, address: str) -> None:
        self.browser, self.app, self.address = browser, app, address
        self.made: list[BrowserContext] = []

    def __call__(self, kind: str, width: int) -> Page:
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": 780}, reduced_motion="reduce"
        )
        self.made.append(context)
        if EVERYBODY[kind]:
            name = self.app.config["SESSION_COOKIE_NAME"]
            cookie = signed_in(self.app, EVERYBODY[kind]).get_cookie(name)
            assert cookie is not None
            context.add_cookies([{"name": name, "value": cookie.value, "url": self.address}])
        return context.new_page()


@dataclass(frozen=True, slots=True)
class Moment:
    """A coupon of the owner, scanned by the cashier, its price not yet answered."""

    coupon: str
    sheet: str
    offer: str


def usable_coupon(owner: FlaskClient) -> tuple[str, str]:
    """Address and code of a coupon that shows one."""
    listed = html.fromstring(owner.get("/coupons/").text).xpath("//main//a/@href")
    for url in dict.fromkeys(each for each in listed if re.fullmatch(r"/coupons/\d+", each)):
        code = html.fromstring(owner.get(f"{url}/show").text).find_class("counter-ticket__code")
        if code:
            return url, "".join(code[0].xpath("./span[not(@class)]/text()"))
    raise AssertionError("no coupon of the owner shows a code")
