"""An SME registers through the pages, in both languages; an officer decides; nobody else sees a thing."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from core import clock
from core.db import db, transaction
from core.permissions import Role
from core.thai.writing import be_date, grouped_thirteen_digits
from identity.accounts.session_identity import SELF
from identity.organisations.models import Organisation
from identity.organisations.states import Capacity, OrganisationKind
from schemes.states import SmeSize
from smes.models import Sme, SmeDocument
from smes.states import SmeState
from tests.factories import World, actor_of, build
from tests.projects.drafts import a_png

LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])
ORGANISATION = {
    "kind": "juristic_person",
    "registration_number": "0105555000081",
    "name_th": "บริษัท ลำปางเซรามิก จำกัด",
    "name_en": "Lampang Ceramics",
}
ADDRESS = {
    "address": "9 ถนนฉัตรไชย",
    "province_code": "52",
    "postcode": "52000",
    "phone": "054-000000",
    "email": "a@b.test",
}
FIGURES = {
    "business": "ผลิตถ้วยชาม",
    "sector": "manufacturing",
    "employees": "๑๒",
    "revenue": "9,000,000.50",
    "figures_year": "2568",
}
DECLARATIONS = {
    "thai_share": "50.01",
    "taxes_filed": "yes",
    "not_bankrupt": "yes",
    "not_barred": "yes",
    "lawful_business": "yes",
}


@pytest.fixture
def cast(db_app):
    world = World()

    def make(tx):
        return SimpleNamespace(
            person=world.person(tx).id,
            officer=world.staff(tx, Role.PROGRAMME_OFFICER),
            approver=world.staff(tx, Role.PROGRAMME_APPROVER),
            planner=world.staff(tx, Role.PLAN_OFFICER),
            stranger=world.member(tx, world.sme(tx).organisation_id, Capacity.SME),
        )

    return build(make)


def newcomer(cast):
    """The registering person, whoever she acts for by now."""
    return lambda: actor_of(db.session(), cast.person)


def files(*names):
    return {"files": [(io.BytesIO(a_png()), name) for name in names]}


def fill_in(browser, **changes):
    """All pages up to the check; answers the organisation's id."""
    begun = browser.post("/smes/register", data=ORGANISATION)
    assert begun.status_code == 303, begun.text
    organisation_id = int(begun.headers["Location"].split("/")[2])
    base = f"/smes/{organisation_id}/registration"
    for step, data in (("address", ADDRESS), ("figures", FIGURES | changes), ("declarations", DECLARATIONS)):
        assert browser.post(f"{base}/{step}", data=data).status_code == 303, step
    sent = browser.post(f"{base}/documents", data=files("ภพ20.png"), content_type="multipart/form-data")
    assert sent.status_code == 303
    return organisation_id


def submitted(cast, browse, **changes):
    browser = browse(newcomer(cast))
    organisation_id = fill_in(browser, **changes)
    assert browser.post(f"/smes/{organisation_id}/submit").status_code == 303
    return organisation_id


def stored(organisation_id):
    db.session.expire_all()
    return db.session.get(Sme, organisation_id)


def test_a_person_registers_and_an_officer_verifies(cast, browse):
    organisation_id = submitted(cast, browse)
    officer = browse(cast.officer)
    page = officer.get(f"/smes/{organisation_id}?lang=en").text
    assert "Small" in page
    assert officer.post(f"/smes/{organisation_id}/verify").status_code == 303
    sme = stored(organisation_id)
    assert (sme.state, sme.size) == (SmeState.VERIFIED, SmeSize.SMALL)
    assert sme.verified_by_id == cast.officer.person_id


def test_a_file_chosen_before_going_on_comes_along(cast, browse):
    browser = browse(newcomer(cast))
    organisation_id = fill_in(browser)
    documents, check = f"/smes/{organisation_id}/registration/documents", f"/smes/{organisation_id}/check"
    gone_on = browser.post(
        documents, data=files("งบการเงิน.png") | {"goes_on": "y"}, content_type="multipart/form-data"
    )
    assert gone_on.status_code == 303
    assert gone_on.headers["Location"].endswith(check)
    assert "งบการเงิน.png" in browser.get(check).text
    assert browser.post(documents, data={"goes_on": "y"}).headers["Location"].endswith(check)
    assert "Choose at least one file." in browser.post(f"{documents}?lang=en").text


def test_nobody_goes_on_without_any_document(cast, browse):
    browser = browse(newcomer(cast))
    begun = browser.post("/smes/register", data=ORGANISATION)
    base = begun.headers["Location"].rpartition("/")[0]
    page = browser.post(f"{base}/documents?lang=en", data={"goes_on": "y"})
    assert page.status_code == 200
    assert "Choose at least one file." in page.text


@LANGUAGES
def test_every_page_of_the_registration_opens_with_what_was_typed(cast, browse, lang):
    browser = browse(newcomer(cast))
    assert browser.get(f"/smes/register?lang={lang}").status_code == 200
    organisation_id = fill_in(browser)
    for step, shown in (
        ("address", "52000"),
        ("figures", "9,000,000.50"),
        ("declarations", "50.01"),
        ("documents", "ภพ20.png"),
    ):
        page = browser.get(f"/smes/{organisation_id}/registration/{step}?lang={lang}")
        assert page.status_code == 200
        assert shown in page.text, step
    for address in (f"/smes/{organisation_id}", f"/smes/{organisation_id}/check"):
        assert browser.get(f"{address}?lang={lang}").status_code == 200


@LANGUAGES
def test_the_desk_lists_and_shows_them(cast, browse, lang):
    organisation_id = submitted(cast, browse)
    officer = browse(cast.officer)
    found = officer.get(f"/smes/?state=submitted&q=เซรามิก&lang={lang}")
    assert f"/smes/{organisation_id}" in found.text
    assert officer.get(f"/smes/{organisation_id}?lang={lang}").status_code == 200
    for kind in ("csv", "xlsx"):
        assert officer.get(f"/smes/?format={kind}").status_code == 200


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"registration_number": "0105555000082"}, "0105555000082"),
        ({"registration_number": "0000000000001"}, "0000000000001"),
        ({"name_th": ""}, "0105555000081"),
        ({"name_th": "ก" * 1_000_000}, "0105555000081"),
        ({"kind": "emperor"}, "0105555000081"),
        ({"name_th": "😀\x00ชื่อ", "registration_number": "x"}, "😀ชื่อ"),
    ],
)
def test_a_bad_first_page_comes_back_with_what_was_typed(cast, browse, change, shown):
    answer = browse(newcomer(cast)).post("/smes/register?lang=en", data=ORGANISATION | change)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert shown in answer.text


@pytest.mark.parametrize(
    ("step", "change"),
    [
        ("address", {"postcode": "10110"}),
        ("address", {"province_code": "99"}),
        ("figures", {"employees": "สิบ"}),
        ("figures", {"revenue": "-1"}),
        ("figures", {"revenue": "1.001"}),
        ("figures", {"figures_year": "2099"}),
        ("figures", {"figures_year": "25"}),
        ("declarations", {"thai_share": "100.01"}),
        ("declarations", {"thai_share": "50.001"}),
        ("declarations", {"taxes_filed": "perhaps"}),
    ],
)
def test_a_bad_answer_stands_beside_its_field_and_saves_nothing(cast, browse, step, change):
    browser = browse(newcomer(cast))
    organisation_id = fill_in(browser)
    before = (stored(organisation_id).employees, stored(organisation_id).thai_share_bp)
    data = {"address": ADDRESS, "figures": FIGURES, "declarations": DECLARATIONS}[step] | change
    answer = browser.post(f"/smes/{organisation_id}/registration/{step}?lang=en", data=data)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert (stored(organisation_id).employees, stored(organisation_id).thai_share_bp) == before


def test_nothing_chosen_is_said_once(cast, browse):
    text = browse(newcomer(cast)).post("/smes/register?lang=en", data={"name_th": "x"}).text
    assert text.count("Choose the legal form.") == 2, "in the summary and beside the field"
    assert "Choose one of the answers" not in text
    assert "Not a valid choice" not in text


def test_a_file_of_the_wrong_kind_is_named_and_not_kept(cast, browse):
    browser = browse(newcomer(cast))
    organisation_id = fill_in(browser)
    data = {"files": [(io.BytesIO(b"MZ not a paper"), "virus.exe")]}
    answer = browser.post(
        f"/smes/{organisation_id}/registration/documents?lang=en",
        data=data,
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200
    assert "virus.exe" in answer.text
    assert db.session.query(SmeDocument).count() == 1


def test_the_same_number_cannot_be_registered_by_another(cast, browse):
    fill_in(browse(newcomer(cast)))
    person = cast.stranger.person_id
    other = browse(lambda: actor_of(db.session(), person, "self"))
    answer = other.post("/smes/register?lang=en", data=ORGANISATION)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text


def test_an_unfinished_registration_is_not_submitted(cast, browse):
    browser = browse(newcomer(cast))
    begun = browser.post("/smes/register", data=ORGANISATION)
    organisation_id = int(begun.headers["Location"].split("/")[2])
    answer = browser.post(f"/smes/{organisation_id}/submit")
    assert answer.status_code == 409
    assert stored(organisation_id).state is SmeState.DRAFT


def test_what_is_returned_with_a_reason_is_corrected_and_submitted_again(cast, browse):
    organisation_id = submitted(cast, browse)
    officer = browse(cast.officer)
    assert officer.post(f"/smes/{organisation_id}/return", data={"return-reason": " "}).status_code == 400
    assert (
        officer.post(f"/smes/{organisation_id}/return", data={"return-reason": "ขาดงบการเงิน"}).status_code
        == 303
    )
    owner = browse(newcomer(cast))
    assert "ขาดงบการเงิน" in owner.get(f"/smes/{organisation_id}").text
    data = FIGURES | {"employees": "4", "revenue": "1,800,000.00"}
    assert owner.post(f"/smes/{organisation_id}/registration/figures", data=data).status_code == 303
    assert owner.post(f"/smes/{organisation_id}/submit").status_code == 303
    assert browse(cast.officer).post(f"/smes/{organisation_id}/verify").status_code == 303
    assert stored(organisation_id).size is SmeSize.MICRO


def test_above_medium_is_refused_in_words(cast, browse):
    organisation_id = submitted(cast, browse, revenue="500,000,000.01", employees="300", confirmed="y")
    answer = browse(cast.officer).post(f"/smes/{organisation_id}/verify?lang=en")
    assert answer.status_code == 409
    assert "larger than an SME" in answer.text
    assert stored(organisation_id).state is SmeState.SUBMITTED


def test_a_verified_sme_is_suspended_and_reinstated_by_an_approver_only(cast, browse):
    organisation_id = submitted(cast, browse)
    browse(cast.officer).post(f"/smes/{organisation_id}/verify")
    data = {"suspend-reason": "ตรวจสอบ", "reinstate-reason": "พบว่าถูกต้อง"}
    assert browse(cast.officer).post(f"/smes/{organisation_id}/suspend", data=data).status_code == 403
    approver = browse(cast.approver)
    assert approver.post(f"/smes/{organisation_id}/suspend", data=data).status_code == 303
    assert stored(organisation_id).state is SmeState.SUSPENDED
    assert approver.post(f"/smes/{organisation_id}/reinstate", data=data).status_code == 303
    assert stored(organisation_id).state is SmeState.VERIFIED


def test_an_officer_tied_to_the_business_decides_nothing(cast, browse):
    organisation_id = submitted(cast, browse)
    tied = build(lambda tx: World().staff(tx, Role.PROGRAMME_OFFICER, person_id=cast.person))
    answer = browse(tied).post(f"/smes/{organisation_id}/verify")
    assert answer.status_code == 409
    assert stored(organisation_id).state is SmeState.SUBMITTED


def test_another_organisations_registration_looks_like_none(cast, browse):
    organisation_id = submitted(cast, browse)
    document_id = db.session.query(SmeDocument).one().document_id
    stranger = browse(cast.stranger)
    for address in ("", "/check", "/registration/figures", f"/documents/{document_id}"):
        assert stranger.get(f"/smes/{organisation_id}{address}").status_code == 404, address
    for address in ("/submit", f"/documents/{document_id}/remove"):
        assert stranger.post(f"/smes/{organisation_id}{address}").status_code == 404, address
    assert stranger.get("/smes/").status_code == 403


def test_its_own_file_opens_and_can_be_taken_out(cast, browse):
    browser = browse(newcomer(cast))
    organisation_id = fill_in(browser)
    document_id = db.session.query(SmeDocument).one().document_id
    assert browser.get(f"/smes/{organisation_id}/documents/{document_id}").data == a_png()
    assert browser.post(f"/smes/{organisation_id}/documents/{document_id}/remove").status_code == 303
    assert db.session.query(SmeDocument).count() == 0


def test_a_form_sent_twice_has_one_effect(cast, browse):
    browser = browse(newcomer(cast))
    data = ORGANISATION | {"form_token": "one-showing"}
    first, second = (browser.post("/smes/register", data=data) for _time in range(2))
    assert first.status_code == second.status_code == 303
    assert db.session.query(Sme).filter(Sme.state == SmeState.DRAFT).count() == 1


@LANGUAGES
def test_it_appears_in_the_inbox_of_whom_it_waits_for(cast, browse, lang):
    organisation_id = submitted(cast, browse)
    assert "/smes/?state=submitted" in browse(cast.officer).get(f"/today?lang={lang}").text
    assert "/smes/?state=submitted" not in browse(cast.planner).get(f"/today?lang={lang}").text
    assert f"/smes/{organisation_id}" in browse(cast.officer).get(f"/deadlines?lang={lang}").text


@LANGUAGES
def test_an_administrator_lists_no_businesses(cast, browse, lang):
    organisation_id = submitted(cast, browse)
    administrator = build(lambda tx: World(first=900).staff(tx, Role.ADMINISTRATOR))
    browser = browse(administrator)
    for address in ("/smes/", "/smes/?format=csv", "/providers/", f"/smes/{organisation_id}"):
        assert browser.get(address).status_code == 403, address
    names = (ORGANISATION["name_th"], ORGANISATION["name_en"])
    for address in (f"/deadlines?lang={lang}", f"/deadlines?format=csv&lang={lang}", f"/today?lang={lang}"):
        page = browser.get(address)
        assert page.status_code == 200, address
        assert not [name for name in names if name in page.text]
    assert names[lang == "en"] in browse(cast.officer).get(f"/deadlines?lang={lang}").text


@pytest.mark.parametrize(
    "typed",
    [
        "\u200b0105555000081",
        "010555\u200b5000081",
        "\u200e0105555000081",
        "\ufeff0105555000081",
        "'0105555000081",
        "０１０５５５５００００８１",
    ],
)
def test_a_number_with_what_is_not_seen_around_it_is_the_number(typed, cast, browse):
    sent = ORGANISATION | {"registration_number": typed}
    assert browse(newcomer(cast)).post("/smes/register", data=sent).status_code == 303
    newest = sa.select(Organisation.registration_number).order_by(Organisation.id.desc()).limit(1)
    assert db.session.scalar(newest) == ORGANISATION["registration_number"]


def test_a_name_of_characters_that_look_alike_is_stored_and_searched_in_its_one_spelling(cast, browse):
    typed = "บริษัท \u0e40\u0e40ก้วน\u0e4d\u0e49\u0e32ใส จำกัด"
    assert (
        browse(newcomer(cast)).post("/smes/register", data=ORGANISATION | {"name_th": typed}).status_code
        == 303
    )
    newest = sa.select(Organisation.name_th).order_by(Organisation.id.desc()).limit(1)
    assert db.session.scalar(newest) == "บริษัท แก้วน้ำใส จำกัด"
    officer = browse(cast.officer)
    for searched in ("\u0e40\u0e40ก้ว", "แก้ว", "น\u0e4d\u0e49\u0e32", "น้ำ"):
        found = officer.get("/smes/", query_string={"q": searched, "lang": "th"})
        assert "บริษัท แก้วน้ำใส จำกัด" in found.text, searched


def test_the_list_as_a_file_keeps_every_digit_and_has_days_in_both_calendars(cast, browse):
    browse(newcomer(cast)).post("/smes/register", data=ORGANISATION)
    officer = browse(cast.officer)
    answer = officer.get("/smes/?format=csv&lang=en")
    rows = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    (found,) = [row for row in rows if row["Business"] == ORGANISATION["name_en"]]
    number = found["13 digits"]
    assert number == grouped_thirteen_digits(ORGANISATION["registration_number"]), (
        "a spreadsheet keeps it whole"
    )
    today = clock.bangkok_date(clock.now())
    assert found["Started on"].startswith(today.isoformat())
    assert found["Started on (พ.ศ.)"].startswith(be_date(today, long=True))
    assert ORGANISATION["name_en"] in officer.get("/smes/", query_string={"q": number, "lang": "en"}).text


@pytest.mark.parametrize(
    "typed", ["105555000081", "0-1055-55000-08-1", "เลขทะเบียน 0105555000081", "น\u0e4d\u0e49า", "น\u0e49ำ"]
)
def test_a_business_is_found_as_its_number_or_name_is_pasted(typed, cast, browse):
    browser = browse(newcomer(cast))
    browser.post("/smes/register", data=ORGANISATION | {"name_th": "บริษัท น\u0e4d\u0e49าใส จำกัด"})
    page = browse(cast.officer).get("/smes/", query_string={"q": typed}).text
    assert "บริษัท น้ำใส จำกัด" in page


def of_the_state(organisation_id):
    with transaction() as tx:
        tx.get(Organisation, organisation_id).kind = OrganisationKind.UNIVERSITY


def test_a_university_that_is_ones_own_as_a_provider_is_no_sme_by_another_legal_form(cast, browse):
    world = World(first=700)
    provider_id = build(lambda tx: world.provider(tx).organisation_id)
    owner = build(lambda tx: world.member(tx, provider_id, Capacity.PROVIDER)).known_person_id
    of_the_state(provider_id)
    number = db.session.get(Organisation, provider_id).registration_number
    browser = browse(lambda: actor_of(db.session(), owner, SELF))
    answer = browser.post("/smes/register?lang=en", data=ORGANISATION | {"registration_number": number})
    assert answer.status_code == 200
    assert "A state agency or a university is not an SME" in answer.text
    assert stored(provider_id) is None


def test_what_belongs_to_the_state_and_was_begun_in_former_times_is_not_submitted(cast, browse):
    browser = browse(newcomer(cast))
    organisation_id = fill_in(browser)
    of_the_state(organisation_id)
    answer = browser.post(f"/smes/{organisation_id}/submit?lang=en")
    assert answer.status_code == 409
    assert "A state agency or a university is not an SME" in answer.text
    assert stored(organisation_id).state is SmeState.DRAFT


def test_what_belongs_to_the_state_is_not_verified(cast, browse):
    organisation_id = submitted(cast, browse)
    of_the_state(organisation_id)
    answer = browse(cast.officer).post(f"/smes/{organisation_id}/verify?lang=en")
    assert answer.status_code == 409
    assert stored(organisation_id).state is SmeState.SUBMITTED
