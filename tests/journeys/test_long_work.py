"""The page of long work in a real browser: it moves by itself, without script too, and is nobody's obstacle."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core import clock
from core.db import db, transaction
from core.documents.models import Document
from core.documents.operations import FileProblem
from core.labels import name_of
from core.permissions import Role
from core.tasks.models import LongWork
from core.tasks.states import WorkState
from identity.people.models import Person
from payouts.reconciliation.services.import_bank_report import IMPORT
from tests.journeys.conftest import Cast, House
from tests.journeys.looking import AA
from tests.journeys.test_whole_way import sign_in

NewContext = Callable[..., BrowserContext]
ENDINGS = {
    WorkState.WAITING: {},
    WorkState.RUNNING: {"tries": 1, "done": 120, "total": 480},
    WorkState.REFUSED: {"tries": 1, "refusal": name_of(FileProblem.TOO_LARGE), "refusal_facts": {}},
    WorkState.FAILED: {"tries": 3, "done": 120, "total": 480},
}


def works_of(house: House, email: str) -> dict[WorkState, int]:
    """One piece of work in each state in which it stays on its page; no job runs them."""
    with house.app.app_context():
        with transaction() as tx:
            person_id = tx.scalar(sa.select(Person.id).where(Person.email == email))
            now = clock.now()
            common = {
                "kind": IMPORT.name,
                "asked_at": now,
                "asked_by_id": person_id,
                "acting_as": "staff",
                "state_since": now + timedelta(hours=1),  # the worker's minute passes it by
            }
            document = tx.add(
                Document(
                    sha256=bytes(32),
                    size=1,
                    media_type="application/xml",
                    file_name="ใบแจ้งยอดธนาคาร-ยาวมากเพื่อดูว่าตัดบรรทัดได้หรือไม่-พฤศจิกายน-2569.xml",
                    kind="bank_answer",
                    stored_at=now,
                    stored_by_id=person_id,
                )
            )
            made = {
                state: tx.add(
                    LongWork(
                        **common,
                        about=f"{state}:{person_id}",
                        arguments={"document_id": document.id},
                        state=state,
                        **columns,
                    )
                ).id
                for state, columns in ENDINGS.items()
            }
        db.session.remove()
    return made


def move(house: House, work_id: int, **columns: object) -> None:
    """What the worker would write."""
    with house.app.app_context():
        with transaction() as tx:
            tx.execute(sa.update(LongWork).where(LongWork.id == work_id).values(**columns))
        db.session.remove()


def wrong_with(page: Page, width: int) -> list[str]:
    """What axe finds, and whether the page is wider than the screen."""
    violations = Axe().run(page, options={"runOnly": AA}).response["violations"]
    found = [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in violations]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{wide} pixels wide"] if wide > width else [])]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_state_is_accessible_and_fits_the_screen(
    house: House, cast: Cast, new_context: NewContext, language: str, width: int
) -> None:
    works = works_of(house, cast.staff[Role.FINANCE_OFFICER])
    page = sign_in(new_context(width, language=language).new_page(), cast.staff[Role.FINANCE_OFFICER])
    expect(page.locator('main a[href^="/work/"]')).to_have_count(len(works))
    wrong = {}
    for state, work_id in works.items():
        page.goto(f"/work/{work_id}")
        wrong[state] = wrong_with(page, width)
    assert {state: found for state, found in wrong.items() if found} == {}


def test_the_bar_moves_by_itself_and_the_end_is_told(
    house: House, cast: Cast, new_context: NewContext
) -> None:
    officer = cast.staff[Role.FINANCE_OFFICER]
    work_id = works_of(house, officer)[WorkState.RUNNING]
    page = sign_in(new_context(1280, language="en").new_page(), officer)
    page.goto(f"/work/{work_id}")
    expect(page.locator("[data-progress-text]")).to_have_text("120 of 480")
    move(house, work_id, done=300)
    expect(page.locator("[data-progress-text]")).to_have_text("300 of 480")
    expect(page.locator("progress")).to_have_attribute("value", "300")
    move(house, work_id, state=WorkState.FAILED)
    expect(page.locator("main")).to_contain_text(re.compile("Tried 3 times"))
    expect(page.get_by_role("button", name="Try again", exact=True)).to_be_visible()


def test_without_script_the_page_looks_again_by_itself(house: House, cast: Cast, browser: Browser) -> None:
    officer = cast.staff[Role.FINANCE_OFFICER]
    work_id = works_of(house, officer)[WorkState.WAITING]
    context = browser.new_context(base_url=house.url, java_script_enabled=False)
    try:
        page = sign_in(context.new_page(), officer)
        page.goto(f"/work/{work_id}?lang=en")
        expect(page.locator("main")).to_contain_text("Waiting to start")
        move(house, work_id, state=WorkState.RUNNING, done=7, total=9)
        expect(page.locator("main")).to_contain_text("7 of 9", timeout=15_000)
    finally:
        context.close()
