"""The pages of a change of a budget, as its two persons use them."""

from __future__ import annotations

import re

import sqlalchemy as sa

from core.db import db
from projects.budgets.services.open_line import open_line
from projects.models import BudgetChange, BudgetMove
from projects.states import BudgetChangeState, FundSource
from tests.factories import NOW
from tests.projects.typed import paper


def _lines(cast) -> tuple[int, int]:
    project_id = cast.approved_project()
    return cast.funded_line(project_id), open_line(
        project_id, FundSource.SME_FUND, 2571, actor=cast.finance, now=NOW
    )


def _state() -> BudgetChangeState:
    db.session.rollback()
    return db.session.scalars(sa.select(BudgetChange.state)).one()


def test_a_transfer_from_the_line_to_its_approval(cast, browse):
    line_id, later = _lines(cast)
    finance = browse(cast.finance)
    assert f"/budget-changes/transfer/{line_id}" in finance.get(f"/projects/lines/{line_id}").text
    asked = finance.get(f"/budget-changes/transfer/{line_id}?lang=en").text
    assert "SME Promotion Fund 2028 (B.E. 2571)" in asked
    assert "1,000,000" in asked
    sent = {"to_line": str(later), "amount": "250,000", "reason": "ใช้ต่อปีหน้าตามมติ"}
    where = finance.post(f"/budget-changes/transfer/{line_id}", data=sent).headers["Location"]
    assert f"{where}/approve" not in finance.get(where).text
    approver = browse(cast.approver)
    assert "ใช้ต่อปีหน้าตามมติ" in approver.get(where).text
    assert approver.post(f"{where}/approve", **paper()).status_code == 303
    assert _state() is BudgetChangeState.APPROVED
    assert finance.get(where).status_code == 200
    assert "250,000" in finance.get(f"/projects/lines/{later}").text


def test_what_was_typed_stays_when_it_is_refused(cast, browse):
    line_id, later = _lines(cast)
    sent = {"to_line": str(later), "amount": "0", "reason": "ใช้ต่อปีหน้า"}
    answer = browse(cast.finance).post(f"/budget-changes/transfer/{line_id}?lang=en", data=sent)
    assert "Enter an amount above zero." in answer.text
    assert "ใช้ต่อปีหน้า" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BudgetChange)) == 0


def test_a_wrong_entry_is_corrected_from_its_row(cast, browse):
    line_id, _later = _lines(cast)
    finance = browse(cast.finance)
    link = re.search(r"/budget-changes/correction/\d+", finance.get(f"/projects/lines/{line_id}").text)
    assert link
    where = finance.post(link[0], data={"reason": "พิมพ์เกินไปหนึ่งหลัก"}).headers["Location"]
    again = finance.post(f"{link[0]}?lang=en", data={"reason": "อีกครั้ง"})
    assert "waiting for approval" in again.text
    assert link[0] not in finance.get(f"/projects/lines/{line_id}").text
    approver = browse(cast.approver)
    refused = approver.post(f"{where}/reject?lang=en", data={"reject-reason": ""})
    assert refused.status_code == 400
    assert "Enter the reason." in refused.text
    assert approver.post(f"{where}/reject", data={"reject-reason": "ถูกต้องแล้ว"}).status_code == 303
    assert _state() is BudgetChangeState.REJECTED
    assert "ถูกต้องแล้ว" in finance.get(where).text


def test_a_line_without_another_of_its_source_says_so(cast, browse):
    line_id = cast.funded_line(cast.approved_project())
    page = browse(cast.finance).get(f"/budget-changes/transfer/{line_id}?lang=en")
    assert "No other budget line can take this money" in page.text


def test_one_who_does_not_enter_money_is_offered_no_change(cast, browse):
    line_id, _later = _lines(cast)
    entry_id = db.session.scalar(sa.select(BudgetMove.id))
    officer = browse(cast.officer)
    shown = officer.get(f"/projects/lines/{line_id}").text
    assert "/budget-changes/" not in shown.split("<main")[1]
    refused = officer.post(f"/budget-changes/correction/{entry_id}", data={"reason": "x"})
    assert refused.status_code == 403
