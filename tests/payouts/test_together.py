"""Many claims at once: every row is shown before, each is done by the single act, and what came of each is said."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from core import clock
from core.actor import Actor
from core.db import Tx, db
from core.permissions import Role
from identity.organisations.states import Capacity
from identity.people.models import Person
from payouts.models.payables import Payable
from payouts.payables.services.hold_payable import hold_payable
from payouts.states import PayableState
from tests.crawl import sign_in
from tests.factories import build
from tests.payouts.world import MONDAY, Finance, payable_of

HOLD, RESUME = "/payables/together/hold", "/payables/together/resume"
WHY = "ผู้ให้บริการอยู่ระหว่างตรวจสอบ"


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


@pytest.fixture
def owed(finance: Finance) -> list[int]:
    """Three open payables."""
    return [payable_of(each).id for each in finance.claims_of(3)]


@pytest.fixture
def browser(finance: Finance, client: FlaskClient) -> FlaskClient:
    return browser_of(client, finance.officer)


def browser_of(client: FlaskClient, actor: Actor, choice: str | None = None) -> FlaskClient:
    sign_in(client, db.session.get_one(Person, actor.person_id), choice)
    return client


def rows_of(answer: TestResponse) -> list[str]:
    return [
        " ".join(each.text_content().split())
        for each in html.fromstring(answer.text).xpath("//main//tbody/tr")
    ]


def states(ids: list[int]) -> list[PayableState]:
    db.session.expire_all()
    return [db.session.get_one(Payable, each).state for each in ids]


def events(name: str) -> int:
    return int(
        db.session.scalar(sa.text("SELECT count(*) FROM audit_events WHERE name = :name"), {"name": name})
        or 0
    )


def test_the_list_has_a_tick_for_each_row_and_a_bar(browser: FlaskClient, owed: list[int]) -> None:
    page = html.fromstring(browser.get("/payables?lang=en").text)
    assert sorted(page.xpath("//input[@name='row'][@form='together']/@value")) == sorted(map(str, owed))
    assert page.xpath("//form[@id='together']//button/@formaction") == [HOLD, RESUME]


def test_every_row_is_shown_with_what_happens_and_nothing_is_done(
    browser: FlaskClient, owed: list[int]
) -> None:
    answer = browser.get(HOLD, query_string={"row": owed, "lang": "en"})
    assert [row.endswith("Put on hold") for row in rows_of(answer)] == [True] * 3
    assert "Put on hold: 3 rows" in answer.text
    assert states(owed) == [PayableState.OPEN] * 3


def test_they_are_held_one_by_one_and_the_result_leads_to_the_inverse(
    browser: FlaskClient, owed: list[int]
) -> None:
    answer = browser.post(f"{HOLD}?lang=en", data={"row": owed[:2], "reason": WHY})
    assert "Done with 2 of 2." in answer.text
    assert states(owed) == [PayableState.HELD, PayableState.HELD, PayableState.OPEN]
    assert events("payable.held") == 2
    (undo,) = html.fromstring(answer.text).xpath("//main//a[contains(@href, '/resume')]/@href")
    assert "Release hold: 2 rows" in browser.get(f"{undo}&lang=en").text
    browser.post(RESUME, data={"row": owed[:2]})
    assert states(owed) == [PayableState.OPEN] * 3


def test_a_row_that_changed_meanwhile_stays_and_says_why_the_others_are_done(
    browser: FlaskClient, owed: list[int], finance: Finance
) -> None:
    hold_payable(owed[0], WHY, actor=finance.officer, now=MONDAY)
    answer = browser.post(f"{HOLD}?lang=en", data={"row": owed, "reason": WHY})
    assert "Done with 2 of 3." in answer.text
    assert sum("Not done" in row for row in rows_of(answer)) == 1
    assert states(owed) == [PayableState.HELD] * 3
    assert events("payable.held") == 3


def test_what_cannot_be_done_is_shown_and_not_sent(
    browser: FlaskClient, owed: list[int], finance: Finance
) -> None:
    finance.submitted()
    answer = browser.get(HOLD, query_string={"row": owed, "lang": "en"})
    assert ["Stays as it is" in row for row in rows_of(answer)] == [True] * 3
    assert html.fromstring(answer.text).xpath("//main//form[@method='post']") == []


def test_who_is_connected_with_a_payee_holds_nothing_of_it(
    client: FlaskClient, owed: list[int], finance: Finance
) -> None:
    payee = db.session.get_one(Payable, owed[0]).payee_id

    def make(tx: Tx) -> Actor:
        member = finance.world.member(tx, payee, Capacity.PROVIDER)
        return finance.world.staff(tx, Role.FINANCE_OFFICER, person_id=member.known_person_id)

    browser = browser_of(client, build(make), "staff")
    assert "Stays as it is" in browser.get(HOLD, query_string={"row": owed[:1], "lang": "en"}).text
    answer = browser.post(f"{HOLD}?lang=en", data={"row": owed[:2], "reason": WHY})
    assert "Done with 1 of 2." in answer.text
    assert states(owed[:2]) == [PayableState.OPEN, PayableState.HELD]


def test_sent_twice_each_row_is_done_once_and_both_are_told_the_same(
    browser: FlaskClient, owed: list[int]
) -> None:
    page = html.fromstring(browser.get(HOLD, query_string={"row": owed}).text)
    sent = {
        "row": owed,
        "reason": WHY,
        "form_token": page.xpath("//main//input[@name='form_token']/@value")[0],
    }
    first, second = (browser.post(f"{HOLD}?lang=en", data=sent) for _ in range(2))
    assert "Done with 3 of 3." in first.text
    assert "Done with 3 of 3." in second.text
    assert events("payable.held") == 3


def test_without_a_reason_nothing_is_held_and_the_field_says_so(
    browser: FlaskClient, owed: list[int]
) -> None:
    answer = browser.post(f"{HOLD}?lang=en", data={"row": owed, "reason": " "})
    assert answer.status_code == 400
    assert "Enter the reason." in answer.text
    assert states(owed) == [PayableState.OPEN] * 3


def test_who_may_not_hold_is_offered_nothing_and_refused(
    client: FlaskClient, owed: list[int], finance: Finance
) -> None:
    other = browser_of(client, finance.releaser)
    assert other.post(HOLD, data={"row": owed, "reason": WHY}).status_code == 403
    assert 'name="row"' not in other.get("/payables").text


@pytest.mark.parametrize("rows", [["x"], ["-1"], ["9" * 30], list(range(1, 40))])
def test_rows_that_no_list_offers_are_refused(
    browser: FlaskClient, owed: list[int], rows: list[object]
) -> None:
    assert browser.get(HOLD, query_string={"row": rows}).status_code == 400


def test_a_row_that_is_not_there_is_not_shown(browser: FlaskClient, owed: list[int]) -> None:
    assert rows_of(browser.get(HOLD, query_string={"row": [10**9]})) == []
