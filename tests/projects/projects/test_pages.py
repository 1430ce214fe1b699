"""The form of a project."""

from __future__ import annotations

import pytest

from tests.projects.typed import PROJECT


@pytest.mark.parametrize(
    "change",
    [
        {"ends_on": "30/9/2568"},
        {"starts_on": "31/2/2569"},
        {"budget": "lots"},
        {"sme_fund": "4,999,999"},
        {"annual_budget": "1"},
        {"lead_agency_kind": "kingdom"},
        {"priority": "9"},
        {"name_th": ""},
        {"approach": "ก" * 4001},
        {"kpis-0-agreed_on": "sometime"},
        {"kpis-0-target": "many"},
        {"kpis-0-target": "0.5"},
        {"kpis-0-direction": "down"},
        {"kpis-0-unit": "other"},
        {"kpis-0-unit": "bananas"},
    ],
)
def test_a_bad_project_comes_back_with_what_was_typed(cast, browse, change):
    plan_id = cast.approved_plan()
    answer = browse(cast.officer).post(
        f"/plans/{plan_id}/projects/new?lang=en", data=PROJECT | {"name_en": "typed by me"} | change
    )
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert "typed by me" in answer.text
