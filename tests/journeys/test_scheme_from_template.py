"""BDS 2569 is created from its template by ten fields, and a limit that cannot stand is said beside its field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_security import hash_password
from playwright.sync_api import BrowserContext, expect

from core import clock
from core.clock import bangkok_date
from core.db import Tx, db
from core.permissions import Role
from identity.people.models import Person
from schemes.models import Scheme, SchemeVersion
from schemes.states import CapPeriod, PayeeMode, SmeSize
from tests.factories import PASSWORD, World, build
from tests.journeys.conftest import WORLDS, House, email_of
from tests.journeys.test_whole_way import no_error, sign_in

NewContext = Callable[..., BrowserContext]
TEMPLATE = "bds-2569-flood-border"


@dataclass(frozen=True, slots=True)
class Office:
    """A plan officer, and a project with a line."""

    officer: str
    project_id: int
    line_id: int
    category_id: int
    today: date


@pytest.fixture
def office(house: House) -> Office:
    world = World(now=clock.now(), first=next(WORLDS))

    def make(tx: Tx) -> Office:
        category = world.category(tx)
        scheme = world.scheme(tx, category)
        officer = world.staff(tx, Role.PLAN_OFFICER)
        tx.execute(sa.update(Person).values(password=hash_password(PASSWORD)))
        tx.session.flush()
        assert scheme.line_id is not None
        return Office(
            email_of(officer), scheme.project_id, scheme.line_id, category.id, bangkok_date(clock.now())
        )

    with house.app.app_context():
        made: Office = build(make)
        db.session.remove()
    return made


def typed(day: date) -> str:
    """A day as an officer types it, of the common era."""
    return f"{day.day}/{day.month}/{day.year}"


def test_bds_2569_is_created_from_its_template_by_ten_fields(
    house: House, office: Office, new_context: NewContext
) -> None:
    page = sign_in(new_context(1280, 900, "en").new_page(), office.officer)
    page.goto(f"/projects/{office.project_id}/schemes/new")
    page.locator("summary").filter(has_text="Start from a template").click()
    with page.expect_navigation():
        page.click(f'a[href*="template={TEMPLATE}"]')
    expect(page.locator("main")).to_contain_text("BDS 2569, flood and border measure")
    days = [office.today, office.today + timedelta(days=60), office.today + timedelta(days=240)]
    code = f"BDS-2569-{office.project_id}"
    page.fill("input[name=code]", code)
    page.fill("textarea[name=purpose_th]", "ฟื้นฟูกิจการที่ถูกน้ำท่วมและกิจการชายแดน")
    page.fill("textarea[name=purpose_en]", "Recovery of businesses in flooded and border areas")
    page.select_option("select[name=line_id]", str(office.line_id))
    for name, day in zip(("applies_from", "applies_until", "delivers_until"), days, strict=True):
        page.fill(f"input[name={name}]", typed(day))
    page.check(f'input[name=categories][value="{office.category_id}"]', force=True)
    page.locator("summary").filter(has_text="Limit to provinces").click()
    for province in ("90", "96"):
        page.check(f'input[name=provinces][value="{province}"]', force=True)
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    no_error(page)
    with house.app.app_context():
        scheme = db.session.scalars(sa.select(Scheme).where(Scheme.code == code)).one()
        version = db.session.scalars(
            sa.select(SchemeVersion).where(SchemeVersion.scheme_id == scheme.id)
        ).one()
        assert {tier.size: (tier.share_bp, tier.cap_satang) for tier in version.tiers} == dict.fromkeys(
            SmeSize, (5_000, 50_000_000)
        )
        assert (version.price_cap_satang, version.payee_mode) == (50_000_000, PayeeMode.REIMBURSE_SME)
        assert [row.province_code for row in version.provinces] == ["90", "96"]
        scheme_id, version_id = scheme.id, version.id
        db.session.remove()
    page.goto(f"/schemes/versions/{version_id}")
    expect(page.locator("main")).to_contain_text("at most 500,000 baht")

    page.goto(f"/schemes/{scheme_id}/edit")
    page.fill("input[name=sme_cap]", "500,000")
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    expect(page.locator('.govuk-error-summary a[href^="#sme_cap_period"]')).to_be_visible()
    page.select_option("select[name=sme_cap_period]", CapPeriod.LIFETIME.value)
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    no_error(page)
