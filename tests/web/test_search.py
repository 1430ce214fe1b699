"""One search: numbers lead to their page, words to lists by kind, and nobody finds what they may not open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from core import clock
from core.actor import Actor
from core.db import Tx, db
from core.permissions import Role
from coupons.applications.models import Application
from coupons.coupons.models import Coupon
from identity.organisations.models import Organisation
from identity.organisations.states import Capacity
from payouts.models.batches import Batch
from payouts.models.payments import Payment
from payouts.models.reconciliation import BankImport
from projects.models import ActionPlan, Project
from schemes.models import Scheme
from tests import signing_in
from tests.crawl import counted, most_statements
from tests.factories import World, build
from tests.house.sides import browser_of, owed, shared_by_all, used_coupon
from tests.kept_scenes import KeptScenes
from web import finders
from web.access import may_enter

NAME = "บริษัท ข้าวแต๋นทวีพรรณ จำกัด"


@dataclass(frozen=True)
class Scene:
    """Two businesses with all that can be found of the first, and persons on each side."""

    sme_id: int
    thirteen: str
    coupon: tuple[str, str]
    """The number and the address; so are the others."""
    application: tuple[str, str]
    redemption: tuple[str, str]
    batch: tuple[str, str]
    payment: tuple[str, str]
    scheme: tuple[str, str]
    project: tuple[str, str]
    plan: tuple[str, str]
    bank: tuple[str, str]
    readers: dict[str, Actor]


STAFF = (Role.ADMINISTRATOR, Role.AUDITOR, Role.PROGRAMME_OFFICER)
"""Who manages people, who reads all, and who has no part in payments."""


def _scene(tx: Tx) -> Scene:
    world = World(clock.now())
    shared = shared_by_all(tx, world)
    use, other = (used_coupon(tx, world, shared) for _ in range(2))
    paid = owed(tx, world, shared).ids
    sme = tx.get(Organisation, use.sme.organisation_id)
    sme.name_th = NAME
    readers = {role.value: world.staff(tx, role) for role in STAFF}
    for name, each in (("own", use), ("other", other)):
        for capacity, side in ((Capacity.SME, each.sme), (Capacity.PROVIDER, each.provider)):
            readers[f"{name} {capacity}"] = world.member(tx, side.organisation_id, capacity)
    coupon = tx.get(Coupon, use.ids["coupon_id"])
    application = tx.get(Application, use.ids["application_id"])
    batch, payment = tx.get(Batch, paid["batch_id"]), tx.get(Payment, paid["payment_id"])
    scheme = tx.get(Scheme, coupon.scheme_id)
    project = tx.get(Project, scheme.project_id)
    plan = tx.get(ActionPlan, project.plan_id)
    plan.name_en = "Plan of the northern mills"
    taken = tx.get(BankImport, paid["import_id"])
    return Scene(
        sme.id,
        sme.registration_number,
        (coupon.number, f"/coupons/{coupon.id}"),
        (application.number, f"/applications/{application.id}"),
        (str(use.ids["redemption_id"]), f"/redemptions/{use.ids['redemption_id']}"),
        (batch.number, f"/batches/{batch.id}"),
        (payment.end_to_end_id, f"/payables/payments/{payment.id}"),
        (scheme.code, f"/schemes/{scheme.id}"),
        (project.code, f"/projects/{project.id}"),
        (plan.name_en, f"/plans/{plan.id}"),
        (taken.message_id, f"/statements/{taken.id}"),
        readers,
    )


@pytest.fixture
def scene(db_app: Flask, kept_scene: KeptScenes) -> Scene:
    return kept_scene("what is searched", lambda: build(_scene))


def ask(browser: FlaskClient, typed: str) -> Any:
    return browser.get(f"/search?{urlencode({'q': typed, 'lang': 'en'})}")


def found_by(browser: FlaskClient, typed: str) -> list[str]:
    """The addresses that the search leads to, by itself or by its links."""
    answer = ask(browser, typed)
    if answer.status_code == 302:
        return [answer.location]
    assert answer.status_code == 200
    return [str(each) for each in html.fromstring(answer.text).xpath("//main//*[@class='found']//li/a/@href")]


def of_osmep(scene: Scene) -> tuple[tuple[str, str], ...]:
    """What no business has a part in."""
    return scene.scheme, scene.project, scene.plan, scene.bank


def everything(scene: Scene) -> list[str]:
    """All that could be typed for what is in the scene."""
    exact = (scene.coupon, scene.application, scene.redemption, scene.batch, scene.payment, *of_osmep(scene))
    return [*(number for number, _url in exact), scene.thirteen, "ข้าวแต๋นทวีพรรณ", "Trial", "person"]


def closed_to(app: Flask, scene: Scene) -> list[str]:
    """What a reader found and may not open."""
    wrong = []
    for name, actor in scene.readers.items():
        browser = browser_of(app, actor)
        found = {url: typed for typed in everything(scene) for url in found_by(browser, typed)}
        for url, typed in found.items():
            status = browser.get(url).status_code
            if status not in (200, 302):
                wrong.append(f"{name}: {typed} leads to {url}, which answers {status}")
    return wrong


def test_a_number_opens_what_has_it_however_it_is_typed(db_app: Flask, scene: Scene) -> None:
    browser = browser_of(db_app, scene.readers[Role.AUDITOR])
    whole = scene.thirteen
    thai = whole.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    dashed = f"{whole[0]}-{whole[1:5]}-{whole[5:10]}-{whole[10:12]}-{whole[12]}"
    number, url = scene.coupon
    expected = {
        f" {number.lower().replace('-', '–')} ": url,
        scene.payment[0].lower(): scene.payment[1],
        **dict.fromkeys((whole, thai, dashed, f" {dashed.replace('-', ' ')} "), f"/smes/{scene.sme_id}"),
        **dict((scene.coupon, scene.application, scene.redemption, scene.batch)),
    }
    assert {typed: found_by(browser, typed) for typed in expected} == {
        typed: [url] for typed, url in expected.items()
    }


def test_words_find_the_business_and_all_that_is_its(db_app: Flask, scene: Scene) -> None:
    browser = browser_of(db_app, scene.readers[Role.PROGRAMME_OFFICER])
    urls = found_by(browser, "ข้าวแต๋นทวี")
    assert {
        f"/smes/{scene.sme_id}",
        scene.coupon[1],
        scene.redemption[1],
    } <= set(urls)
    assert not any(url.startswith("/batches") for url in urls)


def test_a_search_by_words_asks_a_few_statements_of_each_kind(db_app: Flask, scene: Scene) -> None:
    browser = browser_of(db_app, scene.readers[Role.AUDITOR])
    with counted(db_app) as counts:
        ask(browser, "ข้าวแต๋นทวี")
    assert counts[0] <= most_statements("/search")


def test_more_than_a_handful_leads_to_the_list(db_app: Flask, scene: Scene) -> None:
    page = ask(browser_of(db_app, scene.readers[Role.PROGRAMME_OFFICER]), "Trial").text
    assert "/smes/?q=Trial" not in page
    world = World(clock.now(), first=500)
    build(lambda tx: [world.sme(tx) for _ in range(finders.MOST)])
    page = ask(browser_of(db_app, scene.readers[Role.PROGRAMME_OFFICER]), "Trial").text
    assert "/smes/?q=Trial" in page


def test_people_are_found_by_who_manages_them_alone(db_app: Flask, scene: Scene) -> None:
    sought = scene.readers[Role.AUDITOR].known_person_id
    email = db.session.scalar(sa.text("SELECT email FROM people WHERE id = :id"), {"id": sought})
    finding = {
        name
        for name, actor in scene.readers.items()
        if f"/people/{sought}" in found_by(browser_of(db_app, actor), email)
    }
    assert finding == {Role.ADMINISTRATOR.value}


@pytest.mark.parametrize("kind", ["scheme", "project", "plan", "bank"])
def test_what_osmep_plans_and_is_told_by_its_bank_is_found_by_who_may_open_it_alone(
    db_app: Flask, scene: Scene, kind: str
) -> None:
    typed, url = getattr(scene, kind)
    endpoint, _values = db_app.url_map.bind("").match(url)
    finding = {
        name for name, actor in scene.readers.items() if url in found_by(browser_of(db_app, actor), typed)
    }
    assert finding == {name for name, actor in scene.readers.items() if _may_open(db_app, actor, endpoint)}
    assert Role.AUDITOR.value in finding
    assert "own sme" not in finding


def _may_open(app: Flask, actor: Actor, endpoint: str) -> bool:
    with app.test_request_context():
        return may_enter(actor, endpoint)


def test_plans_and_files_of_the_bank_are_found_by_a_part_of_their_names(db_app: Flask, scene: Scene) -> None:
    browser = browser_of(db_app, scene.readers[Role.AUDITOR])
    assert found_by(browser, "northern mills") == [scene.plan[1]]
    assert scene.bank[1] in found_by(browser, "STATEMENT")


def test_a_provider_learns_nothing_from_coupon_numbers(db_app: Flask, scene: Scene) -> None:
    browser = browser_of(db_app, scene.readers["own provider"])
    assert found_by(browser, scene.coupon[0]) == []
    assert found_by(browser, scene.redemption[0]) == [scene.redemption[1]]


def test_a_business_finds_its_own_and_not_another_s(db_app: Flask, scene: Scene) -> None:
    assert found_by(browser_of(db_app, scene.readers["own sme"]), scene.coupon[0]) == [scene.coupon[1]]
    assert found_by(browser_of(db_app, scene.readers["other sme"]), scene.coupon[0]) == []


def test_nobody_finds_what_they_may_not_open(db_app: Flask, scene: Scene) -> None:
    assert closed_to(db_app, scene) == []


def test_a_finder_that_shows_another_s_things_is_caught(
    db_app: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: coupons without the condition whose they are."""
    from coupons.coupons.queries import coupon_statement

    lax = replace(finders.finders["coupon"], rows=lambda _actor: coupon_statement())
    monkeypatch.setitem(finders.finders, "coupon", lax)
    assert any(line.startswith("other sme") for line in closed_to(db_app, scene))


def test_a_finder_without_permission_is_asked_by_nobody(
    db_app: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = replace(finders.finders["coupon"], permissions=frozenset())
    monkeypatch.setitem(finders.finders, "coupon", closed)
    assert scene.coupon[1] not in found_by(browser_of(db_app, scene.readers[Role.AUDITOR]), scene.coupon[0])


JUNK = (
    "",
    " ",
    "%",
    "_",
    "'\"",
    "\\",
    "\x00",
    "a" * 5000,
    "๑",
    "\u202e",
    "-",
    "9" * 19,
    "9" * 400,
    "C2570-",
    "🙂" * 3,
    "\ud800",
)


def test_junk_is_answered(db_app: Flask, scene: Scene) -> None:
    for name in (Role.AUDITOR, "own provider"):
        browser = browser_of(db_app, scene.readers[name])
        for typed in JUNK:
            query = urlencode({"q": typed, "lang": "th"}, errors="surrogatepass")
            assert browser.get(f"/search?{query}").status_code in (200, 302), typed


def test_who_acts_for_nobody_is_told_what_to_do_first(db_app: Flask) -> None:
    person_id = build(lambda tx: World(clock.now()).person(tx).id)
    page = ask(signing_in.browser_of(db_app, person_id), "anything").text
    assert "register your business" in page
