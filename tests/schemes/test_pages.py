"""Plans, projects, lines and schemes through the pages, in both languages."""

from __future__ import annotations

import pytest

from core.actor import actor_with
from core.db import db
from core.money import Money
from core.permissions import Role
from projects.models import BudgetLine, Project
from projects.projects.services.start_project import start_project
from schemes.models import Scheme, SchemeVersion
from schemes.services.allot import allot
from schemes.states import SchemeState
from tests.factories import NOW
from tests.projects.drafts import a_png
from tests.projects.typed import PROJECT, paper
from tests.schemes.typed import scheme_data

LANGUAGES = pytest.mark.parametrize("lang", ["th", "en"])


def test_a_plan_and_its_project_go_the_way_through_the_pages(cast, browse):
    officer = browse(cast.officer)
    data = {"fiscal_year": "๒๕๗๐", "name_th": "แผน", "name_en": "Plan"}
    plan_url = officer.post("/plans/new", data=data).headers["Location"]
    project_url = officer.post(f"{plan_url}/projects/new", data=PROJECT).headers["Location"]
    assert officer.post(f"{plan_url}/submit").status_code == 303
    assert officer.post(f"{project_url}/submit").status_code == 303
    approver = browse(cast.approver)
    assert approver.post(f"{plan_url}/approve", **paper()).status_code == 303
    assert approver.post(f"{project_url}/approve", **paper()).status_code == 303
    assert approver.get(f"{project_url}/resolution").data == a_png()
    assert approver.post(f"{project_url}/start").status_code == 303
    finance = browse(cast.finance)
    assert (
        finance.post(f"{project_url}/lines", data={"source": "sme_fund", "fiscal_year": "2570"}).status_code
        == 303
    )
    line_id = db.session.query(BudgetLine).one().id
    received = finance.post(
        f"/projects/lines/{line_id}/appropriate", data={"amount": "1,000,000", "document_number": "กค 1"}
    )
    assert received.status_code == 303
    scheme_url = (
        browse(cast.officer)
        .post(f"{project_url}/schemes/new", data=scheme_data(line_id, cast.category))
        .headers["Location"]
    )
    assert browse(cast.approver).post(f"{scheme_url}/approve", **paper()).status_code == 303
    given = browse(cast.finance).post(
        f"{scheme_url}/allot", data={"allot-amount": "400,000", "allot-document_number": "กค 2"}
    )
    assert given.status_code == 303
    assert browse(cast.approver).post(f"{scheme_url}/open").status_code == 303
    assert db.session.query(Scheme).one().state is SchemeState.OPEN


@LANGUAGES
def test_every_page_opens_and_every_list_exports(cast, browse, lang):
    project_id = cast.approved_project()
    start_project(project_id, actor=cast.approver, now=NOW)
    line_id = cast.funded_line(project_id)
    scheme_id = cast.approved_scheme(project_id, line_id)
    allot(scheme_id, Money.baht(10), "กค 2", actor=cast.finance, now=NOW)
    plan_id = db.session.get(Project, project_id).plan_id
    for actor in (cast.officer, cast.approver, cast.finance):
        browser = browse(actor)
        for address in (
            "/plans/",
            "/projects/?q=P2570",
            "/schemes/?state=approved",
            f"/plans/{plan_id}",
            f"/projects/{project_id}",
            f"/projects/lines/{line_id}",
            f"/schemes/{scheme_id}",
            "/today",
            "/deadlines",
        ):
            sign = "&" if "?" in address else "?"
            assert browser.get(f"{address}{sign}lang={lang}").status_code == 200, address
    for address in ("/plans/", "/projects/", "/schemes/"):
        for kind in ("csv", "xlsx"):
            assert browser.get(f"{address}?format={kind}&lang={lang}").status_code == 200
    officer = browse(cast.officer)
    for address in ("/plans/new", f"/plans/{plan_id}/projects/new", f"/projects/{project_id}/schemes/new"):
        assert officer.get(f"{address}?lang={lang}").status_code == 200, address


@LANGUAGES
def test_empty_lists_say_what_to_do(cast, browse, lang):
    for address in ("/plans/", "/projects/", "/schemes/"):
        assert "empty-state" in browse(cast.officer).get(f"{address}?lang={lang}").text


@pytest.mark.parametrize(
    "change",
    [
        {"micro_cap": ""},
        {"micro_share": "", "micro_cap": ""},
        {"micro_share": "101"},
        {"applies_until": "1/10/2569"},
        {"delivers_until": "1/10/2570"},
        {"line_id": ""},
        {"line_id": "999"},
        {"categories": []},
        {"provinces": ["99"]},
        {"coupon_valid_days": "0"},
    ],
)
def test_a_bad_scheme_comes_back_with_what_was_typed(cast, browse, change):
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id)
    data = scheme_data(line_id, cast.category) | {"name_en": "typed by me"} | change
    answer = browse(cast.officer).post(f"/projects/{project_id}/schemes/new?lang=en", data=data)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert "typed by me" in answer.text
    assert db.session.query(Scheme).count() == 0


def test_a_draft_scheme_is_edited_from_what_is_stored(cast, browse):
    project_id = cast.approved_project()
    line_id = cast.funded_line(project_id)
    officer = browse(cast.officer)
    url = officer.post(
        f"/projects/{project_id}/schemes/new", data=scheme_data(line_id, cast.category)
    ).headers["Location"]
    page = officer.get(f"{url}/edit?lang=en").text
    assert 'value="50,000.00"' in page
    assert 'value="80"' in page
    data = scheme_data(line_id, cast.category) | {
        "micro_share": "75.5",
        "small_share": "50",
        "small_cap": "9",
    }
    assert officer.post(f"{url}/edit", data=data).status_code == 303
    tiers = {tier.size.value: tier.share_bp for tier in db.session.query(SchemeVersion).one().tiers}
    assert tiers == {"micro": 7_550, "small": 5_000}


def test_more_than_the_line_has_is_refused_in_words_with_what_was_typed(cast, browse):
    project_id = cast.approved_project()
    scheme_id = cast.approved_scheme(project_id, cast.funded_line(project_id, 100))
    data = {"allot-amount": "๑๐๐.๐๑", "allot-document_number": "กค 77"}
    answer = browse(cast.finance).post(f"/schemes/{scheme_id}/allot?lang=en", data=data)
    assert answer.status_code == 400
    assert "100.00" in answer.text
    assert "กค 77" in answer.text


def test_members_and_strangers_see_none_of_it(cast, browse):
    member = actor_with(frozenset({Role.SME_OWNER}), person_id=cast.officer.person_id, organisation_id=1)
    for address in ("/plans/", "/projects/", "/schemes/", "/schemes/1", "/plans/1", "/projects/lines/1"):
        assert browse(member).get(address).status_code == 403, address
    assert browse(cast.officer).get("/schemes/999").status_code == 404
    assert browse(cast.finance).post("/plans/1/submit").status_code == 403


@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_scheme_starts_from_a_template(cast, browse, lang):
    project_id = cast.approved_project()
    officer = browse(cast.officer)
    address = f"/projects/{project_id}/schemes/new"
    assert f"{address}?template=sg-psg" in officer.get(f"{address}?lang={lang}").text
    page = officer.get(f"{address}?template=bds-2569-flood-border&lang={lang}").text
    for filled in ('value="500,000.00"', 'value="50"', "BDS 2569, flood and border measure"):
        assert filled in page
    data = scheme_data(cast.funded_line(project_id), cast.category)
    typed = data | {"micro_share": "50", "micro_cap": "500,000", "price_cap": "500,000"}
    assert officer.post(f"{address}?template=bds-2569-flood-border", data=typed).status_code == 303
    assert db.session.query(SchemeVersion).one().price_cap_satang == 50_000_000
    assert officer.get(f"{address}?template=nothing").status_code == 200
