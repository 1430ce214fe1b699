"""Staff learn of what waits for them, everybody whose turn it is is reminded, and nothing is told twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.actor import Actor
from core.calendar.due import due_at
from core.db import db, transaction
from core.mail.models import OutboundMail
from core.permissions import Role
from core.registry import Deadline
from identity.bank_accounts.inbox import TO_VERIFY
from identity.bank_accounts.models import BankAccount
from identity.bank_accounts.states import VERIFY_WITHIN, BankAccountState
from identity.capacities.reach import reachable
from identity.notifications.models import Notice
from identity.notifications.reminders import stage_of
from identity.notifications.services.send_digests import send_digests
from identity.notifications.services.send_reminders import send_reminders
from identity.notifications.states import ReminderStage
from identity.notifications.words import both_names
from identity.organisations.models import Membership, Organisation
from identity.organisations.states import Capacity, MemberRole
from smes.states import SME_MACHINE, SmeState
from tests.factories import NOW, World, build
from tests.identity.conftest import SignIn
from web.queues.queries import all_deadlines

DAY = timedelta(days=1)
S = ReminderStage


def waiting(limit: timedelta | None, *, own: bool) -> Deadline:
    due = None if limit is None else NOW + limit
    return Deadline(TO_VERIFY, 1, "x", "/x", NOW, due, organisation_id=1 if own else None)


@pytest.mark.parametrize(
    ("limit", "gone", "for_staff", "for_member"),
    [
        (30 * DAY, 0 * DAY, S.ARRIVED, None),
        (30 * DAY, 15 * DAY, S.ARRIVED, S.HALF),
        (30 * DAY, 26 * DAY, S.ARRIVED, S.HALF),
        (30 * DAY, 27 * DAY, S.SOON, S.SOON),
        (30 * DAY, 30 * DAY, S.LATE, S.LATE),
        (5 * DAY, 2 * DAY, S.ARRIVED, None),
        (5 * DAY, 3 * DAY, S.SOON, S.SOON),
        (None, 99 * DAY, S.ARRIVED, None),
    ],
)
def test_the_stage_follows_from_how_much_of_the_time_is_over(
    limit: timedelta | None, gone: timedelta, for_staff: S | None, for_member: S | None
) -> None:
    assert stage_of(waiting(limit, own=False), NOW + gone) is for_staff
    assert stage_of(waiting(limit, own=True), NOW + gone) is for_member


@pytest.fixture
def officer(db_app: Flask, world: World) -> Actor:
    return build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER))


def told(actor: Actor) -> list[tuple[str, Any]]:
    found = sa.select(Notice).where(Notice.person_id == actor.person_id).order_by(Notice.id)
    db.session.expire_all()
    return [(each.kind, each.facts.get("count")) for each in db.session.scalars(found)]


def account(world: World, submitter: Actor | None = None) -> BankAccount:
    """An account that waits to be verified since NOW."""

    def make(tx: Any) -> BankAccount:
        organisation = world.organisation(tx)
        owner = submitter or world.member(tx, organisation.id, Capacity.SME)
        return tx.add(
            BankAccount(
                organisation_id=organisation.id,
                bank_code="004",
                account_number=f"{organisation.id:010d}",
                account_name=organisation.name_th,
                document_id=world.document(tx).id,
                state=BankAccountState.PENDING,
                submitted_at=NOW,
                submitted_by_id=owner.known_person_id,
            )
        )

    return build(make)


def test_what_comes_into_a_queue_of_staff_is_told_once_to_who_holds_the_permission(
    officer: Actor, world: World
) -> None:
    another = build(lambda tx: world.staff(tx, Role.CLAIM_OFFICER))
    account(world)
    assert send_reminders(reachable, now=NOW) == 1
    assert send_reminders(reachable, now=NOW) == 0
    assert told(officer) == [("work.arrived", 1)]
    assert told(another) == []


def test_what_comes_later_is_added_to_the_unread_notice(
    officer: Actor, world: World, sign_in: SignIn
) -> None:
    first = account(world)
    send_reminders(reachable, now=NOW)
    notice = db.session.scalars(sa.select(Notice)).one()
    assert notice.url.endswith(f"/{first.id}")
    account(world), account(world)
    send_reminders(reachable, now=NOW)
    assert told(officer) == [("work.arrived", 3)]
    assert db.session.scalars(sa.select(Notice.url)).one() == "/today"
    page = sign_in(officer.known_person_id, "staff").get("/notices").text
    assert "บัญชีธนาคารรอตรวจสอบ – เข้ามาใหม่ 3\u00a0เรื่อง" in page


def test_who_may_not_decide_it_is_not_told(officer: Actor, world: World) -> None:
    tied = build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER))
    waits = account(world)
    with transaction() as tx:
        tx.add(
            Membership(
                person_id=tied.known_person_id,
                organisation_id=waits.organisation_id,
                capacity=Capacity.SME,
                role=MemberRole.MEMBER,
                since=NOW,
            )
        )
    account(world, submitter=officer)
    send_reminders(reachable, now=NOW)
    assert told(officer) == [("work.arrived", 1)], "of the account that another submitted"
    assert told(tied) == [("work.arrived", 1)], (
        "of the account of an organisation that is no business of theirs"
    )


def test_the_time_that_ends_and_the_end_are_told_once_each(officer: Actor, world: World) -> None:
    account(world)
    due = due_at(VERIFY_WITHIN, NOW)
    for at in (NOW, due - 2 * DAY, due - DAY, due, due + DAY):
        send_reminders(reachable, now=at)
    assert told(officer) == [("work.arrived", 1), ("work.soon", 1), ("work.late", 1)]


def test_a_reminder_that_was_missed_is_not_made_up_for(officer: Actor, world: World) -> None:
    account(world)
    send_reminders(reachable, now=NOW + 19 * DAY)
    assert told(officer) == [("work.late", 1)]


def subjects() -> list[str]:
    return list(db.session.scalars(sa.select(OutboundMail.subject).order_by(OutboundMail.id)))


def test_staff_get_one_e_mail_a_day_of_what_they_have_not_read(officer: Actor, world: World) -> None:
    reader = build(lambda tx: world.staff(tx, Role.FINANCE_OFFICER))
    account(world), account(world)
    send_reminders(reachable, now=NOW)
    assert subjects() == []
    with transaction() as tx:
        tx.execute(sa.update(Notice).where(Notice.person_id == reader.person_id).values(read_at=NOW))
    assert send_digests(now=NOW) == 1
    assert send_digests(now=NOW) == 0
    assert subjects() == ["เรื่องที่รอท่านที่ สสว. 2 เรื่อง"]
    mail = db.session.scalars(sa.select(OutboundMail)).one()
    assert "บัญชีธนาคารรอตรวจสอบ – เข้ามาใหม่ 2\u00a0เรื่อง" in mail.body
    assert "http://localhost:5000/today" in mail.body
    assert told(officer)


def test_the_member_whose_turn_it_is_is_reminded_by_notice_and_e_mail(
    db_app: Flask, world: World, sign_in: SignIn
) -> None:
    sme = build(lambda tx: world.sme(tx, state=SmeState.RETURNED))
    owner = build(lambda tx: world.member(tx, sme.organisation_id, Capacity.SME))
    member = build(lambda tx: world.member(tx, sme.organisation_id, Capacity.SME, MemberRole.MEMBER))
    since, due = _times_of(sme.organisation_id)
    for at in (since, since + (due - since) / 2, due - 2 * DAY, due + DAY):
        send_reminders(reachable, now=at)
    assert [kind for kind, _count in told(owner)] == ["reminder.half", "reminder.soon", "reminder.late"]
    assert told(member) == [], "may not submit the registration"
    read = [sign_in(each.known_person_id).get("/notices").text for each in (owner, member)]
    assert ["การขึ้นทะเบียน SME ที่ต้องแก้ไข" in page for page in read] == [True, False]
    in_english = sign_in(owner.known_person_id).get("/notices?lang=en").text
    named = build(lambda tx: both_names(tx.get(Organisation, sme.organisation_id)))
    assert f"ที่ต้องแก้ไข: {named['th']}" in read[0]
    assert f": {named['en']} – the last day" in in_english
    address = db.session.scalar(sa.text("SELECT email FROM people WHERE id = :id"), {"id": owner.person_id})
    to_owner = [
        mail.subject for mail in db.session.scalars(sa.select(OutboundMail)) if mail.to_address == address
    ]
    assert len(to_owner) == 3
    assert all(subject.startswith("การขึ้นทะเบียน SME ที่ต้องแก้ไข: ") for subject in to_owner)


def _times_of(organisation_id: int) -> tuple[datetime, datetime]:
    (found,) = [
        row
        for row in all_deadlines(db.session(), NOW)
        if row.turn.machine is SME_MACHINE and row.subject_id == organisation_id
    ]
    assert found.turn.states == (SmeState.RETURNED,)
    assert found.due is not None
    return found.since, found.due


def test_the_worker_does_both_by_itself(officer: Actor, world: World, db_app: Flask) -> None:
    from core.tasks import queue as jobs

    account(world)
    jobs.run_now(db_app, "identity.send_reminders")
    assert told(officer)
    jobs.run_now(db_app, "identity.send_digests")
    assert len(subjects()) == 1
    assert jobs.tasks["identity.send_reminders"].cron
    assert jobs.tasks["identity.send_digests"].cron
