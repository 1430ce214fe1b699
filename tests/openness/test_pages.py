"""The public's pages: in both languages, few statements, true to the ledger, and kept no longer than allowed."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from core import clock
from core.actor import ANONYMOUS
from core.db import db
from core.money import ZERO, Money
from core.permissions import Role
from core.thai.writing import thai_sort_key
from core.typed.amounts import read_amount
from ledger.states import Kind
from openness.queries import OUTCOMES, year_money
from providers.models import Provider
from providers.states import ProviderState
from schemes.models import Scheme
from schemes.states import SchemeState
from tests.factories import NOW, World, build

PAGES = ["/", "/money", "/rules", "/directory", "/about", "/help", "/privacy", "/accessibility"]
LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])
MOST_STATEMENTS = 12


@pytest.fixture
def world(db_app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: ANONYMOUS)
    return World()


@pytest.fixture
def full(world):
    """Two schemes, a coupon, three providers with services."""

    def make(tx):
        for _ in range(2):
            category = world.category(tx)
            scheme = world.scheme(tx, category, money=Money(123_456_789), cap=Money.baht(50_000))
            sme = world.sme(tx)
            world.coupon(tx, scheme, sme, limit=Money(3_333_333))
            provider = world.provider(tx, category, profile_th="ห้องปฏิบัติการ", profile_en="Laboratory")
            world.service(tx, provider, category)
        return provider.organisation_id

    return build(make)


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer.text[:1500]
    assert answer.text.count("<h1") == 1
    assert "%(" not in answer.text
    return answer


@LANGUAGES
@pytest.mark.parametrize("url", PAGES)
def test_every_page_opens_on_an_empty_system(world, client, url, lang):
    assert f'<html lang="{lang}"' in read(client, f"{url}?lang={lang}").text


@LANGUAGES
@pytest.mark.parametrize("url", PAGES)
def test_every_page_opens_with_something_to_show(full, client, url, lang):
    read(client, f"{url}?lang={lang}")


@pytest.mark.parametrize("url", PAGES)
def test_no_english_is_left_in_the_thai_page(full, client, url):
    """Words of the page itself, taken from its headings, leads and buttons."""
    text = read(client, f"{url}?lang=th").text
    words = re.findall(r"<(?:h1|h2|dt|th|summary)[^>]*>\s*([A-Z][a-z]+ [a-z][^<]*)<", text)
    assert words == []


@pytest.mark.parametrize("url", [*PAGES, "/directory/providers/{provider}"])
def test_a_page_costs_few_statements_however_much_there_is(full, client, url):
    counted = []

    def count(_connection, _cursor, statement, *_rest):
        counted.append(statement)

    read(client, url.format(provider=full))
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        read(client, url.format(provider=full))
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert len(counted) <= MOST_STATEMENTS, counted


def test_the_money_equals_the_ledger_to_the_satang(full, client):
    text = read(client, "/?lang=en").text
    money = year_money(db.session(), 2570)
    assert money.appropriated == Money(2 * 123_456_789)
    assert sum((money.at(kind) for kind in OUTCOMES), ZERO) == money.appropriated
    assert money.at(Kind.COMMITTED) == Money(2 * 3_333_333)
    for amount in (money.appropriated, money.at(Kind.COMMITTED), money.at(Kind.AVAILABLE)):
        assert str(amount) in text


def test_the_bars_shown_leave_no_satang_out(full):
    money = year_money(db.session(), 2570)
    assert sum((money.at(kind) for kind in money.shown), ZERO) == money.appropriated


def test_the_file_holds_the_same_figures_as_the_page(full, client):
    answer = client.get("/money?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert len(rows) == 2
    for row in rows:
        assert row["appropriated"] == "1234567.89"
        assert sum(read_amount(row[kind.value]).satang for kind in OUTCOMES) == 123_456_789


def test_a_fiscal_year_without_a_budget_is_not_found(full, client):
    assert client.get("/money?year=2500").status_code == 404
    assert client.get("/money?year=x").status_code == 200


def test_the_rules_name_share_and_cap_and_the_resolution(full, client):
    text = read(client, "/rules?lang=en").text
    for words in ("80%", "50,000", "2/2569", "Thai nationals own more than half"):
        assert words in text


def test_sizes_stand_in_the_order_of_the_law_though_their_caps_are_the_same(world, client):
    build(lambda tx: world.scheme(tx, world.category(tx), name_en="Equal caps"))
    rows = read(client, "/rules?lang=en").text.split("Equal caps", 1)[1]
    at = [rows.index(size) for size in ("Micro", "Small", "Medium")]
    assert at == sorted(at)


def test_a_closed_scheme_is_no_longer_among_the_rules(full, client):
    build(lambda tx: tx.execute(sa.update(Scheme).values(state=SchemeState.CLOSED)))
    assert "No scheme is accepting applications today" in read(client, "/rules?lang=en").text


def test_the_directory_searches_filters_and_pages(full, client):
    assert "Nutrition label test" in read(client, "/directory?lang=en").text
    assert "Nutrition label test" in read(client, "/directory?lang=en&q=nutrition&province=52").text
    assert "Nothing matches" in read(client, "/directory?lang=en&q=zzzz").text
    assert "Nutrition label test" not in read(client, "/directory?lang=en&province=10").text
    assert "ทดสอบฉลากโภชนาการ" in client.get("/directory?lang=th&format=csv").text


def test_the_directory_pages_through_thai_names_as_a_dictionary_does(world, client):
    vowels, letters = ("", "เ", "แ", "โ", "ไ"), "กขคงจฉชซ"
    names = [f"{vowel}{letter}า" for vowel in vowels for letter in letters]
    wanted = sorted(names, key=thai_sort_key)
    assert wanted != sorted(names), "names that stand alike in both orders show nothing"

    def make(tx):
        category = world.category(tx)
        provider = world.provider(tx, category)
        for name in names:
            world.service(tx, provider, category, name_th=name)

    build(make)
    shown = re.compile(r">\s*([เแโไ]?[ก-ฮ]า)\s*<")
    first = read(client, "/directory?lang=th").text
    then = read(client, html.unescape(re.search(r'href="([^"]*after=[^"]*)"', first)[1])).text
    assert shown.findall(first) + shown.findall(then) == wanted
    back = read(client, html.unescape(re.search(r'href="([^"]*before=[^"]*)"', then)[1])).text
    assert shown.findall(back) == shown.findall(first)


def test_the_directory_pages_by_key(world, client):
    def make(tx):
        category = world.category(tx)
        provider = world.provider(tx, category)
        for number in range(30):
            world.service(
                tx, provider, category, name_en=f"Service {number:02d}", name_th=f"บริการ {number:02d}"
            )

    build(make)
    first = read(client, "/directory?lang=en").text
    following = re.search(r'href="([^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    second = read(client, f"{following}&lang=en").text
    assert "Service 24" in first
    assert "Service 25" not in first
    assert "Service 25" in second
    assert "Service 24" not in second


def test_a_suspended_provider_is_nowhere_to_be_found(full, client):
    build(lambda tx: tx.execute(sa.update(Provider).values(state=ProviderState.SUSPENDED)))
    assert "No services on offer yet" in read(client, "/directory?lang=en").text
    assert client.get(f"/directory/providers/{full}").status_code == 404


@LANGUAGES
def test_a_providers_page_shows_its_services_and_nothing_private(full, client, lang):
    text = read(client, f"/directory/providers/{full}?lang={lang}").text
    assert "10,000" in text
    assert "0000000" not in text, "no bank account"


def test_a_strangers_page_may_be_kept_a_minute_and_a_members_never(full, client, db_app, monkeypatch):
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers
    officer = build(lambda tx: World().staff(tx, Role.AUDITOR))
    monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: officer)
    assert client.get("/").headers["Cache-Control"] == "private, no-store"
