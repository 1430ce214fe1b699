"""The pages of an indicator and its versions, as two persons use them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.db import db
from projects.models import Project
from projects.projects.kpis.models import Kpi, KpiChange, KpiVersion
from projects.states import KpiChangeState
from tests.projects.typed import PROJECT, paper

CHANGE = {
    "unit": "smes",
    "direction": "up",
    "baseline": "๐",
    "target": "๑,๒๐๐",
    "agreed_on": "27/9/2569",
    "effective_on": "1/4/2570",
    "reason": "งบประมาณเพิ่มขึ้น",
}


@pytest.fixture
def project_id(cast) -> int:
    return cast.approved_project()


def _kpi_id(project_id: int) -> int:
    return db.session.scalars(sa.select(Kpi.id).where(Kpi.project_id == project_id)).one()


def test_a_change_from_the_project_to_its_approval(cast, browse, project_id):
    kpi_id = _kpi_id(project_id)
    officer = browse(cast.officer)
    assert f"/kpi-changes/new/{kpi_id}" in officer.get(f"/projects/{project_id}").text
    form = officer.get(f"/kpi-changes/new/{kpi_id}?lang=en").text
    assert "0 → 400" in form
    where = officer.post(f"/kpi-changes/new/{kpi_id}", data=CHANGE).headers["Location"]
    assert f"{where}/approve" not in officer.get(where).text
    assert where in officer.get(f"/projects/{project_id}").text
    approver = browse(cast.approver)
    assert "งบประมาณเพิ่มขึ้น" in approver.get(where).text
    assert "0 → 1,200" in approver.get(where).text
    assert approver.post(f"{where}/approve", **paper()).status_code == 303
    db.session.rollback()
    assert db.session.scalars(sa.select(KpiChange.state)).one() is KpiChangeState.APPROVED
    shown = approver.get(f"/projects/{project_id}?lang=en").text
    assert "0 → 400" in shown
    assert "0 → 1,200" in shown
    assert "All versions of the indicators" in shown
    assert "งบประมาณเพิ่มขึ้น" in shown
    assert "0 → 400" in approver.get(f"{where}?lang=en").text
    assert "1,200" in approver.get("/kpi-changes/").text
    assert "1200" in approver.get("/kpi-changes/?format=csv").text
    assert approver.get("/kpi-changes/?format=xlsx").status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": "ไม่น้อยกว่า 600"}, "Enter a number, for example, 1,250 or 12.5"),
        ({"target": "1,20"}, "Enter a number, for example, 1,250 or 12.5"),
        ({"target": "1" * 15}, "This number is too large."),
        ({"unit": "percent", "target": "1.23456"}, "Enter at most 4 digits after the decimal point."),
        ({"target": "600.5"}, "This unit is counted in whole numbers from 0."),
        ({"direction": "down"}, "The target is on the wrong side of the baseline."),
        ({"unit": "other"}, "Enter the name of the unit in Thai."),
        ({"target": ""}, "Enter the target"),
        ({"target": "400"}, "This is the same as the current version."),
        ({"effective_on": "30/9/2569"}, "The new version cannot begin before the current one."),
        ({"agreed_on": "1/1/2580"}, "The date when the lead agency agreed cannot be in the future."),
        ({"reason": ""}, "Say why the indicator changes."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(cast, browse, project_id, change, words):
    officer = browse(cast.officer)
    answer = officer.post(f"/kpi-changes/new/{_kpi_id(project_id)}?lang=en", data=CHANGE | change)
    assert "There is a problem" in answer.text
    assert words in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(KpiChange)) == 0


def test_one_who_does_not_draft_is_offered_no_change(cast, browse, project_id):
    approver = browse(cast.approver)
    assert "/kpi-changes/new/" not in approver.get(f"/projects/{project_id}").text
    refused = approver.post(f"/kpi-changes/new/{_kpi_id(project_id)}", data=CHANGE)
    assert refused.status_code == 403


def test_a_draft_is_shown_as_it_was_typed_and_keeps_its_indicator(cast, browse):
    plan_id = cast.approved_plan()
    officer = browse(cast.officer)
    typed = PROJECT | {"kpis-0-target": "๑,๔๐๐.๕", "kpis-0-unit": "other", "kpis-0-unit_th": "ผลิตภัณฑ์"}
    where = officer.post(f"/plans/{plan_id}/projects/new", data=typed).headers["Location"]
    project_id = db.session.scalars(sa.select(Project.id).where(Project.code == "P1")).one()
    kpi_id = _kpi_id(project_id)
    form = officer.get(f"{where}/edit").text
    assert 'value="1,400.5"' in form
    assert f'name="kpis-0-kpi_id" type="hidden" value="{kpi_id}"' in form
    assert officer.post(f"{where}/edit", data=typed | {"kpis-0-kpi_id": str(kpi_id)}).status_code == 303
    assert _kpi_id(project_id) == kpi_id
    assert "ผลิตภัณฑ์" in officer.get(where).text


def test_words_from_before_are_shown_where_the_number_is_missing(cast, browse):
    plan_id = cast.approved_plan()
    officer = browse(cast.officer)
    where = officer.post(f"/plans/{plan_id}/projects/new", data=PROJECT).headers["Location"]
    kept = sa.select(Kpi.id).join(Project, Project.id == Kpi.project_id).where(Project.code == "P1")
    noted = {"target": None, "target_note": "ไม่น้อยกว่าปีก่อน"}
    db.session.execute(sa.update(KpiVersion).where(KpiVersion.kpi_id.in_(kept)).values(**noted))
    db.session.commit()
    assert "0 → ไม่น้อยกว่าปีก่อน" in officer.get(where).text
    assert "Written earlier: ไม่น้อยกว่าปีก่อน" in officer.get(f"{where}/edit?lang=en").text


ADDED = CHANGE | {"name_th": "รายได้", "name_en": "Revenue", "target": "500"}


def test_an_indicator_is_added_and_another_ended(cast, browse, project_id):
    kpi_id = _kpi_id(project_id)
    officer = browse(cast.officer)
    page = officer.get(f"/projects/{project_id}").text
    assert f"/kpi-changes/add/{project_id}" in page
    assert f"/kpi-changes/end/{kpi_id}" in page
    refused = officer.post(
        f"/kpi-changes/end/{kpi_id}?lang=en", data={"effective_on": "1/4/2570", "reason": "วัดซ้ำ"}
    )
    assert "A project keeps at least one indicator." in refused.text
    addition = officer.post(f"/kpi-changes/add/{project_id}", data=ADDED).headers["Location"]
    assert (
        "An additional indicator is waiting for approval: Revenue"
        in officer.get(f"/projects/{project_id}?lang=en").text
    )
    approver = browse(cast.approver)
    assert "Additional indicator" in approver.get(f"{addition}?lang=en").text
    assert approver.post(f"{addition}/approve", **paper()).status_code == 303
    officer = browse(cast.officer)
    end = officer.post(
        f"/kpi-changes/end/{kpi_id}", data={"effective_on": "1/4/2570", "reason": "วัดซ้ำ"}
    ).headers["Location"]
    approver = browse(cast.approver)
    assert "First day without the indicator" in approver.get(f"{end}?lang=en").text
    assert approver.post(f"{end}/approve", **paper()).status_code == 303
    shown = approver.get(f"/projects/{project_id}?lang=en").text
    assert "Revenue" in shown
    assert "Ends: first day without it" in shown
    assert approver.get("/kpi-changes/?lang=en&kind=end").text.count("End of an indicator") > 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name_th": ""}, "Enter the indicator in Thai"),
        ({"target": "600.5"}, "This unit is counted in whole numbers from 0."),
        ({"effective_on": ""}, "Enter the day from which the indicator applies"),
        ({"reason": ""}, "Say why the indicator is added."),
    ],
)
def test_what_is_wrong_with_an_addition_is_said_beside_its_field(cast, browse, project_id, change, words):
    answer = browse(cast.officer).post(f"/kpi-changes/add/{project_id}?lang=en", data=ADDED | change)
    assert "There is a problem" in answer.text
    assert words in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(KpiChange)) == 0
