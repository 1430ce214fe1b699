"""Indicators in versions: two persons make one, and none is ever overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import WrongState
from projects.projects.kpis.models import Kpi, KpiChange, KpiVersion
from projects.projects.kpis.queries import kpi_table
from projects.projects.kpis.services.approve_kpi_change import approve_kpi_change
from projects.projects.kpis.services.propose_kpi_change import propose_kpi_change
from projects.projects.kpis.services.propose_kpi_end import propose_kpi_end
from projects.projects.kpis.services.propose_new_kpi import propose_new_kpi
from projects.projects.kpis.services.reject_kpi_change import reject_kpi_change
from projects.projects.kpis.services.withdraw_kpi_change import withdraw_kpi_change
from projects.projects.services.change_project import change_project
from projects.projects.services.close_project import close_project
from projects.projects.services.draft_project import draft_project
from projects.projects.services.start_project import start_project
from projects.projects.services.submit_project import submit_project
from projects.rules import ProjectReason
from projects.states import KpiChangeState
from tests.factories import NOW
from tests.projects.cast import refusal, state_of
from tests.projects.drafts import KPI, KPI_CHANGE, MEASURE, PROJECT, a_resolution

MORE, FROM, WHY = KPI_CHANGE
OTHER = replace(KPI, name_th="รายได้", name_en="Revenue")


def kpi_id_of(project_id: int) -> int:
    return db.session.scalars(sa.select(Kpi.id).where(Kpi.project_id == project_id)).one()


@pytest.fixture
def kpi_id(cast) -> int:
    return kpi_id_of(cast.approved_project())


def versions_of(kpi_id: int) -> list[tuple[int, Decimal | None, date]]:
    db.session.rollback()
    columns = (KpiVersion.number, KpiVersion.target, KpiVersion.effective_on)
    found = sa.select(*columns).where(KpiVersion.kpi_id == kpi_id).order_by(KpiVersion.number)
    return [tuple(row) for row in db.session.execute(found)]


def proposed(cast, kpi_id: int, measure=MORE, day=FROM) -> int:
    return propose_kpi_change(kpi_id, measure, day, WHY, actor=cast.officer, now=NOW)


def test_an_approved_change_is_the_next_version_and_the_first_stays(cast, kpi_id):
    change_id = proposed(cast, kpi_id)
    assert versions_of(kpi_id) == [(1, 400, date(2026, 10, 1))]
    approve_kpi_change(change_id, a_resolution(), actor=cast.approver, now=NOW)
    assert versions_of(kpi_id) == [(1, 400, date(2026, 10, 1)), (2, 600, FROM)]
    project_id = db.session.get_one(Kpi, kpi_id).project_id
    for today, current, following in ((FROM - timedelta(days=1), 1, 2), (FROM, 2, None)):
        (row,) = kpi_table(db.session(), project_id, today).rows
        assert row.current.number == current
        assert (row.following and row.following.number) == following
    reasons = [row.reason for row in kpi_table(db.session(), project_id, FROM).versions]
    assert reasons == [None, WHY]


def test_who_proposed_it_does_not_approve_it(cast, kpi_id):
    change_id = propose_kpi_change(kpi_id, MORE, FROM, WHY, actor=cast.both, now=NOW)
    reason = refusal(lambda: approve_kpi_change(change_id, a_resolution(), actor=cast.both, now=NOW))
    assert reason is ProjectReason.WRITTEN_BY_YOU
    assert len(versions_of(kpi_id)) == 1


def test_one_change_of_an_indicator_waits_at_a_time(cast, kpi_id):
    change_id = proposed(cast, kpi_id)
    assert refusal(lambda: proposed(cast, kpi_id)) is ProjectReason.KPI_CHANGE_WAITING
    withdraw_kpi_change(change_id, actor=cast.officer, now=NOW)
    again = proposed(cast, kpi_id)
    reject_kpi_change(again, "ยังไม่มีเหตุผลพอ", actor=cast.approver, now=NOW)
    assert state_of(KpiChange, again) is KpiChangeState.REJECTED
    assert len(versions_of(kpi_id)) == 1
    with pytest.raises(WrongState):
        approve_kpi_change(again, a_resolution(), actor=cast.approver, now=NOW)


def test_a_version_follows_the_latest_one(cast, kpi_id):
    approve_kpi_change(proposed(cast, kpi_id), a_resolution(), actor=cast.approver, now=NOW)
    assert refusal(lambda: proposed(cast, kpi_id)) is ProjectReason.KPI_UNCHANGED
    earlier = FROM - timedelta(days=1)
    back = refusal(lambda: proposed(cast, kpi_id, MEASURE, earlier))
    assert back is ProjectReason.KPI_STARTS_TOO_EARLY
    approve_kpi_change(proposed(cast, kpi_id, MEASURE), a_resolution(), actor=cast.approver, now=NOW)
    assert [number for number, _target, _day in versions_of(kpi_id)] == [1, 2, 3]


def test_a_draft_and_a_closed_project_have_no_changes(cast):
    draft = draft_project(cast.approved_plan(), PROJECT, actor=cast.officer, now=NOW)
    assert refusal(lambda: proposed(cast, kpi_id_of(draft))) is ProjectReason.PROJECT_NOT_APPROVED


def test_a_change_that_waits_when_its_project_is_closed_is_not_approved(cast):
    project_id = cast.approved_project()
    change_id = proposed(cast, kpi_id_of(project_id))
    start_project(project_id, actor=cast.approver, now=NOW)
    close_project(project_id, actor=cast.approver, now=NOW)
    late = refusal(lambda: approve_kpi_change(change_id, a_resolution(), actor=cast.approver, now=NOW))
    assert late is ProjectReason.PROJECT_NOT_APPROVED


@pytest.mark.parametrize("statement", ["UPDATE kpi_versions SET target = 1", "DELETE FROM kpi_versions"])
def test_the_database_keeps_what_was_approved(cast, kpi_id, statement):
    with pytest.raises(sa.exc.DBAPIError, match="never changed"):
        db.session.execute(sa.text(f"{statement} WHERE kpi_id = :kpi_id"), {"kpi_id": kpi_id})
    db.session.rollback()
    assert versions_of(kpi_id) == [(1, 400, date(2026, 10, 1))]


def test_a_draft_is_written_anew_and_keeps_the_indicators_it_names(cast):
    other = replace(KPI, name_th="อีกตัวหนึ่ง")
    draft = replace(PROJECT, kpis=(KPI, other))
    project_id = draft_project(cast.approved_plan(), draft, actor=cast.officer, now=NOW)
    first, second = sorted(db.session.scalars(sa.select(Kpi.id).where(Kpi.project_id == project_id)))
    kept = replace(other, kpi_id=second, measure=replace(MEASURE, target=Decimal(7)))
    strange = replace(KPI, kpi_id=first - 1)
    change_project(project_id, replace(PROJECT, kpis=(kept, strange)), actor=cast.officer, now=NOW)
    left = sorted(db.session.scalars(sa.select(Kpi.id).where(Kpi.project_id == project_id)))
    assert second in left
    assert first not in left
    assert len(left) == 2
    assert versions_of(second) == [(1, 7, PROJECT.starts_on)]


def test_words_from_before_stay_beside_the_numbers(cast):
    project_id = draft_project(cast.approved_plan(), PROJECT, actor=cast.officer, now=NOW)
    kpi_id = kpi_id_of(project_id)
    db.session.execute(
        sa.update(KpiVersion)
        .where(KpiVersion.kpi_id == kpi_id)
        .values(baseline=None, baseline_note="ไม่น้อยกว่าปีก่อน")
    )
    db.session.commit()
    incomplete = refusal(lambda: submit_project(project_id, actor=cast.officer, now=NOW))
    assert incomplete is ProjectReason.KPI_INCOMPLETE
    change_project(
        project_id, replace(PROJECT, kpis=(replace(KPI, kpi_id=kpi_id),)), actor=cast.officer, now=NOW
    )
    note = db.session.scalar(sa.select(KpiVersion.baseline_note).where(KpiVersion.kpi_id == kpi_id))
    assert note == "ไม่น้อยกว่าปีก่อน"
    submit_project(project_id, actor=cast.officer, now=NOW)


def added(cast, project_id: int, draft=OTHER) -> int:
    return propose_new_kpi(project_id, draft, FROM, "ต้องวัดรายได้ด้วย", actor=cast.officer, now=NOW)


def names_of(project_id: int) -> list[str]:
    db.session.rollback()
    found = sa.select(Kpi.name_en).where(Kpi.project_id == project_id).order_by(Kpi.id)
    return list(db.session.scalars(found))


def test_an_approved_addition_is_one_indicator_more_from_its_day(cast):
    project_id = cast.approved_project()
    change_id = added(cast, project_id)
    assert names_of(project_id) == [KPI.name_en]
    approve_kpi_change(change_id, a_resolution(), actor=cast.approver, now=NOW)
    assert names_of(project_id) == [KPI.name_en, OTHER.name_en]
    change = db.session.get_one(KpiChange, change_id)
    assert versions_of(change.kpi_id) == [(1, 400, FROM)]
    with pytest.raises(WrongState):
        approve_kpi_change(change_id, a_resolution(), actor=cast.approver, now=NOW)


def test_who_proposed_an_addition_or_an_end_does_not_approve_it(cast):
    project_id = cast.approved_project(replace(PROJECT, kpis=(KPI, OTHER)))
    first = db.session.scalars(sa.select(sa.func.min(Kpi.id)).where(Kpi.project_id == project_id)).one()
    for change_id in (
        propose_new_kpi(project_id, OTHER, FROM, WHY, actor=cast.both, now=NOW),
        propose_kpi_end(first, FROM, WHY, actor=cast.both, now=NOW),
    ):
        reason = refusal(
            lambda key=change_id: approve_kpi_change(key, a_resolution(), actor=cast.both, now=NOW)
        )
        assert reason is ProjectReason.WRITTEN_BY_YOU


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"target": None}, ProjectReason.KPI_INCOMPLETE),
        ({"target": Decimal("0.5")}, ProjectReason.KPI_NOT_WHOLE),
        ({"agreed_on": date(2027, 1, 1)}, ProjectReason.KPI_AGREED_IN_FUTURE),
    ],
)
def test_an_indicator_that_cannot_be_measured_is_not_added(cast, change, reason):
    project_id = cast.approved_project()
    draft = replace(OTHER, measure=replace(MEASURE, **change))
    assert refusal(lambda: added(cast, project_id, draft)) is reason


def test_an_ended_indicator_keeps_its_versions_and_changes_no_more(cast):
    project_id = cast.approved_project(replace(PROJECT, kpis=(KPI, OTHER)))
    first, other = db.session.scalars(sa.select(Kpi.id).where(Kpi.project_id == project_id).order_by(Kpi.id))
    change_id = propose_kpi_end(first, FROM, "วัดซ้ำกับอีกตัว", actor=cast.officer, now=NOW)
    approve_kpi_change(change_id, a_resolution(), actor=cast.approver, now=NOW)
    assert db.session.get_one(Kpi, first).ended_on == FROM
    assert versions_of(first) == [(1, 400, date(2026, 10, 1))]
    assert refusal(lambda: proposed(cast, first)) is ProjectReason.KPI_ENDED
    ending = refusal(lambda: propose_kpi_end(other, FROM, WHY, actor=cast.officer, now=NOW))
    assert ending is ProjectReason.KPI_LAST


def test_an_indicator_does_not_end_before_its_latest_version(cast):
    project_id = cast.approved_project(replace(PROJECT, kpis=(KPI, OTHER)))
    first = db.session.scalars(sa.select(sa.func.min(Kpi.id)).where(Kpi.project_id == project_id)).one()
    early = date(2026, 9, 30)
    reason = refusal(lambda: propose_kpi_end(first, early, WHY, actor=cast.officer, now=NOW))
    assert reason is ProjectReason.KPI_ENDS_TOO_EARLY
    proposed(cast, first)
    reason = refusal(lambda: propose_kpi_end(first, FROM, WHY, actor=cast.officer, now=NOW))
    assert reason is ProjectReason.KPI_CHANGE_WAITING
