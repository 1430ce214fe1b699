"""Who was rejected has two ways on: another officer's judgement, once and in time, or a new application."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core import clock
from core.db import db, transaction
from core.permissions import Role
from identity.notifications.models import Notice
from smes.models import Sme
from smes.services.reject_sme import reject_sme
from smes.states import SmeState
from tests.factories import World, build
from tests.smes.test_pages import cast, newcomer, stored, submitted

__all__ = ["cast"]
WHY = "งบการเงินไม่ตรงกับเอกสาร"
GROUNDS = "แนบงบที่ผู้สอบบัญชีรับรองแล้ว"


@pytest.fixture
def second(cast):
    return build(lambda tx: World(first=900).staff(tx, Role.PROGRAMME_OFFICER))


def rejected(cast, browse, ago=timedelta(0)):
    organisation_id = submitted(cast, browse)
    reject_sme(organisation_id, WHY, actor=cast.officer, now=clock.now() - ago)
    return organisation_id


def appeal(browser, organisation_id, grounds=GROUNDS):
    return browser.post(f"/smes/{organisation_id}/appeal?lang=en", data={"appeal-reason": grounds})


def reject(browser, organisation_id):
    return browser.post(f"/smes/{organisation_id}/reject?lang=en", data={"reject-reason": WHY})


def test_a_rejected_business_may_appeal_or_apply_again_and_its_page_says_until_when(cast, browse):
    organisation_id = rejected(cast, browse)
    page = browse(newcomer(cast)).get(f"/smes/{organisation_id}?lang=en").text
    assert f"/smes/{organisation_id}/appeal" in page
    assert f"/smes/{organisation_id}/apply-again" in page
    assert WHY in page
    assert "register again, or appeal by the last day if the reason is wrong" in page
    assert f"/smes/{organisation_id}/appeal" not in browse(cast.officer).get(f"/smes/{organisation_id}").text


def test_an_appeal_is_heard_by_another_officer_who_may_verify(cast, browse, second):
    organisation_id = rejected(cast, browse)
    assert appeal(browse(newcomer(cast)), organisation_id).status_code == 303
    assert stored(organisation_id).state is SmeState.SUBMITTED
    first = browse(cast.officer)
    for answer in (
        first.post(f"/smes/{organisation_id}/verify?lang=en"),
        reject(first, organisation_id),
        first.post(f"/smes/{organisation_id}/return?lang=en", data={"return-reason": WHY}),
    ):
        assert answer.status_code == 409
        assert "You rejected this registration" in answer.text
    offered = f"/smes/{organisation_id}/verify"
    assert offered not in first.get(f"/smes/{organisation_id}").text, "a button that would be refused"
    other = browse(second)
    desk = other.get(f"/smes/{organisation_id}?lang=en").text
    assert "This is an appeal." in desk
    assert offered in desk
    assert GROUNDS in desk
    assert "The owner can register again, but cannot appeal a second time." in desk
    assert "The owner can appeal" not in desk
    assert "(final)" not in desk, "who is rejected can apply again"
    assert other.post(f"/smes/{organisation_id}/verify").status_code == 303
    assert stored(organisation_id).state is SmeState.VERIFIED


def test_an_appeal_that_is_rejected_again_is_the_last_and_applying_again_stays_open(cast, browse, second):
    organisation_id = rejected(cast, browse)
    assert appeal(browse(newcomer(cast)), organisation_id).status_code == 303
    assert reject(browse(second), organisation_id).status_code == 303
    kinds = sa.select(Notice.kind).where(Notice.person_id == cast.person).order_by(Notice.id)
    assert db.session.scalars(kinds).all()[-1] == "sme.rejected_after_appeal", "it offers no appeal"
    browser = browse(newcomer(cast))
    again = appeal(browser, organisation_id)
    assert again.status_code == 409
    assert "An appeal has already been decided" in again.text
    assert f"/smes/{organisation_id}/appeal" not in browser.get(f"/smes/{organisation_id}").text
    assert browser.post(f"/smes/{organisation_id}/apply-again").status_code == 303


def test_an_appeal_after_the_appeal_days_is_too_late(cast, browse):
    organisation_id = rejected(cast, browse, timedelta(days=45))
    browser = browse(newcomer(cast))
    assert f"/smes/{organisation_id}/appeal" not in browser.get(f"/smes/{organisation_id}").text
    assert appeal(browser, organisation_id).status_code == 409
    assert stored(organisation_id).state is SmeState.REJECTED


def test_an_appeal_without_grounds_is_refused_beside_the_field(cast, browse):
    organisation_id = rejected(cast, browse)
    answer = appeal(browse(newcomer(cast)), organisation_id, " ")
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert stored(organisation_id).state is SmeState.REJECTED


def test_applying_again_keeps_what_was_typed_and_the_reason_and_any_officer_judges_it(cast, browse):
    organisation_id = rejected(cast, browse)
    browser = browse(newcomer(cast))
    assert browser.post(f"/smes/{organisation_id}/apply-again").status_code == 303
    sme = stored(organisation_id)
    assert sme.state is SmeState.DRAFT
    assert (sme.rejected_by_id, sme.first_decided_by_id, sme.submitted_by_id) == (None, None, None)
    page = browser.get(f"/smes/{organisation_id}?lang=en").text
    assert WHY in page
    assert "Registered again" in page
    assert "ผลิตถ้วยชาม" in browser.get(f"/smes/{organisation_id}/registration/figures").text
    assert browser.post(f"/smes/{organisation_id}/submit").status_code == 303
    assert browse(cast.officer).post(f"/smes/{organisation_id}/verify").status_code == 303
    assert stored(organisation_id).state is SmeState.VERIFIED


def test_only_a_rejected_business_applies_again_or_appeals_and_only_its_own_owner(cast, browse):
    organisation_id = submitted(cast, browse)
    browser = browse(newcomer(cast))
    assert browser.post(f"/smes/{organisation_id}/apply-again").status_code == 409
    assert appeal(browser, organisation_id).status_code == 409
    reject_sme(organisation_id, WHY, actor=cast.officer, now=clock.now())
    stranger = browse(cast.stranger)
    assert stranger.post(f"/smes/{organisation_id}/apply-again").status_code == 404
    assert appeal(stranger, organisation_id).status_code == 404
    assert browse(cast.officer).post(f"/smes/{organisation_id}/apply-again").status_code == 403
    assert stored(organisation_id).state is SmeState.REJECTED


def test_who_verified_it_once_and_rejects_it_after_a_suspension_is_appealed_anew(cast, browse, second):
    """A suspension begins another matter: an appeal heard before does not use up this one."""
    organisation_id = rejected(cast, browse)
    assert appeal(browse(newcomer(cast)), organisation_id).status_code == 303
    assert browse(second).post(f"/smes/{organisation_id}/verify").status_code == 303
    approver = browse(
        build(
            lambda tx: World(first=900).staff(tx, Role.PROGRAMME_APPROVER, person_id=cast.officer.person_id)
        )
    )
    suspended = approver.post(f"/smes/{organisation_id}/suspend", data={"suspend-reason": WHY})
    assert suspended.status_code == 303
    reject_sme(
        organisation_id,
        WHY,
        actor=build(lambda tx: World(first=950).staff(tx, Role.PROGRAMME_APPROVER)),
        now=clock.now(),
    )
    assert appeal(browse(newcomer(cast)), organisation_id).status_code == 303
    assert browse(cast.officer).post(f"/smes/{organisation_id}/verify").status_code == 303


DECIDED = {
    "rejected_by_id": {"rejected_at": clock.now()},
    "verified_by_id": {"state": SmeState.VERIFIED},
}


@pytest.mark.parametrize("decision", DECIDED)
def test_the_database_refuses_an_appeal_decided_by_who_rejected_it_first(cast, browse, decision):
    organisation_id = rejected(cast, browse)
    assert appeal(browse(newcomer(cast)), organisation_id).status_code == 303
    columns = {decision: cast.officer.person_id} | DECIDED[decision]
    with pytest.raises(IntegrityError, match="appeal_to_another"), transaction() as tx:
        tx.execute(sa.update(Sme).where(Sme.organisation_id == organisation_id).values(**columns))
    db.session.rollback()


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_owner_is_reminded_while_an_appeal_is_open(cast, browse, lang):
    organisation_id = rejected(cast, browse)
    words = {
        "th": ("ยื่นอุทธรณ์", "แล้วยื่นขึ้นทะเบียนใหม่"),
        "en": ("register again", "appeal by the last day if the reason is wrong"),
    }[lang]
    page = browse(newcomer(cast)).get(f"/today?lang={lang}").text
    assert [each for each in words if each not in page] == []
    assert f"/smes/{organisation_id}" in page
