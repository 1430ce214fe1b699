"""When and where a resolution was made public: of a plan, a project and a scheme, by who records resolutions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from core.audit.models import AuditEvent
from core.db import db
from core.errors import StateReason
from projects.models import ActionPlan, Project
from projects.plans.services.draft_plan import draft_plan
from projects.plans.services.publish_plan import publish_plan
from projects.rules import ProjectReason
from schemes.models import Scheme, SchemeVersion
from schemes.services.open_scheme import open_scheme
from schemes.versions.services.publish_version import publish_version
from tests.factories import NOW
from tests.projects.cast import refusal
from tests.projects.drafts import PLAN, PUBLICATION
from tests.terms import first_version

GAZETTE = PUBLICATION.published_in
TYPED = {"published_on": "20/10/2569", "published_in": GAZETTE}


def approved(cast) -> dict[str, tuple[type[ActionPlan | Project | SchemeVersion], int]]:
    """A plan, its project and a scheme of it, approved, each by the address of its page."""
    scheme_id = cast.funded_scheme()
    project = db.session.get_one(Project, db.session.get_one(Scheme, scheme_id).project_id)
    return {
        f"/plans/{project.plan_id}": (ActionPlan, project.plan_id),
        f"/projects/{project.id}": (Project, project.id),
        f"/schemes/{scheme_id}": (SchemeVersion, first_version(db.session(), scheme_id).id),
    }


def test_it_is_recorded_and_shown_and_corrected_and_both_stay_in_the_trail(cast, browse):
    for address, (model, key) in approved(cast).items():
        approver = browse(cast.approver)
        assert approver.post(f"{address}/publication", data=TYPED).status_code == 303
        later = TYPED | {"published_on": "21/10/2569"}
        assert approver.post(f"{address}/publication", data=later).status_code == 303
        row = db.session.get_one(model, key)
        assert (row.published_on, row.published_in) == (date(2026, 10, 21), GAZETTE)
        page = browse(cast.finance).get(f"{address}?lang=th").text
        assert GAZETTE in page
        assert "21 ต.ค. 2569" in page
    published = AuditEvent.fields["published_on"].astext
    kept = db.session.scalars(sa.select(published).where(AuditEvent.name.like("%.published")))
    assert sorted(kept) == ["2026-10-20"] * 3 + ["2026-10-21"] * 3


@pytest.mark.parametrize(
    "change",
    [
        {"published_on": ""},
        {"published_in": ""},
        {"published_on": "26/9/2569"},
        {"published_on": "1/1/2999"},
        {"published_in": "x" * 301},
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(cast, browse, change):
    approver = browse(cast.approver)
    for address, (model, key) in approved(cast).items():
        typed = TYPED | change
        answer = approver.post(f"{address}/publication?lang=en", data=typed)
        assert answer.status_code in (400, 409)
        assert "There is a problem" in answer.text
        assert all(value in answer.text for value in typed.values())
        assert db.session.get_one(model, key).published_on is None


def test_it_is_after_the_resolution_and_of_a_resolution(cast):
    before = replace(PUBLICATION, published_on=date(2026, 9, 26))
    version_id = first_version(db.session(), cast.funded_scheme()).id
    assert refusal(lambda: publish_version(version_id, before, actor=cast.approver, now=NOW)) is (
        ProjectReason.PUBLISHED_BEFORE_RESOLUTION
    )
    draft = draft_plan(PLAN, actor=cast.officer, now=NOW)
    assert (
        refusal(lambda: publish_plan(draft, PUBLICATION, actor=cast.approver, now=NOW))
        is StateReason.MOVED_ON
    )


def test_the_public_reads_it_with_the_rules(cast, browse, client):
    scheme_id = cast.funded_scheme()
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    assert GAZETTE not in client.get("/rules?lang=th").text
    publish_version(first_version(db.session(), scheme_id).id, PUBLICATION, actor=cast.approver, now=NOW)
    assert GAZETTE in client.get("/rules?lang=th").text
