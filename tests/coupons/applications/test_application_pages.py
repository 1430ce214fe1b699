"""The pages of applications, in both languages, for the SME, the officers and nobody else."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from lxml import html

from core import clock
from core.calendar.due import due_on
from core.db import db
from core.labels import has_words, words_for
from core.money import Money
from core.permissions import Role
from coupons.applications.labels import AUDIT_WORDS, NOTICES
from coupons.applications.models import Application
from coupons.applications.services.appeal_application import appeal_application
from coupons.applications.services.decline_application import decline_application
from coupons.applications.services.edit_application import edit_application
from coupons.applications.services.recommend_application import recommend_application
from coupons.applications.services.return_application import return_application
from coupons.applications.services.start_application import start_application
from coupons.applications.services.submit_application import submit_application
from coupons.applications.states import AppealOutcome, ApplicationRefusal, ApplicationState
from coupons.coupons.models import Coupon
from coupons.states import REVIEW_LIMIT
from identity.organisations.states import Capacity
from identity.people.models import Person
from schemes.eligibility.states import CHOSEN, EligibilityRule
from smes.models import Sme
from smes.states import SmeState
from tests.coupons.applying import change
from tests.factories import NOW, World, build

LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])
THAI = re.compile("[ก-๙]")
KINDS = (ApplicationState, AppealOutcome, ApplicationRefusal)


@pytest.fixture
def world(db_app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return World()


@pytest.fixture
def place(world, kept_scene):
    scene = kept_scene("applicants", lambda: SimpleNamespace(world=world, place=_applicants(world)))
    world._next = scene.world._next
    return scene.place


def _applicants(world):
    def make(tx):
        category = world.category(tx)
        scheme = world.scheme(tx, category)
        sme = world.sme(tx)
        return SimpleNamespace(
            scheme=scheme.id,
            category=category.id,
            sme=sme.organisation_id,
            owner=world.member(tx, sme.organisation_id, Capacity.SME),
            stranger=world.member(tx, world.sme(tx).organisation_id, Capacity.SME),
            officer=world.staff(tx, Role.PROGRAMME_OFFICER),
            approver=world.staff(tx, Role.PROGRAMME_APPROVER),
        )

    return build(make)


@pytest.fixture
def browse(db_app, monkeypatch):
    """A browser in which this actor is signed in."""

    def sign_in(actor):
        monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: actor)
        return db_app.test_client()

    return sign_in


def submitted(place):
    application_id = start_application(place.scheme, place.category, actor=place.owner, now=NOW)
    edit_application(application_id, need="ต้องการฉลาก", expected_result="ส่งออกได้", actor=place.owner, now=NOW)
    submit_application(application_id, actor=place.owner, now=NOW)
    return application_id


def recommended(place):
    application_id = submitted(place)
    recommend_application(application_id, actor=place.officer, now=NOW)
    return application_id


def state_of(application_id):
    return db.session.scalar(sa.select(Application.state).where(Application.id == application_id))


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, answer.text[:2000]
    assert answer.text.count("<h1") == 1
    return answer.text


@LANGUAGES
def test_the_smes_home_shows_open_schemes_and_an_empty_corner_that_says_what_to_do(place, browse, lang):
    text = page(browse(place.owner), f"/applications/?lang={lang}")
    assert ("กิจการของท่านมีสิทธิ" if lang == "th" else "Your business qualifies") in text
    assert ("ยังไม่มีคำขอ" if lang == "th" else "No applications yet") in text


@LANGUAGES
def test_the_scheme_page_explains_every_rule_in_the_readers_language(place, browse, lang):
    text = page(browse(place.owner), f"/applications/schemes/{place.scheme}?lang={lang}")
    assert text.count('class="verdict ') == len(EligibilityRule) - len(CHOSEN)
    assert "100,000 " in text


def test_the_only_kind_of_service_is_chosen_already(place, browse):
    text = page(browse(place.owner), f"/applications/schemes/{place.scheme}?lang=en")
    assert f'value="{place.category}" checked' in " ".join(text.split())


def test_the_whole_form_can_be_filled_on_a_phone_one_question_a_page(place, browse):
    client = browse(place.owner)
    answer = client.post(f"/applications/schemes/{place.scheme}", data={"category": place.category})
    assert answer.status_code == 303
    assert answer.location.endswith("/need")
    answer = client.post(answer.location, data={"text": "ต้องการฉลาก"})
    assert answer.location.endswith("/expected-result")
    answer = client.post(answer.location, data={"text": "ส่งออกได้"})
    assert answer.location.endswith("/check")
    assert "ต้องการฉลาก" in page(client, answer.location)
    answer = client.post(answer.location.replace("/check", "/submit"))
    assert answer.status_code == 303
    assert db.session.scalar(sa.select(Application.state)) is ApplicationState.SUBMITTED


def test_an_empty_answer_is_shown_again_with_its_error_beside_the_field(place, browse):
    client = browse(place.owner)
    client.post(f"/applications/schemes/{place.scheme}", data={"category": place.category})
    key = db.session.scalar(sa.select(Application.id))
    answer = client.post(f"/applications/{key}/need?lang=en", data={"text": "   "})
    assert "Describe what you want to improve" in answer.text
    assert "There is a problem" in answer.text


def test_starting_a_second_time_points_to_the_one_under_way(place, browse):
    submitted(place)
    answer = browse(place.owner).post(
        f"/applications/schemes/{place.scheme}?lang=en", data={"category": place.category}
    )
    assert "already has an application in progress" in answer.text
    assert "Open the current application" in answer.text


@LANGUAGES
@pytest.mark.parametrize("who", ["owner", "officer", "approver"])
def test_the_page_of_an_application_opens_for_those_it_concerns(place, browse, lang, who):
    application_id = recommended(place)
    page(browse(getattr(place, who)), f"/applications/{application_id}?lang={lang}")


def test_another_smes_application_is_not_found(place, browse):
    application_id = submitted(place)
    assert browse(place.stranger).get(f"/applications/{application_id}").status_code == 404


def test_the_sme_reads_the_office_not_the_officers_name(place, browse, world):
    change(Person, place.officer.person_id, full_name="ธีรพงษ์ ผู้ตรวจ")
    application_id = recommended(place)
    text = page(browse(place.owner), f"/applications/{application_id}?lang=en")
    assert "Programme officer" in text
    assert "ธีรพงษ์" not in text
    assert "ธีรพงษ์" in page(browse(place.approver), f"/applications/{application_id}?lang=en")


def test_the_page_of_an_application_says_whose_turn_it_is_and_until_when(place, browse):
    application_id = submitted(place)
    text = page(browse(place.owner), f"/applications/{application_id}?lang=en")
    assert "Waiting for an officer" in text
    assert f'datetime="{due_on(REVIEW_LIMIT, NOW).isoformat()}"' in text


@LANGUAGES
def test_the_desk_lists_what_was_sent_and_its_filters_narrow_it(place, browse, lang):
    application_id = submitted(place)
    client = browse(place.officer)
    number = db.session.get(Application, application_id).number
    assert number in page(client, f"/applications/?lang={lang}")
    assert number in page(client, f"/applications/?state=waiting&scheme={place.scheme}&province=52")
    assert number not in page(client, "/applications/?state=recommended")
    assert number not in page(client, "/applications/?province=10")
    assert number not in page(client, "/applications/?age=7")
    assert number in page(client, f"/applications/?q={number}")


def test_the_desk_can_be_taken_away_as_a_file(place, browse):
    application_id = submitted(place)
    number = db.session.get(Application, application_id).number
    assert number in browse(place.officer).get("/applications/?format=csv").text


def test_approving_on_the_page_issues_the_coupon(place, browse):
    application_id = recommended(place)
    answer = browse(place.approver).post(f"/applications/{application_id}/approve")
    assert answer.status_code == 303
    coupon = db.session.scalars(sa.select(Coupon)).one()
    assert Money(coupon.limit_satang) == Money.baht(100_000)
    assert coupon.number in page(browse(place.approver), f"/applications/{application_id}")


def test_a_refused_verb_keeps_what_was_typed_and_says_why(place, browse):
    application_id = submitted(place)
    client = browse(place.officer)
    answer = client.post(f"/applications/{application_id}/return?lang=en", data={"return-reason": ""})
    assert answer.status_code == 400
    assert "Enter the reason" in answer.text
    return_application(application_id, "แก้", actor=place.officer, now=NOW)
    answer = client.post(f"/applications/{application_id}/return", data={"return-reason": "ขาดเอกสาร"})
    assert answer.status_code == 409
    assert "ขาดเอกสาร" in answer.text
    assert state_of(application_id) is ApplicationState.RETURNED


def test_an_appeal_refused_without_a_reason_says_so_beside_the_field(place, browse, world):
    application_id = recommended(place)
    decline_application(application_id, "ไม่ตรงวัตถุประสงค์", actor=place.approver, now=NOW)
    appeal_application(application_id, "มีหลักฐานใหม่", actor=place.owner, now=NOW)
    second = build(lambda tx: world.staff(tx, Role.PROGRAMME_APPROVER))
    data = {"outcome": AppealOutcome.UPHOLD.value, "reason": " "}
    answer = browse(second).post(f"/applications/{application_id}/decide-appeal?lang=en", data=data)
    assert answer.status_code == 409
    shown = html.fromstring(answer.text)
    field = shown.get_element_by_id("decide-appeal-reason")
    assert "Enter the reason" in shown.get_element_by_id(field.get("aria-describedby")).text_content()
    assert shown.xpath("//a[@href='#decide-appeal-reason']")


def test_the_reason_for_a_correction_stands_above_the_field_to_correct(place, browse):
    application_id = submitted(place)
    return_application(application_id, "ระบุตลาดปลายทาง", actor=place.officer, now=NOW)
    assert "ระบุตลาดปลายทาง" in page(browse(place.owner), f"/applications/{application_id}/need")


def test_what_waits_for_whom_is_on_the_landing_page(place, browse):
    submitted(place)
    assert "state=waiting" in page(browse(place.officer), "/today?lang=en")


def test_the_deadline_board_names_the_application_and_its_last_day(place, browse):
    application_id = submitted(place)
    number = db.session.get(Application, application_id).number
    assert number in page(browse(place.officer), "/deadlines?lang=en")


def test_every_word_of_this_room_exists_in_thai(db_app):
    members = [each for kind in KINDS for each in kind]
    texts = [
        *map(words_for, members),
        *(words for each in NOTICES for words in each.words.values()),
        *AUDIT_WORDS.values(),
    ]
    with db_app.test_request_context("/?lang=th"):
        db_app.preprocess_request()
        assert [str(text) for text in texts if not THAI.search(str(text))] == []


def test_every_state_and_refusal_has_words():
    for kind in KINDS:
        assert [member for member in kind if not has_words(member)] == []


def test_a_business_that_osmep_checks_is_told_to_wait_and_what_money_the_scheme_has(place, browse):
    waiting = {"state": SmeState.SUBMITTED, "size": None, "verified_at": None, "verified_by_id": None}
    build(lambda tx: tx.execute(sa.update(Sme).where(Sme.organisation_id == place.sme).values(**waiting)))
    owner = browse(place.owner)
    assert "Waiting for the check by OSMEP" in owner.get("/applications/?lang=en").text
    page = owner.get(f"/applications/schemes/{place.scheme}?lang=en").text
    assert "OSMEP is checking your business." in page
    assert "rules not met yet" not in page
    assert "Not limited by a budget" not in page
    assert "has no budget limit" not in page


def test_the_home_says_until_when_a_declined_application_can_be_appealed_and_asks_for_nothing(place, browse):
    decline_application(recommended(place), "ไม่ตรงวัตถุประสงค์", actor=place.approver, now=NOW)
    start_application(place.scheme, place.category, actor=place.owner, now=NOW)
    page = html.fromstring(browse(place.owner).get("/today?lang=en").text)
    (row,) = page.xpath("//li[contains(@class, 'matters__row')][.//*[contains(@class, 'matters__state')]]")
    assert "You can appeal until" in row.text_content()
    assert "Your turn" not in row.text_content()
