"""Typed work outlives the sign-in, for its person alone; a form drawn for one business does nothing to another."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from PIL import Image

from core import clock
from core.db import db, transaction
from core.tasks import queue as jobs
from core.tasks.models import LongWork
from core.tasks.states import WorkState
from identity.accounts.models import SignInSession
from identity.accounts.states import SessionEnd
from identity.bank_accounts.models import BankAccount
from identity.organisations.models import Membership, Organisation
from identity.organisations.states import Capacity, MemberRole
from tests.factories import World, build
from tests.signing_in import sign_in
from web.forms.models import SavedFormRow
from web.forms.saved_forms import is_saved_form
from web.forms.sealed import MOST_PER_PERSON, RETENTION, saved_form
from web.forms.tokens import read_form_token

NAME = "บริษัท พิมพ์ไว้นาน จำกัด"


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    out.seek(0)
    return out


class Two:
    """One owner of two businesses."""

    def __init__(self, person_id: int, first: int, second: int) -> None:
        self.person_id, self.first, self.second = person_id, first, second


@pytest.fixture
def two(db_app: Flask) -> Two:
    world = World()

    def make(tx: Any) -> Two:
        first, second = (world.sme(tx).organisation_id for _ in range(2))
        owner = world.member(tx, first, Capacity.SME)
        person_id = owner.known_person_id
        rights = {"capacity": Capacity.SME, "role": MemberRole.OWNER, "may_consent": True}
        tx.add(Membership(person_id=person_id, organisation_id=second, since=world.now, **rights))
        return Two(person_id, first, second)

    return build(make)


@pytest.fixture
def browser(client: FlaskClient, two: Two) -> FlaskClient:
    return sign_in(client, two.person_id, f"sme:{two.first}")


def address(organisation_id: int) -> str:
    return f"/organisations/{organisation_id}/bank-accounts/new"


def token_of(page: str) -> str:
    found = re.search(r'name="form_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def typed(page: str, **more: Any) -> dict[str, Any]:
    return {"form_token": token_of(page), "account_name": NAME, "account_number": "1234567890", **more}


def sign_out(person_id: int) -> None:
    ended = {"ended_at": clock.now(), "end_reason": SessionEnd.TIME_OVER}
    with transaction() as tx:
        tx.execute(sa.update(SignInSession).where(SignInSession.person_id == person_id).values(**ended))


def kept() -> list[SavedFormRow]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(SavedFormRow).order_by(SavedFormRow.id)))


def accounts() -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(BankAccount)) or 0)


@pytest.fixture
def lost(browser: FlaskClient, two: Two) -> str:
    """Sent after the session had ended: where one is sent."""
    page = browser.get(address(two.first)).text
    sign_out(two.person_id)
    data = typed(page, book=(picture(), "สมุดบัญชี.png"))
    answer = browser.post(address(two.first), data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def shown_at(kept_id: int) -> str:
    return f"/kept-forms/{kept_id}"


def back(browser: FlaskClient, person_id: int, acting_as: str) -> Any:
    (row,) = kept()
    return sign_in(browser, person_id, acting_as).get(f"{shown_at(row.id)}?lang=en")


def test_what_was_sent_after_the_session_ended_is_kept_and_one_is_told(
    browser: FlaskClient, lost: str
) -> None:
    (row,) = kept()
    assert parse_qs(urlsplit(lost).query)["next"] == [shown_at(row.id)]
    page = browser.get(lost + "&lang=en").text
    assert "What you typed is saved for 30 minutes" in page
    assert "was not saved" not in page
    assert accounts() == 0
    assert NAME.encode() not in kept()[0].content


def test_after_signing_in_the_form_is_there_again_with_all_that_was_typed_and_is_not_sent(
    browser: FlaskClient, two: Two, lost: str
) -> None:
    answer = back(browser, two.person_id, f"sme:{two.first}")
    assert answer.headers["Location"].startswith(address(two.first) + "?kept=")
    page = browser.get(answer.headers["Location"] + "&lang=en").text
    assert NAME in page
    assert "1234567890" in page
    assert "has not been sent" in page
    assert "สมุดบัญชี.png" in page
    assert accounts() == 0


def test_the_file_goes_with_the_form_that_is_sent_again(browser: FlaskClient, two: Two, lost: str) -> None:
    answer = back(browser, two.person_id, f"sme:{two.first}")
    page = browser.get(answer.headers["Location"]).text
    sent = browser.post(address(two.first), data=typed(page, bank_code="006"))
    assert sent.status_code in (302, 303), sent.text[-3000:]
    db.session.rollback()
    (account,) = db.session.scalars(sa.select(BankAccount))
    assert account.document_id is not None


def test_only_the_address_of_a_kept_form_is_one(db_app: Flask) -> None:
    with db_app.test_request_context():
        assert is_saved_form(shown_at(7))
        others = ("/kept-forms/", "/kept-forms/x", "/me/sessions", "https://elsewhere.example/kept-forms/7")
        assert not any(is_saved_form(address) for address in others)


def test_nobody_else_reads_it_and_nobody_after_half_an_hour(
    browser: FlaskClient, two: Two, lost: str, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = kept()
    with transaction() as tx:
        other = World(first=500).person(tx).id
    stranger = sign_in(db_app.test_client(), other)
    assert stranger.get(shown_at(row.id)).status_code == 404
    later = clock.now() + RETENTION
    monkeypatch.setattr(clock, "now", lambda: later)
    assert back(browser, two.person_id, f"sme:{two.first}").status_code == 404
    jobs.run_now(db_app, "house.sweep_kept_forms")
    assert kept() == []


@pytest.mark.parametrize("token", ["", "made-up", "eyJhIjoxfQ.aaaa.bbbb"])
def test_a_stranger_without_somebodys_form_keeps_nothing(client: FlaskClient, two: Two, token: str) -> None:
    answer = client.post(address(two.first), data={"form_token": token, "account_name": NAME})
    assert answer.status_code == 302
    assert "unsent=1" in answer.headers["Location"]
    assert kept() == []


def test_secrets_are_never_kept_and_a_person_fills_no_store(browser: FlaskClient, two: Two) -> None:
    page = browser.get(address(two.first)).text
    sign_out(two.person_id)
    for number in range(MOST_PER_PERSON + 3):
        browser.post(address(two.first), data=typed(page, code="123456", password="secret", number=number))
    assert len(kept()) == MOST_PER_PERSON
    sign_in(browser, two.person_id, f"sme:{two.first}")
    keys = browser.application.installation.settings.secret_key
    found = saved_form(db.session(), kept()[-1].id, two.person_id, keys, clock.now())
    assert found is not None
    assert {name for name, _value in found.typed.fields} == {"account_name", "account_number", "number"}


def test_too_much_is_not_kept(browser: FlaskClient, two: Two) -> None:
    page = browser.get(address(two.first)).text
    sign_out(two.person_id)
    answer = browser.post(address(two.first), data=typed(page, note="ก" * 300_000))
    assert "unsent=1" in answer.headers["Location"]
    assert kept() == []


def test_an_address_that_only_forms_are_sent_to_shows_what_was_typed_with_a_button(
    browser: FlaskClient, two: Two
) -> None:
    with transaction() as tx:
        account = World(first=900).bank_account(tx, two.first)
        path = f"/bank-accounts/{account.id}/withdraw"
    page = browser.get(address(two.first)).text
    sign_out(two.person_id)
    data = {"form_token": token_of(page), "decline-reason": "พิมพ์เหตุผลยาว"}
    browser.post(path, data=data, headers={"Referer": f"http://localhost{address(two.first)}"})
    answer = back(browser, two.person_id, f"sme:{two.first}")
    assert answer.status_code == 200
    assert f'action="{path}"' in answer.text
    assert read(answer.text) == [("Reason", "พิมพ์เหตุผลยาว")]
    assert f'<a href="{address(two.first)}">Open the page on which you typed it</a>' in answer.text


def read(page: str) -> list[tuple[str, str]]:
    """The answers as they are shown: label and value."""
    rows = html.fromstring(page).find_class("summary__row")
    return [tuple(" ".join(part.text_content().split()) for part in row) for row in rows]


TYPED_IN_FORMS_WITHOUT_A_PAGE = {
    "a finding on a payment": (
        {"outcome": "failed", "happened_on": "22/11/2569", "reason": "ธนาคารแจ้งทางโทรศัพท์"},
        ["On which date?", "How do you know?"],
    ),
    "a new price": ({"price": "42,000"}, ["Price including VAT (baht)"]),
}


@pytest.mark.parametrize("case", TYPED_IN_FORMS_WITHOUT_A_PAGE)
def test_what_was_typed_is_shown_under_the_labels_of_its_form(
    browser: FlaskClient, two: Two, case: str
) -> None:
    sent, labels = TYPED_IN_FORMS_WITHOUT_A_PAGE[case]
    page = browser.get(address(two.first)).text
    sign_out(two.person_id)
    browser.post("/bank-accounts/1/withdraw", data={"form_token": token_of(page), **sent})
    shown = read(back(browser, two.person_id, f"sme:{two.first}").text)
    assert [value for _label, value in shown][-1] == list(sent.values())[-1]
    assert set(labels) <= {label for label, _value in shown}


def test_a_form_drawn_for_one_business_does_nothing_once_one_acts_for_another(
    browser: FlaskClient, two: Two
) -> None:
    page = browser.get(address(two.first)).text
    browser.post(f"/act-for/sme:{two.second}")
    answer = browser.post(address(two.first) + "?lang=en", data=typed(page, bank_code="006"))
    assert answer.status_code == 409
    assert "Not sent" in answer.text
    assert "Continue as" in answer.text
    assert accounts() == 0
    (row,) = kept()

    change = re.search(r'action="(/act-for/[^"]+next=[^"]+)"', answer.text)
    assert change is not None
    after = browser.post(change[1].replace("&amp;", "&"))
    assert after.headers["Location"] == shown_at(row.id)
    form = browser.get(browser.get(after.headers["Location"]).headers["Location"])
    assert NAME in form.text


def test_the_draft_of_one_business_is_not_saved_while_one_acts_for_another(
    browser: FlaskClient, two: Two
) -> None:
    path = f"/smes/{two.first}/registration/address"
    moved = {"address": "99 ถนนใหม่", "province_code": "52", "postcode": "52000", "phone": "054-000-000"}
    data = moved | {"form_token": token_of(browser.get(path).text)}
    browser.post(f"/act-for/sme:{two.second}")
    answer = browser.post(f"{path}?lang=en", data=data)
    assert answer.status_code == 409
    assert "Not sent" in answer.text
    assert "Continue as" in answer.text
    addresses = sa.select(Organisation.address).where(Organisation.id.in_([two.first, two.second]))
    db.session.rollback()
    assert "99 ถนนใหม่" not in db.session.scalars(addresses).all()
    browser.post(f"/act-for/sme:{two.first}")
    (row,) = kept()
    form = browser.get(browser.get(shown_at(row.id)).headers["Location"])
    assert "99 ถนนใหม่" in form.text
    assert browser.post(path, data=moved | {"form_token": token_of(form.text)}).status_code == 303


def test_what_was_typed_for_one_business_is_not_shown_while_one_acts_for_another(
    browser: FlaskClient, two: Two, lost: str
) -> None:
    answer = back(browser, two.person_id, f"sme:{two.second}")
    assert answer.status_code == 409
    assert NAME not in answer.text
    assert "/act-for/" in answer.text


def test_every_form_of_who_is_signed_in_says_whose_it_is_and_for_whom(browser: FlaskClient, two: Two) -> None:
    for path in ("/me", "/me/profile", "/notices", address(two.first), "/act-for"):
        page = browser.get(path).text
        tokens = re.findall(r'name="form_token"[^>]*value="([^"]+)"', page)
        assert tokens, path
        for each in tokens:
            found = read_form_token(each)
            assert found is not None, path
            assert (found.person_id, found.capacity) == (two.person_id, f"sme:{two.first}")


def test_with_the_check_taken_away_the_form_of_one_business_reaches_the_other(
    browser: FlaskClient, two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.get(address(two.first)).text
    browser.post(f"/act-for/sme:{two.second}")
    data = {"bank_code": "006", "book": (picture(), "a.png")}
    monkeypatch.setattr("web.forms.saved_forms.read_form_token", lambda _sent: None)
    browser.post(address(two.second), data=typed(page, **data), content_type="multipart/form-data")
    assert accounts() == 1


def _leaving(browser: FlaskClient, two: Two) -> tuple[str, str, dict[str, str]]:
    """The second owner of the first business is removed from its list of members."""
    member = build(lambda tx: World(first=700).member(tx, two.first, Capacity.SME)).person_id
    key = db.session.scalar(sa.select(Membership.id).where(Membership.person_id == member))
    return f"/organisations/{two.first}/members", f"/members/{key}/end", {}


def _file_of_a_list(browser: FlaskClient, two: Two) -> tuple[str, str, dict[str, str]]:
    return "/directory?format=xlsx", "/exports/", {"address": "/directory?format=xlsx", "format": "xlsx"}


def _once_more(browser: FlaskClient, two: Two) -> tuple[str, str, dict[str, str]]:
    """A file of a list that failed, asked for again from its page."""
    address = {"address": "/directory?format=xlsx", "format": "xlsx"}
    sent = browser.post("/exports/", data=address | {"form_token": token_of(browser.get("/me").text)})
    work_id = int(sent.location.rpartition("/")[2])
    with transaction() as tx:
        tx.execute(sa.update(LongWork).values(state=WorkState.FAILED))
    return f"/work/{work_id}", f"/work/{work_id}/again", {}


@pytest.mark.parametrize("form", [_leaving, _file_of_a_list, _once_more])
def test_forms_of_anybody_signed_in_that_act_for_a_business_do_nothing_for_another(
    form: Any, browser: FlaskClient, two: Two
) -> None:
    """Two tabs: the form was drawn in one, and the other changed for whom one acts."""
    page, action, data = form(browser, two)
    token = token_of(browser.get(page).text)
    before = _done()
    browser.post(f"/act-for/sme:{two.second}")
    answer = browser.post(f"{action}?lang=en", data=data | {"form_token": token})
    assert answer.status_code == 409
    assert "Continue as" in answer.text
    assert _done() == before
    browser.post(f"/act-for/sme:{two.first}")
    token = token_of(browser.get(page).text)
    assert browser.post(action, data=data | {"form_token": token}).status_code == 303
    assert _done() != before


def _done() -> tuple[int, int]:
    """How many memberships have ended, and how many background tasks were asked for."""
    db.session.rollback()
    ended = sa.select(sa.func.count()).select_from(Membership).where(Membership.ended_at.is_not(None))
    asked = sa.select(sa.func.count()).select_from(LongWork)
    return db.session.scalar(ended) or 0, db.session.scalar(asked) or 0


@pytest.fixture
def scheme_page(db_app: Flask) -> str:
    """A page that is the same address whomever one acts for."""
    world = World(first=700)
    return build(lambda tx: f"/applications/schemes/{world.scheme(tx, world.category(tx)).id}")


def test_what_was_typed_for_one_business_is_not_filled_in_for_another_at_the_same_address(
    browser: FlaskClient, two: Two, scheme_page: str
) -> None:
    page = browser.get(scheme_page).text
    sign_out(two.person_id)
    browser.post(scheme_page, data={"form_token": token_of(page), "category": "1"})
    (row,) = kept()
    filled = f"{scheme_page}?kept={row.id}"
    sign_in(browser, two.person_id, f"sme:{two.first}")
    assert browser.get(filled).status_code == 200
    sign_in(browser, two.person_id, f"sme:{two.second}")
    answer = browser.get(filled)
    assert answer.headers["Location"] == shown_at(row.id)
    asked = browser.get(f"{shown_at(row.id)}?lang=en")
    assert asked.status_code == 409
    assert "Continue as" in asked.text


def test_files_of_forms_that_are_kept_count_as_uploads_and_beyond_their_number_the_words_are_kept(
    browser: FlaskClient, two: Two, db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody needs to be signed in: else whoever has a form of hers fills the disk."""
    few = replace(db_app.installation.settings, uploads_per_hour=2)
    monkeypatch.setattr(db_app.installation, "settings", few)
    page = browser.get(address(two.first)).text
    sign_out(two.person_id)
    for _time in range(3):
        data = typed(page, book=(picture(), "book.png"))
        sent = browser.post(address(two.first), data=data, content_type="multipart/form-data")
        assert sent.status_code == 303
    keys = few.secret_key
    found = [saved_form(db.session(), row.id, two.person_id, keys, clock.now()) for row in kept()]
    assert [len(each.typed.files) for each in found if each] == [1, 1, 0]
    assert all(each and ("account_name", NAME) in each.typed.fields for each in found)


def test_files_that_are_kept_outlive_a_second_end_of_the_session_too(
    browser: FlaskClient, two: Two, lost: str
) -> None:
    answer = back(browser, two.person_id, f"sme:{two.first}")
    page = browser.get(answer.headers["Location"]).text
    sign_out(two.person_id)
    assert browser.post(address(two.first), data=typed(page, bank_code="006")).status_code == 303
    sign_in(browser, two.person_id, f"sme:{two.first}")
    again = browser.get(shown_at(kept()[-1].id))
    page = browser.get(again.headers["Location"]).text
    assert "สมุดบัญชี.png" in page
    assert browser.post(address(two.first), data=typed(page, bank_code="006")).status_code == 303
    assert accounts() == 1
