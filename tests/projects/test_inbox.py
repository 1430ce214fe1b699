"""What waits in this room reaches those who can move it on, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import registry
from core.calendar.due import due_at
from core.db import db
from projects.plans.services.draft_plan import draft_plan
from projects.projects.services.draft_project import draft_project
from projects.projects.services.submit_project import submit_project
from projects.states import SUBMITTED_LIMIT
from tests.factories import NOW
from tests.projects.drafts import PLAN, PROJECT
from web.queues.queries import all_deadlines


def counts(actor, now=NOW):
    items = registry.inboxes["projects"](db.session(), actor, now)
    return {item.url: (item.count, item.urgency) for item in items if item.count}


def test_each_item_opens_the_list_that_it_counts(db_app, cast):
    plan_id = draft_plan(PLAN, actor=cast.officer, now=NOW)
    project_id = draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW)
    submit_project(project_id, actor=cast.officer, now=NOW)
    with db_app.test_request_context():
        assert counts(cast.officer) == {"/plans/?state=draft": (1, 2)}
        assert counts(cast.approver) == {"/projects/?state=submitted": (1, 2)}
        assert counts(cast.finance) == {}
        (row,) = all_deadlines(db.session(), NOW)
        assert (row.url, row.due) == (f"/projects/{project_id}", due_at(SUBMITTED_LIMIT, NOW))


@pytest.mark.parametrize(("days", "urgency"), [(0, 2), (23, 2), (24, 1), (30, 1), (31, 0)])
def test_it_grows_urgent_in_the_last_week_and_late_after_twenty_working_days(db_app, cast, days, urgency):
    plan_id = draft_plan(PLAN, actor=cast.officer, now=NOW)
    submit_project(draft_project(plan_id, PROJECT, actor=cast.officer, now=NOW), actor=cast.officer, now=NOW)
    with db_app.test_request_context():
        found = counts(cast.approver, NOW + timedelta(days=days))
    assert found["/projects/?state=submitted"][1] == urgency
