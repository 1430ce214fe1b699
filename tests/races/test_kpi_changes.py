"""Changes of indicators that two approvers decide at once: each takes effect once, and a project keeps an indicator."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from core.db import Tx, db
from core.documents import operations as documents
from core.errors import Refused
from projects.projects.kpis.models import Kpi, KpiVersion
from projects.projects.kpis.services.approve_kpi_change import approve_kpi_change
from projects.projects.kpis.services.propose_kpi_change import propose_kpi_change
from projects.projects.kpis.services.propose_kpi_end import propose_kpi_end
from projects.projects.kpis.services.propose_new_kpi import propose_new_kpi
from projects.states import KPI_CHANGE_MACHINE, KpiChangeState
from tests.factories import NOW
from tests.projects.cast import Cast
from tests.projects.drafts import KPI, KPI_CHANGE, PROJECT, a_resolution
from tests.races.crowd import crowd

_MEASURE, FROM, WHY = KPI_CHANGE
TWICE = 2
PAIRS = 8


@pytest.fixture(autouse=True)
def paper(db_app, monkeypatch):
    """The signed document is judged once."""
    with db_app.app_context():
        judged = documents.judge(a_resolution().content)
    monkeypatch.setattr(documents, "judge", lambda _content: judged)


@pytest.fixture
def cast(db_app) -> Cast:
    return Cast()


def kpis_of(project_id: int) -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Kpi.id).where(Kpi.project_id == project_id).order_by(Kpi.id)))


def approving(cast: Cast):
    def work(change_id: int) -> str:
        try:
            approve_kpi_change(change_id, a_resolution(), actor=cast.approver, now=NOW)
        except Refused as refused:
            return str(refused.reason)
        return "done"

    return work


def _whoever_comes() -> None:
    """Take away what tells the second approver that the first was there."""
    Tx.lock = Tx.get
    object.__setattr__(
        KPI_CHANGE_MACHINE,
        "transitions",
        (
            *KPI_CHANGE_MACHINE.transitions,
            KPI_CHANGE_MACHINE.transitions[0]._replace(source=KpiChangeState.APPROVED),
        ),
    )


@pytest.mark.parametrize(
    ("before", "keeps"), [(None, True), (_whoever_comes, False)], ids=["guarded", "control"]
)
def test_of_two_approvals_of_one_change_one_takes_effect(db_app, cast, before, keeps):
    """The control takes the lock and the state away: the second approver then runs into the database's own constraints."""
    project_id = cast.approved_project(replace(PROJECT, kpis=(KPI,) * PAIRS))
    changes = [
        propose_kpi_change(kpi_id, *KPI_CHANGE, actor=cast.officer, now=NOW) for kpi_id in kpis_of(project_id)
    ]
    changes.append(propose_new_kpi(project_id, KPI, FROM, WHY, actor=cast.officer, now=NOW))
    answers = crowd(db_app, approving(cast), changes * TWICE, before)
    assert ([each.error for each in answers if each.error] == []) is keeps
    assert sum(each.value == "done" for each in answers) == len(changes)
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Kpi)) == PAIRS + 1 + 1
    assert db.session.scalar(sa.select(sa.func.max(KpiVersion.number))) == TWICE


def _unlocked() -> None:
    Tx.lock = Tx.get


@pytest.mark.parametrize(("before", "keeps"), [(None, True), (_unlocked, False)], ids=["locked", "control"])
def test_ends_that_are_approved_at_once_leave_an_indicator(db_app, cast, before, keeps):
    """The control takes the lock of the project away: each end then sees the other indicator alive."""
    project_id = cast.approved_project(replace(PROJECT, kpis=(KPI,) * PAIRS))
    ends = [propose_kpi_end(kpi_id, FROM, WHY, actor=cast.officer, now=NOW) for kpi_id in kpis_of(project_id)]
    answers = crowd(db_app, approving(cast), ends, before)
    assert [each.error for each in answers if each.error] == []
    db.session.rollback()
    alive = sa.select(sa.func.count()).where(Kpi.project_id == project_id, Kpi.ended_on.is_(None))
    assert (db.session.scalar(alive) > 0) is keeps
    if keeps:
        assert sum(each.value == "done" for each in answers) == PAIRS - 1
