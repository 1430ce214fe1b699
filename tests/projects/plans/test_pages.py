"""A plan's page."""

from __future__ import annotations

import io

import pytest

from core.db import db
from projects.models import ActionPlan
from projects.states import PlanState
from tests.projects.typed import PROJECT, paper


@pytest.mark.parametrize(
    "change",
    [
        {"body": ""},
        {"body": "the neighbours"},
        {"number": ""},
        {"taken_on": "28/9/2999"},
        {"taken_on": "23/11/2569"},
        {"file": []},
        {"file": [(io.BytesIO(b"no paper"), "x.pdf")]},
    ],
)
def test_a_bad_resolution_approves_nothing(cast, browse, change):
    officer = browse(cast.officer)
    plan_url = officer.post(
        "/plans/new", data={"fiscal_year": "2570", "name_th": "แผน", "name_en": "Plan"}
    ).headers["Location"]
    officer.post(f"{plan_url}/projects/new", data=PROJECT)
    officer.post(f"{plan_url}/submit")
    answer = browse(cast.approver).post(f"{plan_url}/approve?lang=en", **paper(**change))
    assert answer.status_code in (400, 409)
    assert "There is a problem" in answer.text
    assert db.session.query(ActionPlan).one().state is PlanState.SUBMITTED
