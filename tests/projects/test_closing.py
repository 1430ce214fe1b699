"""What the buttons of a scheme promise of its end, through the page."""

from __future__ import annotations

from datetime import date

import pytest

from core import clock
from core.db import db
from core.money import Money
from projects.models import Scheme
from projects.services.allot import allot
from projects.services.open_scheme import open_scheme
from projects.services.start_project import start_project
from projects.states import SchemeState
from tests.factories import NOW, build
from tests.projects.test_services import Cast


@pytest.fixture
def cast(db_app, monkeypatch) -> Cast:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Cast()


@pytest.fixture
def browse(db_app, monkeypatch):
    def sign_in(actor):
        monkeypatch.setattr(db_app.installation.people, "load_actor", lambda: actor)
        return db_app.test_client()

    return sign_in


def funded(cast) -> int:
    """An approved scheme of a running project, with a thousand baht."""
    project_id = cast.approved_project()
    start_project(project_id, actor=cast.approver, now=NOW)
    scheme_id = cast.approved_scheme(project_id, cast.funded_line(project_id))
    allot(scheme_id, Money.baht(1_000), "กค 2", actor=cast.finance, now=NOW)
    return scheme_id


def state_of(scheme_id: int) -> SchemeState:
    return db.session.get_one(Scheme, scheme_id, populate_existing=True).state


def test_a_closed_scheme_is_not_opened_again_and_takes_no_more_money(cast, browse):
    scheme_id = funded(cast)
    open_scheme(scheme_id, actor=cast.approver, now=NOW)
    page, approver = f"/schemes/{scheme_id}", browse(cast.approver)
    assert approver.post(f"{page}/pause", data={"pause-reason": "ตรวจสอบ"}).status_code == 303
    assert "Resume the scheme, or close it for good." in approver.get(f"{page}?lang=en").text
    assert approver.post(f"{page}/resume").status_code == 303
    assert "It cannot be opened again." in approver.get(f"{page}?lang=en").text
    assert approver.post(f"{page}/close").status_code == 303
    for verb in ("open", "resume", "pause"):
        refused = approver.post(f"{page}/{verb}", data={"pause-reason": "ตรวจสอบ"})
        assert refused.status_code == 409, verb
    form = {
        "allot-amount": "1.00",
        "allot-document_number": "กค 3",
        "amount": "1.00",
        "document_number": "กค 3",
    }
    refused = browse(cast.finance).post(f"{page}/allot?lang=en", data=form)
    assert refused.status_code in (400, 409)
    assert "A scheme takes money from its approval until it is closed." in refused.text
    assert state_of(scheme_id) is SchemeState.CLOSED


def test_a_scheme_whose_last_day_for_applying_has_passed_is_not_opened(cast, browse):
    scheme_id = funded(cast)
    passed = {"applies_from": date(2026, 11, 1), "applies_until": date(2026, 11, 21)}
    build(lambda tx: tx.execute(db.update(Scheme).where(Scheme.id == scheme_id).values(**passed)))
    approver, page = browse(cast.approver), f"/schemes/{scheme_id}"
    assert "can no longer be opened" in approver.get(f"{page}?lang=en").text
    refused = approver.post(f"{page}/open?lang=en")
    assert refused.status_code == 409
    assert "The last day for applications has passed." in refused.text
    assert state_of(scheme_id) is SchemeState.APPROVED
