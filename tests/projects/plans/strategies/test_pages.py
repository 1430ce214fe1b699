"""The pages of five-year plans, from the first draft to a revision in force."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from core.db import db
from projects.models import FiveYearPlan, Programme, Strategy
from projects.states import FiveYearPlanState
from tests.projects.typed import PROJECT, paper

PLAN = {"first_year": "2023", "name_th": "แผน 5 ปี", "name_en": "Five years"}
STRATEGY = {"number": "1", "name_th": "กลยุทธ์", "name_en": "Strategy one", "goal": "รายได้เพิ่ม"}
PROGRAMME = {
    "number": "1",
    "name_th": "แผนงาน",
    "name_en": "Programme one",
    "lead_agency": "สสว.",
    "lead_agency_kind": "state_body",
    "priority": "1",
    "consulted_on": "1/9/2569",
}


def write(client) -> str:
    plan = client.post("/five-year-plans/new?lang=en", data=PLAN).headers["Location"]
    client.post(f"{plan}/strategies/new", data=STRATEGY)
    strategy = db.session.scalars(sa.select(Strategy.id)).one()
    client.post(f"/five-year-plans/strategies/{strategy}/programmes/new", data=PROGRAMME)
    return plan


def test_a_plan_is_written_approved_published_and_revised(cast, browse):
    officer = browse(cast.officer)
    plan = write(officer)
    page = officer.get(f"{plan}?lang=en").text
    assert "1.1 Programme one" in page
    assert "Fiscal years 2023 (B.E. 2566) – 2027 (B.E. 2570)" in page
    officer.post(f"{plan}/submit")
    approver = browse(cast.approver)
    approver.post(f"{plan}/approve?lang=en", **paper())
    approver.post(f"{plan}/publication", data={"published_on": "20/10/2569", "published_in": "ราชกิจจานุเบกษา"})
    page = approver.get(f"{plan}?lang=en").text
    assert "Published on" in page
    assert "In force" in page
    assert approver.get(f"{plan}/resolution").status_code == 200
    officer = browse(cast.officer)
    revision = officer.post(f"{plan}/revise").headers["Location"]
    officer.post(f"{revision}/edit", data=PLAN | {"name_en": "Revised"})
    officer.post(f"{revision}/submit")
    browse(cast.approver).post(f"{revision}/approve", **paper())
    states = db.session.scalars(sa.select(FiveYearPlan.state).order_by(FiveYearPlan.id)).all()
    assert states == [FiveYearPlanState.SUPERSEDED, FiveYearPlanState.APPROVED]
    before = browse(cast.officer).get(f"{plan}?lang=en").text
    assert "Replaced by its revision" in before
    assert "Revised by" in before
    assert "Revise the plan" not in before
    assert "Five years" in browse(cast.officer).get("/five-year-plans/?lang=en&q=Five").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": "0"}, "Enter a number between 1 and 99"),
        ({"number": "one"}, "Enter a whole number"),
        ({"number": "1"}, "This number is already in use"),
        ({"number": "2", "consulted_on": "1/1/2570"}, "cannot be in the future"),
        ({"number": "2", "priority": "9"}, "There is a problem"),
        ({"number": "2", "lead_agency_kind": "kingdom"}, "There is a problem"),
    ],
)
def test_a_bad_programme_comes_back_with_what_was_typed(cast, browse, change, words):
    officer = browse(cast.officer)
    write(officer)
    strategy = db.session.scalars(sa.select(Strategy.id)).one()
    sent = PROGRAMME | {"name_en": "typed by me"} | change
    answer = officer.post(f"/five-year-plans/strategies/{strategy}/programmes/new?lang=en", data=sent)
    assert answer.status_code == 200
    assert words in answer.text
    assert "typed by me" in answer.text


def test_what_was_added_by_mistake_is_removed(cast, browse):
    officer = browse(cast.officer)
    plan = write(officer)
    strategy, programme = db.session.execute(
        sa.select(Strategy.id, Programme.id).join(Programme.strategy)
    ).one()
    answer = officer.post(f"/five-year-plans/strategies/{strategy}/remove?lang=en")
    assert "Remove the programmes of this strategy first" in answer.text
    changed = officer.post(
        f"/five-year-plans/programmes/{programme}/edit", data=PROGRAMME | {"name_en": "Renamed"}
    )
    assert changed.headers["Location"].endswith(plan)
    officer.post(f"/five-year-plans/strategies/{strategy}/edit", data=STRATEGY | {"goal": "อื่น"})
    officer.post(f"/five-year-plans/programmes/{programme}/remove")
    officer.post(f"/five-year-plans/strategies/{strategy}/remove")
    assert "No strategies yet" in officer.get(f"{plan}?lang=en").text


def test_the_yearly_plan_and_its_projects_name_what_they_carry_out(cast, browse):
    cast.in_force(cast.five_year_plan())
    plan_id, programme_id = db.session.execute(
        sa.select(FiveYearPlan.id, Programme.id).join(FiveYearPlan.strategies).join(Strategy.programmes)
    ).one()
    officer = browse(cast.officer)
    yearly = {"fiscal_year": "2571", "name_th": "แผน", "name_en": "Plan", "five_year_plan_id": str(plan_id)}
    refused = officer.post("/plans/new?lang=en", data=yearly)
    assert "The five-year plan does not cover this fiscal year" in refused.text
    plan = officer.post("/plans/new?lang=en", data=yearly | {"fiscal_year": "2570"}).headers["Location"]
    project = officer.post(f"{plan}/projects/new", data=PROJECT | {"programme_id": str(programme_id)})
    assert "1.1 Entrepreneurs programme" in officer.get(f"{project.headers['Location']}?lang=en").text
    page = officer.get(f"{plan}?lang=en").text
    assert "SME Promotion Plan 5" in page
    assert "1.1 Entrepreneurs programme" in page
    bad = officer.post(f"{plan}/projects/new?lang=en", data=PROJECT | {"code": "P2", "programme_id": "999"})
    assert "There is a problem" in bad.text
