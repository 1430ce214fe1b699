"""Six questions without an account: judged by the rules of an application, kept nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.db import Tx, db
from schemes.models import SchemeProvince
from tests.factories import NOW, World, build
from tests.terms import change_terms, first_version

ANSWERS = {
    "sector": "manufacturing",
    "employees": "12",
    "revenue": "9,000,000",
    "province_code": "52",
    "thai_majority": "yes",
    "conditions": "yes",
}
LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])


@pytest.fixture
def scheme(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    world = World()
    return build(lambda tx: world.scheme(tx, world.category(tx)))


def asked(browser: FlaskClient, lang: str = "en", **changes: str) -> str:
    answer = browser.get("/check", query_string=ANSWERS | changes | {"lang": lang})
    assert answer.status_code == 200
    return str(answer.text)


@LANGUAGES
def test_six_questions_stand_there_and_nothing_is_judged_before_they_are_answered(
    db_app: Flask, scheme: Any, lang: str
) -> None:
    page = db_app.test_client().get(f"/check?lang={lang}").text
    assert page.count('class="govuk-form-group') == 6
    assert "govuk-error-message" not in page
    assert scheme.name_en not in page


def test_a_business_that_fits_reads_what_the_state_pays(db_app: Flask, scheme: Any) -> None:
    page = asked(db_app.test_client())
    assert "Suitable for your business" in page
    assert "The state pays 80%, at most 100,000 baht" in page
    assert "1 scheme is suitable for your business today" in page


@pytest.mark.parametrize(
    "change",
    [{"employees": "5000", "revenue": "900,000,000"}, {"thai_majority": "no"}, {"conditions": "no"}],
)
def test_a_business_that_does_not_fit_reads_why(db_app: Flask, scheme: Any, change: dict[str, str]) -> None:
    page = asked(db_app.test_client(), **change)
    assert "Suitable for your business" not in page
    assert "Not passed" in page


def test_a_scheme_of_other_provinces_says_so(db_app: Flask, scheme: Any) -> None:
    def narrow(tx: Tx) -> None:
        tx.add(SchemeProvince(version_id=first_version(tx, scheme).id, province_code="10"))

    build(narrow)
    assert "Suitable for your business" in asked(db_app.test_client(), province_code="10")
    assert "Suitable for your business" not in asked(db_app.test_client())


@LANGUAGES
@pytest.mark.parametrize("field", ANSWERS)
def test_an_answer_left_out_is_asked_for_and_the_others_are_kept(
    db_app: Flask, scheme: Any, field: str, lang: str
) -> None:
    page = asked(db_app.test_client(), lang, **{field: ""})
    assert page.count("govuk-error-message") == 1
    assert field == "employees" or 'value="12"' in page
    assert scheme.name_en not in page


def test_what_cannot_be_read_is_said_beside_its_question(db_app: Flask, scheme: Any) -> None:
    page = asked(db_app.test_client(), employees="twelve", revenue="a lot", sector="farming")
    assert page.count("govuk-error-message") == 3
    assert 'value="twelve"' in page


def test_nothing_of_the_answers_is_kept(db_app: Flask, scheme: Any, caplog: pytest.LogCaptureFixture) -> None:
    asked(db_app.test_client(), revenue="9,123,457")
    assert not db.session.new
    assert "9,123,457" not in caplog.text
    assert "9123457" not in caplog.text


def test_a_scheme_that_opens_later_says_when_and_calls_no_business_unsuitable(
    db_app: Flask, scheme: Any
) -> None:
    later = {"applies_from": NOW.date() + timedelta(days=10)}
    change_terms(scheme.id, **later)
    page = asked(db_app.test_client())
    assert "Opens on" in page
    assert "Not suitable" not in page
    for address in ("/", "/rules"):
        public = db_app.test_client().get(f"{address}?lang=en").text
        assert "Opens on" in public, address
        assert "Open for applications" not in public, address


def test_who_could_have_a_coupon_goes_on_to_an_account_and_then_to_the_registration(
    db_app: Flask, scheme: Any
) -> None:
    browser = db_app.test_client()
    assert 'href="/register?next=/smes/register"' in asked(browser)
    form = {"full_name": "สมศรี ใจดี", "email": "somsri@example.com"}
    secret = {"password": "a long secret of hers", "password_confirm": "a long secret of hers"}
    sent = browser.post("/register?next=/smes/register", data=form | secret).location
    assert sent == "/register/sent?next=%2Fsmes%2Fregister"
    page = browser.get(f"{sent}&lang=en").text
    assert "Open the e-mail that we have sent" in page
    assert 'href="/sign-in?next=%2Fsmes%2Fregister"' in page
