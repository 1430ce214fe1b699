"""Typed work in a real browser: it outlives the sign-in, and a page drawn for one business does nothing to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask_security import hash_password
from playwright.sync_api import BrowserContext, Page, expect

from core import clock
from core.db import db, transaction
from identity.accounts.models import SignInSession
from identity.organisations.models import Membership, Organisation
from identity.organisations.states import Capacity, MemberRole
from identity.people.models import Person
from smes.models import Sme
from tests.factories import PASSWORD, World
from tests.journeys.conftest import WORLDS, House, email_of
from tests.journeys.test_long_work import wrong_with
from tests.journeys.test_whole_way import a_paper, sign_in

NewContext = Callable[..., BrowserContext]
ADDRESS = "99 ถนนที่พิมพ์ไว้ยาว ๆ ตำบลหัวเวียง อำเภอเมือง"
KEPT = {"th": "สิ่งที่ท่านกรอกอยู่ครบแล้ว", "en": "What you typed is here again."}


@dataclass(frozen=True, slots=True)
class Owner:
    """One person who owns two businesses, A and B, both being registered."""

    email: str
    person_id: int
    a: int
    b: int


@pytest.fixture
def owner(house: House) -> Owner:
    world = World(now=clock.now(), first=next(WORLDS))
    with house.app.app_context():
        with transaction() as tx:
            a, b = (world.sme(tx).organisation_id for _ in range(2))
            drafts = sa.update(Sme).where(Sme.organisation_id.in_((a, b)))
            nothing = dict.fromkeys(
                ("submitted_at", "submitted_by_id", "verified_at", "verified_by_id", "size")
            )
            tx.execute(drafts.values(state="draft", **nothing))
            actor = world.member(tx, a, Capacity.SME)
            tx.add(
                Membership(
                    person_id=actor.known_person_id,
                    organisation_id=b,
                    capacity=Capacity.SME,
                    role=MemberRole.OWNER,
                    may_consent=True,
                    since=clock.now(),
                )
            )
            mine = sa.update(Person).where(Person.id == actor.known_person_id)
            tx.execute(mine.values(password=hash_password(PASSWORD), acting_as=f"sme:{a}"))
        made = Owner(email_of(actor), actor.known_person_id, a, b)
        db.session.remove()
    return made


def end_sessions(house: House, person_id: int) -> None:
    """As when a phone was away for too long."""
    with house.app.app_context():
        with transaction() as tx:
            tx.execute(
                sa.update(SignInSession)
                .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
                .values(ended_at=clock.now(), end_reason="time_over")
            )
        db.session.remove()


def addresses(house: House, *organisations: int) -> list[str]:
    with house.app.app_context():
        found = dict(
            db.session.execute(
                sa.select(Organisation.id, Organisation.address).where(Organisation.id.in_(organisations))
            ).all()
        )
        db.session.remove()
    return [found[each] for each in organisations]


def send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button[type=submit]:not([aria-hidden])").first.click()


def switch_to(page: Page, key: str) -> None:
    page.click("details.who summary")
    with page.expect_navigation():
        page.click(f'form[action="/act-for/{key}"] button')


@pytest.mark.parametrize(("language", "width"), [("th", 360), ("en", 1280)])
def test_a_long_form_outlives_the_session(
    house: House, owner: Owner, new_context: NewContext, language: str, width: int
) -> None:
    page = sign_in(new_context(width, language=language).new_page(), owner.email)
    form = f"/smes/{owner.a}/registration/address"
    page.goto(form)
    page.fill("textarea[name=address]", ADDRESS)
    page.fill("input[name=phone]", "089 999 8888")
    end_sessions(house, owner.person_id)
    send(page)
    assert "/sign-in" in page.url, "nobody is signed in any more"
    assert wrong_with(page, width) == []

    page.fill("input[name=email]", owner.email)
    page.fill("input[name=password]", PASSWORD)
    send(page)
    assert page.url.partition("?")[0].endswith(form)
    expect(page.locator("main")).to_contain_text(KEPT[language])
    expect(page.locator("textarea[name=address]")).to_have_value(ADDRESS)
    expect(page.locator("input[name=phone]")).to_have_value("089 999 8888")
    assert wrong_with(page, width) == []
    assert ADDRESS not in addresses(house, owner.a), "shown again, not sent"
    send(page)
    assert addresses(house, owner.a) == [ADDRESS]


def test_files_outlive_the_session_too(house: House, owner: Owner, new_context: NewContext) -> None:
    page = sign_in(new_context(360, language="en").new_page(), owner.email)
    page.goto(f"/smes/{owner.a}/registration/documents")
    paper = {"name": "งบการเงิน.pdf", "mimeType": "application/pdf", "buffer": a_paper()}
    page.set_input_files("input[type=file]", paper)
    end_sessions(house, owner.person_id)
    send(page)
    page.fill("input[name=email]", owner.email)
    page.fill("input[name=password]", PASSWORD)
    send(page)
    expect(page.locator("main")).to_contain_text(
        "These files will be sent, unless you choose others: งบการเงิน.pdf"
    )
    send(page)
    expect(page.locator("main")).to_contain_text("Already sent")
    expect(page.locator("main")).to_contain_text("งบการเงิน.pdf")


@pytest.mark.parametrize(("language", "width"), [("th", 360), ("en", 1280)])
def test_a_page_of_one_business_does_nothing_to_the_other(
    house: House, owner: Owner, new_context: NewContext, language: str, width: int
) -> None:
    context = new_context(width, language=language)
    first, second = sign_in(context.new_page(), owner.email), context.new_page()
    first.goto(f"/smes/{owner.a}/registration/address")
    first.fill("textarea[name=address]", ADDRESS)
    first.fill("input[name=phone]", "089 999 8888")
    second.goto("/today")
    switch_to(second, f"sme:{owner.b}")

    send(first)
    assert ADDRESS not in addresses(house, owner.a, owner.b), "nothing happened, to neither"
    assert wrong_with(first, width) == []
    with first.expect_navigation():
        first.click(f'main form[action^="/act-for/sme:{owner.a}"] button')
    expect(first.locator("textarea[name=address]")).to_have_value(ADDRESS)
    send(first)
    assert addresses(house, owner.a)[0] == ADDRESS
    assert addresses(house, owner.b)[0] != ADDRESS


def test_a_new_business_begun_in_one_tab_is_not_sent_for_another(
    house: House, owner: Owner, new_context: NewContext
) -> None:
    context = new_context(360, language="en")
    first, second = sign_in(context.new_page(), owner.email), context.new_page()
    first.goto(f"/smes/{owner.a}/registration/figures")
    first.fill("textarea[name=business]", "ของกิจการ ก เท่านั้น")
    first.fill("input[name=employees]", "7")
    second.goto("/today")
    switch_to(second, f"sme:{owner.b}")
    second.goto(f"/smes/{owner.b}/registration/figures")
    second.fill("textarea[name=business]", "ของกิจการ ข เท่านั้น")
    send(second)
    send(first)
    expect(first.locator("main")).to_contain_text("Not sent")
    with first.expect_navigation():
        first.click('main a[href="/today"]')
    assert _businesses(house, owner) == ["", "ของกิจการ ข เท่านั้น"]


def _businesses(house: House, owner: Owner) -> list[str]:
    with house.app.app_context():
        found = dict(
            db.session.execute(
                sa.select(Sme.organisation_id, Sme.business).where(
                    Sme.organisation_id.in_((owner.a, owner.b))
                )
            ).all()
        )
        db.session.remove()
    return [found[owner.a] or "", found[owner.b] or ""]
