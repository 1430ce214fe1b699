"""A 13-digit number that a stranger registered: reported with evidence, freed by two officers, registered by its owner."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from core import clock
from core.audit.rules import ReasonRefusal
from core.db import db, transaction
from core.labels import words_for
from core.permissions import Role
from identity.organisations.models import Membership, Organisation
from identity.organisations.rules import OrganisationRefusal
from identity.organisations.states import Capacity
from identity.people.models import Person
from identity.rights_requests.models import NumberReport, RightsRequest
from identity.rights_requests.rules import RightsRequestRefusal
from identity.rights_requests.states import NumberReportState
from providers.models import Provider
from smes.models import Sme
from smes.states import SmeState
from tests.coupons.counter import picture
from tests.factories import World, build
from tests.identity.conftest import SignIn
from tests.identity.sessions import told
from web.queues.queries import Asked, counted
from web.queues.queue import queues

WHY = "เลขนี้เป็นของบริษัทเรา หนังสือรับรองแนบมาแล้ว"


@dataclass
class Scene:
    """A number that a stranger registered, whose it is, and two officers."""

    organisation: Organisation
    stranger: Person
    rightful: Person
    them: FlaskClient
    officer: FlaskClient
    approver: FlaskClient

    def register(self, browser: FlaskClient, lang: str = "th") -> Any:
        form = {
            "kind": "juristic_person",
            "registration_number": self.organisation.registration_number,
            "name_th": "บริษัท ตัวจริง จำกัด",
        }
        return browser.post(f"/smes/register?lang={lang}", data=form)

    def report(self, **more: Any) -> Any:
        form = {
            "number": self.organisation.registration_number,
            "reason": WHY,
            "evidence": (io.BytesIO(picture("proof")), "proof.png"),
        }
        return self.them.post("/numbers/report", data=form | more)

    def ask(self, browser: FlaskClient | None = None) -> Any:
        return (browser or self.officer).post(
            f"/number-reports/{last(NumberReport)}/free", data={"reason": WHY}
        )

    def confirm(self, browser: FlaskClient | None = None) -> Any:
        return (browser or self.approver).post(f"/rights-requests/{last(RightsRequest)}/confirm")


def last(model: Any) -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.max(model.id))) or 0)


def is_free(scene: Scene) -> bool:
    db.session.rollback()
    freed = sa.select(Organisation.released_at).where(Organisation.id == scene.organisation.id)
    return db.session.scalar(freed) is not None


@pytest.fixture
def scene(db_app: Flask, world: World, sign_in: SignIn) -> Scene:
    stranger = build(world.person)
    organisation = build(lambda tx: world.organisation(tx, created_by_id=stranger.id))

    def join(tx: Any) -> None:
        tx.add(
            Membership(
                person_id=stranger.id, organisation_id=organisation.id, capacity=Capacity.SME, role="owner",
                may_consent=True, since=world.now,
            )
        )  # fmt: skip
        tx.add(Sme(organisation_id=organisation.id, created_at=world.now, state_since=world.now))

    build(join)
    rightful = build(world.person)
    officer = build(lambda tx: world.staff(tx, Role.PROGRAMME_OFFICER))
    approver = build(lambda tx: world.staff(tx, Role.PROGRAMME_APPROVER))
    return Scene(
        db.session.get_one(Organisation, organisation.id),
        db.session.get_one(Person, stranger.id),
        db.session.get_one(Person, rightful.id),
        sign_in(rightful.id),
        sign_in(officer.known_person_id),
        sign_in(approver.known_person_id),
    )


def test_the_rightful_owner_reports_and_registers_once_two_officers_agree(
    scene: Scene, sign_in: SignIn
) -> None:
    met = scene.register(scene.them)
    assert str(words_for(OrganisationRefusal.NUMBER_KNOWN)) in met.text
    assert "/numbers/report?number=" in met.text
    number = scene.organisation.registration_number
    assert number in scene.them.get(f"/numbers/report?number={number}").text
    assert scene.report().status_code == 303
    assert "/number-reports" in scene.officer.get("/today").text
    assert WHY in scene.officer.get("/number-reports").text
    assert scene.officer.get(f"/number-reports/{last(NumberReport)}/evidence").status_code == 200
    assert scene.ask().status_code == 303
    assert not is_free(scene)
    assert scene.confirm(scene.officer).status_code == 403
    assert scene.confirm().status_code == 303
    assert is_free(scene)
    assert told(scene.stranger) == ["number.taken_away"]
    assert told(scene.rightful) == ["number.freed"]
    gone = sign_in(scene.stranger.id).get(f"/organisations/{scene.organisation.id}/members")
    assert gone.status_code in (403, 404)
    assert scene.register(sign_in(scene.stranger.id)).status_code == 200, "who lost it does not take it again"
    assert scene.register(scene.them).status_code in (302, 303)
    live = sa.select(sa.func.count(Organisation.id)).where(
        Organisation.registration_number == number, Organisation.released_at.is_(None)
    )
    assert db.session.scalar(live) == 1


@pytest.mark.parametrize("state", [SmeState.VERIFIED, SmeState.SUSPENDED])
def test_what_was_verified_keeps_its_number_and_the_officer_reads_the_other_way(
    scene: Scene, state: SmeState
) -> None:
    scene.report()
    assert scene.ask().status_code == 303
    with transaction() as tx:
        sme = sa.update(Sme).where(Sme.organisation_id == scene.organisation.id)
        tx.execute(
            sme.values(
                state=state, size="small", sector="manufacturing", employees=3, revenue_satang=1, figures_year=2568,
                thai_share_bp=10_000, submitted_by_id=scene.stranger.id, verified_by_id=scene.rightful.id,
                verified_at=sa.func.now(),
            )
        )  # fmt: skip
    refused = scene.confirm()
    assert refused.status_code == 409
    assert str(words_for(RightsRequestRefusal.NUMBER_IN_USE)) in refused.text
    assert not is_free(scene)
    live = sa.select(Membership.ended_at).where(Membership.organisation_id == scene.organisation.id)
    assert db.session.scalars(live).one() is None


def test_a_submitted_paper_leaves_the_officers_list(scene: Scene) -> None:
    with transaction() as tx:
        sme = sa.update(Sme).where(Sme.organisation_id == scene.organisation.id)
        tx.execute(
            sme.values(
                state=SmeState.SUBMITTED, sector="manufacturing", employees=3, revenue_satang=1, figures_year=2568,
                thai_share_bp=10_000, submitted_by_id=scene.stranger.id, submitted_at=sa.func.now(),
            )
        )  # fmt: skip
    scene.report()
    scene.ask()
    scene.confirm()
    db.session.rollback()
    assert db.session.get_one(Sme, scene.organisation.id).state is SmeState.RETURNED


def test_a_dismissed_report_says_why(scene: Scene) -> None:
    scene.report()
    report = last(NumberReport)
    empty = scene.officer.post(f"/number-reports/{report}/dismiss", data={"reason": ""})
    assert str(words_for(ReasonRefusal.REASON_MISSING)) in empty.text
    assert (
        scene.officer.post(f"/number-reports/{report}/dismiss", data={"reason": "ใช้ไม่ได้"}).status_code == 303
    )
    assert told(scene.rightful) == ["number.dismissed"]
    assert "ใช้ไม่ได้" in scene.them.get(f"/number-reports/{report}").text
    assert scene.ask().status_code == 409
    assert db.session.get_one(NumberReport, report).state is NumberReportState.DISMISSED


def test_a_report_that_is_wrong_says_so_beside_the_field(scene: Scene) -> None:
    answer = scene.them.post("/numbers/report?lang=en", data={"number": "123", "reason": WHY})
    assert "Add the evidence." in answer.text
    assert WHY in answer.text
    assert "123" in answer.text
    scene.report()
    assert str(words_for(RightsRequestRefusal.NUMBER_REPORTED)) in scene.report().text
    free = scene.report(number="0105500000990")
    assert free.status_code == 200
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(NumberReport.id))) == 1


def test_another_does_not_read_the_report(scene: Scene, sign_in: SignIn) -> None:
    scene.report()
    assert sign_in(scene.stranger.id).get(f"/number-reports/{last(NumberReport)}").status_code == 404
    assert scene.them.get("/number-reports").status_code == 403


def test_who_reported_or_registered_neither_asks_nor_confirms(
    scene: Scene, world: World, sign_in: SignIn
) -> None:
    for person in (scene.rightful, scene.stranger):
        build(lambda tx, person=person: world.staff(tx, Role.PROGRAMME_APPROVER, person_id=person.id))
    scene.report()
    for person in (scene.rightful, scene.stranger):
        assert scene.ask(sign_in(person.id, "staff")).status_code == 409
    scene.ask()
    for person in (scene.rightful, scene.stranger):
        assert scene.confirm(sign_in(person.id, "staff")).status_code == 409
    assert not is_free(scene)


@pytest.mark.parametrize("both_sides", [False, True])
def test_who_lost_its_number_is_marked_wherever_an_officer_reads_it(both_sides: bool, scene: Scene) -> None:
    """One number, two organisations in the list: the officer sees which of them holds it no more, and since when."""
    if both_sides:
        now = clock.now()
        provider = Provider(organisation_id=scene.organisation.id, created_at=now, state_since=now)
        build(lambda tx: tx.add(provider))
    key, mark = scene.organisation.id, "Number released on"
    lists = ["/smes", "/providers"] if both_sides else ["/smes"]
    pages = [*(f"{each}/{key}" for each in lists), f"/organisations/{key}/members"]
    lists = [f"{each}/" for each in lists]
    assert not [each for each in (*lists, *pages) if mark in scene.officer.get(f"{each}?lang=en").text]
    scene.report()
    scene.ask()
    assert scene.confirm().status_code == 303
    db.session.rollback()
    freed_at = db.session.scalar(sa.select(Organisation.released_at).where(Organisation.id == key))
    said = f"{mark} {clock.bangkok_date(freed_at):%-d %b %Y}"
    for each in (*lists, *pages):
        assert said in scene.officer.get(f"{each}?lang=en").text, each
    assert "คืนเลขเมื่อ" in scene.officer.get(f"{lists[0]}?lang=th").text


@pytest.mark.parametrize("state", [SmeState.SUBMITTED, SmeState.RETURNED, SmeState.REJECTED])
def test_nothing_waits_for_who_lost_its_number(scene: Scene, state: SmeState) -> None:
    """Nobody could correct the papers, or appeal: the deadline board would count them as late for ever."""
    decided = {"rejected_by_id": scene.rightful.id, "rejected_at": clock.now()}
    with transaction() as tx:
        sme = sa.update(Sme).where(Sme.organisation_id == scene.organisation.id)
        tx.execute(
            sme.values(
                state=state, sector="manufacturing", employees=3, revenue_satang=1, figures_year=2568,
                thai_share_bp=10_000, submitted_by_id=scene.stranger.id, submitted_at=sa.func.now(),
                **(decided if state is SmeState.REJECTED else {}),
            )
        )  # fmt: skip

    def waiting() -> list[str]:
        db.session.rollback()
        registrations = tuple(queue for queue in queues.values() if queue.turn.name.startswith("sme:"))
        return list(counted(db.session(), Asked(registrations), clock.now()))

    assert len(waiting()) == 1
    scene.report()
    scene.ask()
    assert scene.confirm().status_code == 303
    assert waiting() == []
    page = scene.officer.get(f"/smes/{scene.organisation.id}?lang=en").text
    assert "Nobody can act for this organisation any more" in page
    assert "within 30 days" not in page
    assert not re.search(r"(overdue|due by|[Uu]ntil) ", page)


@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_number_is_freed_for_whose_evidence_was_found_right_and_for_nobody_who_reported_it_beside(
    scene: Scene, sign_in: SignIn, world: World, lang: str
) -> None:
    assert scene.report().status_code == 303
    right = last(NumberReport)
    other = build(world.person)
    beside = sign_in(other.id)
    evidence = (io.BytesIO(picture("of something else")), "other.png")
    form = {"number": scene.organisation.registration_number, "reason": "ของผมด้วย", "evidence": evidence}
    assert beside.post("/numbers/report", data=form).status_code == 303
    wrong = last(NumberReport)
    assert scene.officer.post(f"/number-reports/{right}/free", data={"reason": WHY}).status_code == 303
    assert scene.confirm().status_code == 303
    assert told(scene.rightful) == ["number.freed"]
    assert told(other) == []
    assert db.session.get_one(NumberReport, wrong).state is NumberReportState.OPEN
    page = scene.officer.get(f"/number-reports?lang={lang}").text
    assert f"/number-reports/{wrong}/dismiss" in page
    assert f"/number-reports/{wrong}/free" not in page
    again = scene.officer.post(f"/number-reports/{wrong}/free", data={"reason": WHY})
    assert again.status_code == 409
    assert str(words_for(RightsRequestRefusal.NUMBER_FREED)) in again.text
    reason = {"reason": "ปล่อยให้เจ้าของแล้ว"}
    assert scene.officer.post(f"/number-reports/{wrong}/dismiss", data=reason).status_code == 303
    assert told(other) == ["number.dismissed"]
